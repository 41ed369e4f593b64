import { sql } from 'kysely'
import { endOfDay, nowDate, today as todayIn } from '../../../platform/clock.ts'
import { type Db, lock, type Tx, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { findCompany } from '../../identity/index.ts'
import { lookAtPeople, wereLookedAt } from './association.ts'
import { lookAtCompany } from './company.ts'
import { type Outcome, type OutcomeProblem, observe, readOutcome, settlingDays, shifted } from './outcome.ts'
import { courseOfPlay } from './queries.ts'
import { storeResult } from './result.ts'
import { enteredOn, sumEntries } from './sums.ts'

interface Published {
  readonly play_id: number
  readonly outcome: unknown
}

/**
 * Looks at the outcome of all plays whose accounts have come to the end of their window since the last look, day by day, each day once; and
 * of all plays together, which reads all entries (`onceADay`: unless that was done today). A day is one transaction, so that work that is
 * interrupted goes on where it was.
 */
export async function lookAtPlays(
  services: Services,
  signal?: AbortSignal,
  { onceADay = false }: { readonly onceADay?: boolean } = {},
): Promise<void> {
  const { db } = services
  const company = await findCompany(db)
  if (!company) return
  const { timeZone } = company
  const day = todayIn(timeZone).toString()
  const { rows } = await sql<Published>`
    select play_id, outcome from plays.play_fact where first_published_at is not null order by play_id`.execute(db)
  for (const play of rows) {
    signal?.throwIfAborted()
    const outcome = readOutcome(play.outcome)
    if (outcome) await lookAtPlay(services, { id: play.play_id, outcome }, { day, timeZone }, signal)
  }
  if (onceADay && (await wereLookedAt(db, day))) return
  await lookAtCompany(services, { day, timeZone }, signal)
  await lookAtPeople(services, { day, timeZone })
}

interface Looked {
  readonly id: number
  readonly outcome: Outcome
}

interface Calendar {
  readonly day: string
  readonly timeZone: string
}

async function lookAtPlay(
  { db, offers }: Services,
  play: Looked,
  { day: today, timeZone }: Calendar,
  signal: AbortSignal | undefined,
): Promise<void> {
  await transact(db, tx => openCourse(tx, play))
  const last = shifted(today, -play.outcome.days - settlingDays)
  for (const day of await daysToLookAt(db, play.id, last, timeZone)) {
    signal?.throwIfAborted()
    const accounts = await enteredOnDay(db, play.id, day, timeZone)
    const observation = observe(play.outcome, { accounts, day, timeZone }, offers, today)
    await transact(db, async tx => {
      if (typeof observation !== 'string') await sumEntries(tx, { playId: play.id, day, timeZone }, observation)
      await advance(tx, play.id, day, typeof observation === 'string' ? observation : null)
    })
  }
  await transact(db, tx => storeResult(tx, play.id, play.outcome))
}

/** What was seen of another outcome does not count for this one. What would matter, or which way is better, is another reading of the same. */
async function openCourse(tx: Tx, { id, outcome }: Looked): Promise<void> {
  await lock(tx, 'effects.play_course', String(id))
  const { matters: _, ...rest } = outcome
  const asked = JSON.stringify('better' in rest ? { ...rest, better: undefined } : rest)
  const { rows } = await sql<{ same: boolean }>`
    select outcome = ${asked}::jsonb as same from effects.play_course where play_id = ${id}`.execute(tx)
  if (rows[0]?.same) return
  await tx.deleteFrom('effects.play_sum').where('play_id', '=', id).execute()
  await tx.deleteFrom('effects.play_course').where('play_id', '=', id).execute()
  const course = { play_id: id, outcome: asked, through: null, problem: null, looked_at: nowDate() }
  await tx.insertInto('effects.play_course').values(course).execute()
}

/** Days on which accounts entered whose window is over, not looked at yet. Reads only entries since the last look. */
async function daysToLookAt(db: Db, playId: number, last: string, timeZone: string): Promise<readonly string[]> {
  const course = await courseOfPlay(db, playId)
  const since = course?.through ? sql`and entered_at >= ${endOfDay(course.through, timeZone)}` : sql``
  const { rows } = await sql<{ day: string }>`
    select distinct (entered_at at time zone ${timeZone})::date as day
    from plays.arm_fact where play_id = ${playId} and entered_at < ${endOfDay(last, timeZone)} ${since}
    order by 1`.execute(db)
  return rows.map(({ day }) => day)
}

async function enteredOnDay(db: Db, playId: number, day: string, timeZone: string): Promise<readonly number[]> {
  const { rows } = await sql<{ account_id: number }>`
    select account_id from plays.arm_fact where play_id = ${playId} and ${enteredOn(day, timeZone)}`.execute(db)
  return rows.map(row => row.account_id)
}

async function advance(tx: Tx, playId: number, day: string, problem: OutcomeProblem | null): Promise<void> {
  await tx
    .updateTable('effects.play_course')
    .set({ through: day, problem, looked_at: nowDate() })
    .where('play_id', '=', playId)
    .execute()
}
