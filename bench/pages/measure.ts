import type pg from 'pg'
import { type Ask, atFixedRate, atFullSpeed, get, type Load } from '../lib/load.ts'
import { percentile } from '../lib/percentile.ts'
import { processorSeconds } from '../lib/processor.ts'
import type { PageKind } from './kinds.ts'
import type { Statement } from './statement-hook.ts'

export interface Pace {
  readonly perSecond: number
  readonly seconds: number
  readonly connections: number
}

export interface Measured {
  readonly kind: PageKind
  /** Of the reply that is no page, else 200. */
  readonly status: number
  readonly bytes: number
  readonly paced: Load
  readonly full: Load
  /** The bare page of the same size at full speed. */
  readonly bare: Load
  /** Milliseconds of a page when nothing else is asked for. */
  readonly alone: number
  /** Milliseconds of processor time that a page costs at full speed. A busy machine changes these least. */
  readonly processor: { readonly server: number; readonly database: number; readonly bare: number }
}

/** What is asked, and the processes whose processor time is counted. */
export interface Place {
  readonly origin: string
  readonly cookie: string
  readonly server: number
  readonly database: number
  readonly bare: { readonly origin: string; readonly process: number }
}

/** Asks for pages of one kind: one at a time, at the fixed rate, at full speed, and beside it for bare ones of that size. */
export async function measureKind(kind: PageKind, place: Place, pace: Pace): Promise<Measured> {
  const ask: Ask = index => get(place.origin + kind.paths[index % kind.paths.length], { cookie: place.cookie })
  const { status } = await ask(0)
  if (status !== 200) return { ...nothing, kind, status }
  const solo = await oneByOne(ask, Math.min(40, Math.ceil(pace.seconds * 8)))
  const bytes = Math.round(solo.bytes)
  const paced = await atFixedRate(ask, pace)
  const before = { server: processorSeconds(place.server), database: processorSeconds(place.database) }
  const full = await atFullSpeed(ask, pace)
  const used = (process: number, since: number, { milliseconds }: Load) =>
    process === 0 ? Number.NaN : ((processorSeconds(process) - since) * 1000) / milliseconds.length
  const server = used(place.server, before.server, full)
  const database = used(place.database, before.database, full)
  const bareBefore = processorSeconds(place.bare.process)
  const bare = await atFullSpeed(() => get(`${place.bare.origin}/?bytes=${bytes}`), pace)
  const processor = { server, database, bare: used(place.bare.process, bareBefore, bare) }
  return { kind, status, bytes, paced, full, bare, alone: solo.milliseconds, processor }
}

const none: Load = { perSecond: Number.NaN, milliseconds: [], failed: 0 }
const nothing = {
  bytes: 0,
  paced: none,
  full: none,
  bare: none,
  alone: Number.NaN,
  processor: { server: Number.NaN, database: Number.NaN, bare: Number.NaN },
}

/** The middle time and mean size of so many pages, one after the other, each first asked for to warm up. */
async function oneByOne(ask: Ask, count: number): Promise<{ milliseconds: number; bytes: number }> {
  for (let index = 0; index < count / 4; index++) await ask(index)
  const times: number[] = []
  let bytes = 0
  for (let index = 0; index < count; index++) {
    const reply = await ask(index)
    times.push(reply.milliseconds)
    bytes += reply.bytes
  }
  return { milliseconds: percentile(times, 0.5), bytes: bytes / count }
}

/** The middle time in which the database answers what a page asks it, one statement after the other, over one connection. */
export async function statementsAlone(
  client: pg.PoolClient,
  pages: readonly (readonly Statement[])[],
): Promise<{ milliseconds: number; statements: number }> {
  const times: number[] = []
  for (const statements of [...pages, ...pages, ...pages]) {
    await client.query('begin')
    const begun = performance.now()
    for (const { text, values } of statements) await client.query(text, [...values])
    times.push(performance.now() - begun)
    await client.query('rollback')
  }
  return {
    milliseconds: percentile(times.slice(pages.length), 0.5),
    statements: percentile(
      pages.map(page => page.length),
      0.5,
    ),
  }
}
