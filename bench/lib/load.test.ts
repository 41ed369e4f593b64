import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { atFixedRate, atFullSpeed, get, type Reply } from './load.ts'
import { percentile } from './percentile.ts'

test('the value of a share is one that was measured (nearest rank)', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([0.5, 0.99, 1].map(share => percentile(hundred, share))).toEqual([50, 99, 100])
  expect(percentile([7], 0.99)).toBe(7)
  expect(percentile([], 0.5)).toBeNaN()
})

test('waiting behind a slow page is part of the time of those that were due meanwhile', async () => {
  // The first takes 300 ms, and the others come one after the other behind it, as on a server with one processor.
  let queue: Promise<unknown> = Promise.resolve()
  const ask = (index: number): Promise<Reply> => {
    const reply = queue.then(() => wait(index === 0 ? 300 : 0))
    queue = reply
    return reply.then(() => ({ status: 200, bytes: 1, milliseconds: 0 }))
  }
  const { milliseconds, failed } = await atFixedRate(ask, { perSecond: 100, seconds: 0.2 })
  expect(failed).toBe(0)
  expect(milliseconds).toHaveLength(20)
  // Due after 0, 10 … 190 ms, done at 300 ms at the earliest.
  expect(Math.min(...milliseconds)).toBeGreaterThan(100)
  expect(percentile(milliseconds, 0.5)).toBeGreaterThan(190)
})

test('at full speed never more requests are under way than connections; what is no page counts as failed', async () => {
  let under = 0
  let most = 0
  const server = createServer((_, reply) => {
    most = Math.max(most, ++under)
    setTimeout(() => {
      under--
      reply.writeHead(under % 2 ? 500 : 200).end('page')
    }, 5)
  })
  const url = await listen(server)
  const load = await atFullSpeed(() => get(url), { connections: 3, seconds: 0.2 })
  expect(most).toBe(3)
  expect(load.milliseconds.length).toBeGreaterThan(0)
  expect(load.failed).toBeGreaterThan(0)
})

async function listen(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
