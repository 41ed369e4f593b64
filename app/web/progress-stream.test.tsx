import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { paths } from '../paths.ts'
import { progressHref, progressStream } from './progress-stream.tsx'
import type { Env } from './routes.ts'

const listeners = new Set<() => void>()
const live = {
  subscribe(topic: string, listener: () => void) {
    if (topic === 'work') listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

function appOf(work: { share: number | undefined; ended: number }) {
  const app = new Hono<Env>()
  app.get('/live', c => {
    c.set('services', { live } as never)
    c.set('sameRights', async () => true)
    c.set('view', {} as never)
    return progressStream(c, {
      topic: 'work',
      read: async () => ({ ...work }),
      settled: ({ share, ended }) => (share !== undefined ? undefined : ended === 0 ? '' : String(ended)),
      panelId: 'panel',
      panel: ({ share }) => (share === undefined ? 'nothing' : `${share} %`),
    })
  })
  return async (query = '') => {
    const closing = new AbortController()
    const response = await app.request(new Request(`http://x/live${query}`, { signal: closing.signal }))
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    return { next: async () => (await reader?.read())?.value, close: () => closing.abort() }
  }
}

const panel = (text: string) =>
  `data: <turbo-stream action="replace" target="panel"><template>${text}</template></turbo-stream>\n\n`
const refresh = 'data: <turbo-stream action="refresh"></turbo-stream>\n\n'

test('shows how far work is, and the page anew once it has ended', async () => {
  const work: { share: number | undefined; ended: number } = { share: undefined, ended: 0 }
  const { next, close } = await appOf(work)()
  const told = (share: number | undefined, ended: number) => {
    Object.assign(work, { share, ended })
    for (const listener of listeners) listener()
    return next()
  }
  expect(await next()).toBe(panel('nothing'))
  expect(await told(40, 0)).toBe(panel('40 %'))
  expect(await told(80, 0)).toBe(panel('80 %'))
  expect(await told(undefined, 1)).toBe(refresh)
  expect(await told(10, 1)).toBe(panel('10 %'))
  // Asked for and over between two looks.
  expect(await told(undefined, 2)).toBe(refresh)
  expect(await told(undefined, 2)).toBe(panel('nothing'))
  close()
})

test('a page that came to listen after its work had ended is shown anew, once', async () => {
  const listen = appOf({ share: undefined, ended: 3 })
  const waits = await listen(new URL(progressHref(paths.riskStream, undefined), 'http://x').search)
  expect(await waits.next()).toBe(refresh)
  waits.close()
  const knows = await listen(new URL(progressHref(paths.riskStream, '3'), 'http://x').search)
  expect(await knows.next()).toBe(panel('nothing'))
  knows.close()
})
