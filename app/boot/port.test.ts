import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { expect, onTestFinished, test } from 'vitest'
import type { Env } from '../web/routes.ts'
import { openPort, type Port } from './port.ts'

async function open(): Promise<{ port: Port; url: string }> {
  const port = await openPort('127.0.0.1', 0)
  onTestFinished(() => port.close())
  return { port, url: `http://127.0.0.1:${port.number}` }
}

test('requests that come before the application is there wait for it', async () => {
  const { port, url } = await open()
  const early = fetch(url)
  port.serve(new Hono<Env>().get('/', c => c.text('served')))
  expect(await (await early).text()).toBe('served')
})

test('closing answers what was begun, takes nothing new and ends event streams', async () => {
  const { port, url } = await open()
  const slow = Promise.withResolvers<void>()
  const app = new Hono<Env>()
    .get('/slow', async c => {
      await slow.promise
      return c.text('whole answer')
    })
    .get('/live', c =>
      streamSSE(c, async stream => {
        await stream.writeSSE({ data: 'hello' })
        await new Promise(resolve => stream.onAbort(() => resolve(undefined)))
      }),
    )
  port.serve(app)
  const live = await fetch(`${url}/live`, { headers: { accept: 'text/event-stream' } })
  const begun = fetch(`${url}/slow`)
  await new Promise(resolve => setTimeout(resolve, 50))

  const closed = port.close()
  await expect(live.text()).rejects.toThrow()
  await expect(fetch(url)).rejects.toThrow()
  slow.resolve()
  expect(await (await begun).text()).toBe('whole answer')
  await closed
})

test('a port or address that cannot be opened is told by a name the operator understands', async () => {
  const { port } = await open()
  await expect(openPort('127.0.0.1', port.number)).rejects.toThrow(`port_taken:${port.number}`)
  await expect(openPort('203.0.113.1', 0)).rejects.toThrow('host_unknown:203.0.113.1')
})
