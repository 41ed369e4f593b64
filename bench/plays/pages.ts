import { setTimeout as wait } from 'node:timers/promises'
import { href, paths } from '../../app/paths.ts'

/** Where pages are asked for, and as whom. */
export interface Asking {
  readonly origin: string
  readonly cookie: string
}

/** What a team of some twenty people asks for when all are busy. */
const perSecond = 20
const asked = [href(paths.today), href(paths.accounts), href(paths.tasks), href(paths.segments)]

/**
 * Asks for pages at a steady rate, whether or not earlier ones have been answered, while the work goes on; how long each took, in
 * milliseconds.
 */
export async function askPages({ origin, cookie }: Asking, work: () => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = []
  let over = false
  const one = async (path: string) => {
    const begun = performance.now()
    const reply = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: 'manual' })
    await reply.arrayBuffer()
    if (reply.status !== 200) throw new Error(`${path} was answered with ${reply.status}`)
    taken.push(performance.now() - begun)
  }
  const asking = (async () => {
    const replies: Promise<void>[] = []
    for (let at = 0; !over; at++) {
      replies.push(one(asked[at % asked.length] ?? ''))
      await wait(1000 / perSecond)
    }
    await Promise.all(replies)
  })()
  await work()
  over = true
  await asking
  return taken
}
