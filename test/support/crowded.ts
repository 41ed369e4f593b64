import { connect, createServer, type Socket } from 'node:net'
import { afterAll } from 'vitest'

/** A way to a database on which there may be no connection left. */
export interface Way {
  readonly url: string
  /** Ends the connections there are, and refuses others as PostgreSQL does. */
  fill(): void
  /** Lets them through again. */
  clear(): void
}

/** A way of its own to the database at `url`; gone after the last test of the file. */
export async function wayTo(url: string): Promise<Way> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const kept = (socket: Socket) => {
    sockets.add(socket)
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  let full = false
  const server = createServer(client => {
    kept(client)
    if (full) return void client.once('data', () => client.end(tooMany))
    const database = kept(connect(Number(port || 5432), hostname))
    client.pipe(database).pipe(client)
    client.on('close', () => database.destroy())
    database.on('close', () => client.destroy())
  })
  const end = () => sockets.forEach(socket => void socket.destroy())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    end()
    server.close()
  })
  const own = new URL(url)
  const address = server.address()
  own.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return {
    url: own.href,
    fill: () => {
      full = true
      end()
    },
    clear: () => {
      full = false
    },
  }
}

/** https://www.postgresql.org/docs/15/protocol-message-formats.html: ErrorResponse. */
const tooMany = errorResponse({ S: 'FATAL', V: 'FATAL', C: '53300', M: 'sorry, too many clients already' })

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.from(
    `${Object.entries(fields)
      .map(([kind, text]) => `${kind}${text}\0`)
      .join('')}\0`,
  )
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
