import { href, paths } from '../../app/paths.ts'

/** Where pages are asked for, and as whom. */
export interface Asking {
  readonly origin: string
  readonly cookie: string
}

const atOnce = 2
const asked = [href(paths.today), href(paths.accounts), href(paths.tasks), href(paths.segments)]

/** Asks for pages, two at a time, while the work goes on; how long each took, in milliseconds. */
export async function askPages({ origin, cookie }: Asking, work: () => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = []
  let over = false
  const one = async (offset: number) => {
    for (let at = offset; !over; at++) {
      const begun = performance.now()
      const reply = await fetch(`${origin}${asked[at % asked.length]}`, { headers: { cookie }, redirect: 'manual' })
      await reply.arrayBuffer()
      if (reply.status !== 200) throw new Error(`${asked[at % asked.length]} was answered with ${reply.status}`)
      taken.push(performance.now() - begun)
    }
  }
  const askers = Array.from({ length: atOnce }, (_, index) => one(index))
  await Promise.race([work(), Promise.all(askers)])
  over = true
  await Promise.all(askers)
  return taken
}
