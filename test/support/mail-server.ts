import { createServer, type Socket } from 'node:net'

/** As much of a mail server (RFC 5321) as takes one message after the other. */
export function listenForMail() {
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

/** The words of a mail as it came over the wire. RFC 2045: base64, or quoted-printable. */
export function wordsOf(mail: string): string {
  const end = mail.indexOf('\n\n')
  const [head, body] = [mail.slice(0, end), mail.slice(end + 2)]
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  const bytes = body
    .replaceAll('=\n', '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
