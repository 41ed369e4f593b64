import { createServer, type Socket } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { canMail, sendMail } from './mail.ts'

/** As much of a mail server (RFC 5321) as takes one message after the other. */
function listenForMail() {
  const taken: string[] = []
  const answer = (socket: Socket) => {
    let data: string | undefined
    let rest = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 mail.example')
    socket.on('data', chunk => {
      rest += chunk
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        if (data !== undefined && line !== '.') data += `${line}\n`
        else if (data !== undefined) {
          taken.push(data)
          data = undefined
          say('250 taken')
        } else if (line === 'DATA') {
          data = ''
          say('354 go on')
        } else if (line.includes('refused@')) say('550 nobody here')
        else say(line === 'QUIT' ? '221 bye' : '250 fine')
      }
    })
  }
  const server = createServer(answer)
  return new Promise<{ port: number; taken: string[]; close(): void }>(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, taken, close: () => server.close() })
    })
  })
}

const server = await listenForMail()
afterAll(() => server.close())
const config = readConfig({
  BANSO_MAIL_URL: `smtp://127.0.0.1:${server.port}?ignoreTLS=true`,
  BANSO_MAIL_FROM: 'Banso <banso@minato.example>',
})

it('hands a mail with Japanese words to the server', async () => {
  await sendMail(config, {
    to: 'kai@minato.example',
    subject: '港への招待',
    text: 'ようこそ。\nhttps://banso.example/join/x',
  })
  const [mail = ''] = server.taken
  expect(mail).toContain('From: Banso <banso@minato.example>')
  expect(mail).toContain('To: kai@minato.example')
  expect(mail).toContain(`=?UTF-8?B?${Buffer.from('港への招待').toString('base64')}?=`)
  const words = Buffer.from('ようこそ。').toString('hex').toUpperCase().replaceAll(/../g, '=$&')
  expect(mail).toContain(`${words}\nhttps://banso.example/join/x`)
})

it('cannot be given further recipients or headers by a line break', async () => {
  await sendMail(config, { to: 'kai@minato.example', subject: 'x\r\nBcc: all@minato.example', text: 'x' })
  expect(server.taken.at(-1)).not.toMatch(/^Bcc:/m)
})

it('throws what the server says, so that the job is tried again', async () => {
  await expect(sendMail(config, { to: 'refused@minato.example', subject: 'x', text: 'x' })).rejects.toThrow('550')
})

it('is not there unless it is set up', async () => {
  expect([canMail(readConfig({})), canMail(config)]).toEqual([false, true])
  await expect(sendMail(readConfig({}), { to: 'x@minato.example', subject: 'x', text: 'x' })).rejects.toThrow(
    'not set up',
  )
})
