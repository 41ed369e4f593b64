import { Hono } from 'hono'
import { afterEach, expect, test, vi } from 'vitest'
import type { Env } from './routes.ts'
import { liveStream } from './sse.ts'
import { TurboStream } from './ui/turbo-stream.tsx'

const listeners = new Map<string, Set<() => void>>()
const services = {
  live: {
    subscribe(topic: string, listener: () => void) {
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(listener))
      return () => set.delete(listener)
    },
  },
}
const publish = (topic: string) => {
  for (const listener of listeners.get(topic) ?? []) listener()
}
let renderings = 0
let sameRights: boolean | Promise<boolean> = true

function appFor(person: string) {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('services', services as never)
    c.set('view', {} as never)
    c.set('staff', { id: person } as never)
    c.set('sameRights', async () => sameRights)
    await next()
  })
  app.get('/live', c =>
    liveStream(c, {
      topics: ['a', 'b'],
      show: async () => (
        <TurboStream action="update" target="x">
          {`${person} ${++renderings}`}
          {'\n<b>'}
        </TurboStream>
      ),
    }),
  )
  return app
}

async function open(person = 'p') {
  const closing = new AbortController()
  const response = await appFor(person).request(new Request('http://x/live', { signal: closing.signal }))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  return { response, close: () => closing.abort(), next: async () => (await reader?.read())?.value }
}

afterEach(() => {
  vi.useRealTimers()
  renderings = 0
  sameRights = true
})

test('tells the present state, then each change; what comes at once is told together', async () => {
  const stream = await open()
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
  expect(await stream.next()).toBe(
    'data: <turbo-stream action="update" target="x"><template>p 1\ndata: &lt;b&gt;</template></turbo-stream>\n\n',
  )
  for (let i = 0; i < 10; i++) publish(i % 2 ? 'a' : 'b')
  expect(await stream.next()).toContain('p 2')
  publish('b')
  expect(await stream.next()).toContain('p 3')
  stream.close()
  await vi.waitFor(() => expect(listeners.get('a')?.size).toBe(0))
})

test('keeps a quiet connection alive and ends it after a while, so that who was signed out is turned away', async () => {
  vi.useFakeTimers()
  const stream = await open()
  await stream.next()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await stream.next()).toBe(':\n\n')
  await vi.advanceTimersByTimeAsync(200_000)
  let last: string | undefined = ''
  while (last !== undefined) last = await stream.next()
  expect(listeners.get('a')?.size).toBe(0)
})

test('ends when a session of the person ends or their rights change; streams of others go on', async () => {
  const [mine, other] = [await open('p'), await open('q')]
  await mine.next()
  await other.next()
  publish('person:p')
  expect(await mine.next()).toBeUndefined()
  expect(listeners.get('person:p')?.size).toBe(0)
  publish('a')
  expect(await other.next()).toContain('q')
  other.close()
  await vi.waitFor(() => expect(listeners.get('a')?.size).toBe(0))
})

test('says nothing to who lost their rights between the request and the first word', async () => {
  sameRights = false
  const stream = await open()
  expect(await stream.next()).toBeUndefined()
  expect([renderings, listeners.get('a')?.size]).toEqual([0, 0])
})

test('says nothing of a change before it is known that they still have their rights', async () => {
  const answer = Promise.withResolvers<boolean>()
  sameRights = answer.promise
  const stream = await open()
  publish('a')
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(renderings).toBe(0)
  answer.resolve(false)
  expect(await stream.next()).toBeUndefined()
  expect([renderings, listeners.get('a')?.size]).toEqual([0, 0])
})

test('what changed while their rights were looked at is in the first word', async () => {
  const answer = Promise.withResolvers<boolean>()
  sameRights = answer.promise
  const stream = await open()
  publish('a')
  answer.resolve(true)
  expect(await stream.next()).toContain('p 1')
  publish('a')
  expect(await stream.next()).toContain('p 2')
  stream.close()
  await vi.waitFor(() => expect(listeners.get('a')?.size).toBe(0))
})

test('one person cannot open any number of streams', async () => {
  const streams = await Promise.all(Array.from({ length: 31 }, () => open('greedy')))
  expect(streams.map(stream => stream.response.status).filter(status => status === 429)).toHaveLength(1)
  const other = await open('other')
  expect(other.response.status).toBe(200)
  for (const stream of [...streams, other]) stream.close()
  await vi.waitFor(() => expect(listeners.get('a')?.size).toBe(0))
  expect((await open('greedy')).response.status).toBe(200)
})
