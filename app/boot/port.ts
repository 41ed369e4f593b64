import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { Unable } from '../platform/errors.ts'
import type { Env } from '../web/routes.ts'

const patience = 10_000

/** The port this process listens on. Requests that come before `serve` wait for it. */
export interface Port {
  readonly number: number
  serve(app: Hono<Env>): void
  /** Takes no new requests, ends event streams, and waits until the others are answered, at most 10 s. */
  close(): Promise<void>
}

/** Listens, so that a port that is taken is known before anything is touched. Throws Unable when it cannot. */
export async function openPort(host: string, port: number): Promise<Port> {
  const app = Promise.withResolvers<Hono<Env>>()
  const server = createAdaptorServer({
    fetch: async (request, bindings) => (await app.promise).fetch(request, bindings as Env['Bindings']),
  }) as Server
  const streams = collectStreams(server)
  await listen(server, host, port)
  return {
    number: (server.address() as AddressInfo).port,
    serve: app.resolve,
    close: () => closeServer(server, streams),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(explain(error, host, port)))
    server.listen({ host, port }, resolve)
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') return new Unable(`port_taken:${port}`)
  if (error.code === 'EACCES') return new Unable(`port_forbidden:${port}`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return new Unable(`host_unknown:${host}`)
  return error
}

/** Event streams never end by themselves; browsers open them again, at whoever serves then. */
function collectStreams(server: Server): Set<ServerResponse> {
  const streams = new Set<ServerResponse>()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.headers.accept?.includes('text/event-stream')) return
    streams.add(response)
    response.once('close', () => streams.delete(response))
  })
  return streams
}

function closeServer(server: Server, streams: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise(resolve => {
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const late = setTimeout(() => server.closeAllConnections(), patience)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(late)
      resolve()
    })
    for (const response of streams) response.destroy()
  })
}
