import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { connectMail } from './mail-connection.ts'

/** What a mail server says to a command, and whether it hangs up then; a dot stands for the end of a letter. */
type Says = Readonly<Record<string, { readonly text: string; readonly closes?: true }>>

const usual: Says = {
  EHLO: { text: '250-x\r\n250 AUTH PLAIN' },
  AUTH: { text: '235 ok' },
  MAIL: { text: '250 ok' },
  RCPT: { text: '250 ok' },
  DATA: { text: '354 go on' },
  '.': { text: '250 taken' },
}

async function mailServer(says: Says): Promise<string> {
  const all: Says = { ...usual, ...says }
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.write('220 x\r\n')
    let rest = ''
    let inLetter = false
    socket.on('data', chunk => {
      const lines = (rest + chunk.toString()).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (inLetter && line !== '.') continue
        const command = line.slice(0, 4)
        inLetter = command === 'DATA'
        const { text, closes } = all[command] ?? { text: '250 ok' }
        if (text) socket.write(`${text}\r\n`)
        if (closes) socket.end()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return `smtp://me:secret@127.0.0.1:${(server.address() as AddressInfo).port}?ignoreTLS=true`
}

const patience = { connect: 500, answer: 500 }
const letter = { returnPath: 'a@minato.example', to: 'umi@kai.example', raw: Buffer.from('Subject: x\r\n\r\nx\r\n') }

async function handOver(says: Says) {
  const connection = await connectMail(await mailServer(says), patience)
  onTestFinished(() => connection.close())
  return connection.handOver(letter, async () => undefined)
}

test('a server that hangs up or says nothing while we sign in is noticed', async () => {
  const closes = await mailServer({ AUTH: { text: '', closes: true } })
  await expect(connectMail(closes, patience)).rejects.toThrow('closed')
  await expect(connectMail(await mailServer({ AUTH: { text: '' } }), patience)).rejects.toThrow('Timeout')
  const refuses = await mailServer({ AUTH: { text: '535 5.7.8 no', closes: true } })
  await expect(connectMail(refuses, patience)).rejects.toThrow('535 5.7.8')
}, 5000)

test('what a server says to the dot holds, though it hangs up right after (RFC 5321, 4.2: 421)', async () => {
  const of = 'message'
  expect(await handOver({})).toEqual({ kind: 'taken', reply: '250 taken' })
  expect(await handOver({ '.': { text: '421 4.7.0 later', closes: true } })).toEqual({
    kind: 'refused',
    of,
    passing: true,
    reply: '421 4.7.0 later',
  })
  expect(await handOver({ '.': { text: '554 5.7.1 no', closes: true } })).toEqual({
    kind: 'refused',
    of,
    passing: false,
    reply: '554 5.7.1 no',
  })
  expect(await handOver({ '.': { text: '', closes: true } })).toMatchObject({ kind: 'lost', dotSent: true })
})

test('a server that hangs up before the dot has nothing', async () => {
  expect(await handOver({ RCPT: { text: '', closes: true } })).toMatchObject({ kind: 'lost', dotSent: false })
  expect(await handOver({ MAIL: { text: '421 4.3.2 going down', closes: true } })).toMatchObject({
    kind: 'refused',
    of: 'us',
    passing: true,
  })
})
