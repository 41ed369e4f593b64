import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { progressStream } from './progress-stream.tsx'
import type { Env } from './routes.ts'

const listeners = new Set<() => void>()
const live = {
  subscribe(topic: string, listener: () => void) {
    if (topic === 'work') listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

test('shows how far work is, and the page anew once it has ended', async () => {
  let share: number | undefined
  const app = new Hono<Env>()
  app.get('/live', c => {
    c.set('services', { live } as never)
    c.set('sameRights', async () => true)
    c.set('view', {} as never)
    return progressStream(c, {
      topic: 'work',
      read: async () => share,
      ended: (before, now) => before !== undefined && now === undefined,
      panelId: 'panel',
      panel: state => (state === undefined ? 'nothing' : `${state} %`),
    })
  })
  const closing = new AbortController()
  const response = await app.request(new Request('http://x/live', { signal: closing.signal }))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const told = async (now?: number) => {
    share = now
    for (const listener of listeners) listener()
    return (await reader?.read())?.value
  }
  const panel = (text: string) =>
    `data: <turbo-stream action="replace" target="panel"><template>${text}</template></turbo-stream>\n\n`

  expect(await reader?.read().then(({ value }) => value)).toBe(panel('nothing'))
  expect(await told(40)).toBe(panel('40 %'))
  expect(await told(80)).toBe(panel('80 %'))
  expect(await told()).toBe('data: <turbo-stream action="refresh"></turbo-stream>\n\n')
  expect(await told(10)).toBe(panel('10 %'))
  closing.abort()
})
