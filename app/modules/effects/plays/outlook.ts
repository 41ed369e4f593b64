import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import {
  type Coming,
  firstKnown,
  type Ground,
  groundBefore,
  paceOf,
  type Sight,
  sightOf,
  sightOfAnything,
  smallestWithin,
} from '../report/outlook.ts'
import type { Report } from '../report/report.ts'
import { beforePlay, lateDays } from './before.ts'
import { type Outcome, questionOf, settlingDays } from './outcome.ts'
import { type PlayOfEffect, segmentNames } from './queries.ts'

/** By what it was reckoned. */
export type Basis =
  /** Accounts of the play itself. */
  | { readonly of: 'own'; readonly accounts: number }
  /** Those who came into the segment of its trigger before, or all customers. */
  | { readonly of: 'segment' | 'customers'; readonly accounts: number; readonly mean: number; readonly name: string }
  /** By nothing: it was not looked at yet, they are too few, or have all the same. */
  | { readonly of: 'none'; readonly why: 'soon' | 'few' | 'same'; readonly accounts: number }

/** How long it takes until something is known of a play, and what it would take. */
export interface Outlook {
  readonly state: PlayOfEffect['state']
  readonly heldOut: number
  readonly today: string
  /** Accounts that came, those held out of it among them. */
  readonly come: number
  readonly perDay: number | null
  /** Nobody came yet, or it has just begun: how many do is told by who came into the segment of its trigger. */
  readonly paceOfSegment: boolean
  /** When the outcome of the first who came is known. */
  readonly first: string | null
  /** Days from when an account comes until its outcome is known. */
  readonly takes: number
  readonly anything: Sight
  /** Differences that just matter, and larger ones; none when nothing can be reckoned. */
  readonly sights: readonly Sight[]
  /** Accounts until a difference that just matters is seen if half of them were held out. */
  readonly withHalf: number | null
  /** The smallest difference that is seen within a year at this pace; null when nobody can say. */
  readonly withinYear: number | null
  readonly basis: Basis
  /** How many would come if it looked at everybody now; null when that is not known. */
  readonly standing: number | null
}

/** How many times what just matters. */
const sizes = [1, 2, 5, 10]
const year = 365

/** How long it takes to know; undefined where nobody is held out any more, so that nothing more will be known. */
export async function outlookOf(
  db: Db,
  play: PlayOfEffect,
  { outcome, report, missing }: { readonly outcome: Outcome; readonly report: Report; readonly missing: number },
  { day: today, timeZone }: { readonly day: string; readonly timeZone: string },
): Promise<Outlook | undefined> {
  const heldOut = play.holdout
  if (!(heldOut > 0)) return undefined
  const [days, before] = await Promise.all([comingDays(db, play.id, timeZone), beforePlay(db, play.id)])
  const on = play.state === 'live'
  const own = paceOf(days, today, lateDays)
  const ofSegment = own === null && before?.a_week != null ? before.a_week / 7 : null
  const coming: Coming = { days, perDay: on ? (own ?? ofSegment) : 0 }
  const calendar = { today, takes: outcome.days + settlingDays }
  const { ground, basis } = await groundOf(db, { outcome, report, missing, heldOut }, before)
  const { kind } = report.question
  return {
    ...{ state: play.state, heldOut, today, basis, takes: calendar.takes, standing: before?.standing ?? null },
    come: days.reduce((sum, { n }) => sum + n, 0),
    perDay: coming.perDay,
    paceOfSegment: on && ofSegment !== null,
    first: firstKnown(coming, calendar),
    anything: sightOfAnything(heldOut, coming, calendar),
    sights: ground ? sizes.map(times => sightOf(times * ground.matters, kind, ground, coming, calendar)) : [],
    withinYear: ground ? smallestWithin(year, ground, coming, calendar) : null,
    withHalf: ground ? sightOf(ground.matters, kind, inHalves(ground), coming, calendar).needed : null,
  }
}

function inHalves({ pair: [arm, control], ...ground }: Ground): Ground {
  return {
    ...ground,
    pair: [
      { ...arm, n: 0.5 },
      { ...control, n: 0.5 },
    ],
  }
}

interface Asked {
  readonly outcome: Outcome
  readonly report: Report
  readonly missing: number
  readonly heldOut: number
}

/** What was seen of the play itself, as soon as that tells how accounts vary; else what was there before. */
async function groundOf(
  db: Db,
  { outcome, report, missing, heldOut }: Asked,
  before: Awaited<ReturnType<typeof beforePlay>>,
): Promise<{ readonly ground?: Ground; readonly basis: Basis }> {
  const { comparison } = report.compared[0] ?? {}
  if (comparison && comparison.needed !== null && comparison.matters !== null) {
    const accounts = comparison.arm.n + comparison.control.n
    const counts = accounts / (accounts + missing)
    return {
      ground: { pair: comparison.steady, matters: comparison.matters, counts },
      basis: { of: 'own', accounts },
    }
  }
  if (!before) return { basis: { of: 'none', why: 'soon', accounts: 0 } }
  const ground = groundBefore(before, questionOf(outcome), heldOut)
  if (typeof ground === 'string') return { basis: { of: 'none', why: ground, accounts: before.n } }
  const { segment_id: segment, n: accounts } = before
  const names = segment === null ? undefined : await segmentNames(db, [segment])
  const of = segment === null ? 'customers' : 'segment'
  return { ground, basis: { of, accounts, mean: before.y / before.n, name: names?.get(segment ?? 0) ?? '' } }
}

/** Who came by versions that held somebody out, by day. */
async function comingDays(db: Db, playId: number, timeZone: string): Promise<Coming['days']> {
  const { rows } = await sql<{ day: string; n: number }>`
    select (a.entered_at at time zone ${timeZone})::date as day, count(*) as n
    from plays.arm_fact a join plays.version_fact v using (play_id, version_number)
    where play_id = ${playId} and v.holdout > 0 and a.level is distinct from 'company'
    group by 1 order by 1`.execute(db)
  return rows
}
