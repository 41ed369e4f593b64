import { afterAll, expect, it } from 'vitest'
import { listenForMail } from '../../test/support/mail-server.ts'
import { readConfig } from '../config.ts'
import { canMail, sendMail } from './mail.ts'

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
