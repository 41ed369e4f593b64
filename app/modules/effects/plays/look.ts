import { sql } from 'kysely'
import { endOfDay, nowDate, today as todayIn } from '../../../platform/clock.ts'
import { type Db, isPassing, lock, type Tx, transact } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { findCompany } from '../../identity/index.ts'
import type { CourseProblem } from '../tables.ts'
import { lookAtPeople, wereLookedAt } from './association.ts'
import { lookBefore } from './before.ts'
import { lookAtCompany } from './company.ts'
import { lookWhoWasMet } from './met.ts'
import { type Observation, type Outcome, observe, readOutcome, settlingDays, shifted } from './outcome.ts'
import { courseOfPlay } from './queries.ts'
import { storeResult } from './result.ts'
import { onDay, sumEntries, sumPaths } from './sums.ts'

interface Published {
  readonly play_id: number
  readonly outcome: unknown
  readonly state: string
  readonly holdout: number | null
}

/**
 * Looks at the outcome of all plays whose accounts have come to the end of their window since the last look, day by day, each day once;
 * at whom people met meanwhile, and at all plays together, which reads more (`onceADay`: unless that was done today). A day is one
 * transaction, so that work that is interrupted goes on where it was. A play that cannot be looked at holds up no other, and its page
 * says so.
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
  const isDone = onceADay && (await wereLookedAt(db, day))
  const { rows } = await sql<Published>`
    select play_id, outcome, state, holdout from plays.play_fact where first_published_at is not null order by play_id`.execute(
    db,
  )
  for (const play of rows) {
    signal?.throwIfAborted()
    const outcome = readOutcome(play.outcome)
    const compares = play.state !== 'archived' && (play.holdout ?? 0) > 0
    const looked = outcome && { id: play.play_id, outcome, compares, daily: !isDone }
    if (looked) await lookApart(services, looked, { day, timeZone }, signal)
  }
  if (isDone) return
  await lookAtCompany(services, { day, timeZone }, signal)
  await lookAtPeople(services, { day, timeZone })
}

interface Looked {
  readonly id: number
  readonly outcome: Outcome
  /** Others may come, and some are held out. */
  readonly compares: boolean
  /** What is looked at once a day is due. */
  readonly daily: boolean
}

interface Calendar {
  readonly day: string
  readonly timeZone: string
}

/** What cannot be computed (a value whose square is too large) is tried again at the next look: what is fixed until then counts. */
async function lookApart(
  services: Services,
  play: Looked,
  calendar: Calendar,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { db } = services
  try {
    await lookAtPlay(services, play, calendar, signal)
  } catch (error) {
    if (signal?.aborted || isPassing(error)) throw error
    log.error({ err: error, play: play.id }, 'what came of a play could not be looked at')
    await noteProblem(db, play.id, 'failed')
  }
}

async function lookAtPlay(
  services: Services,
  play: Looked,
  calendar: Calendar,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { db, offers } = services
  const { day: today, timeZone } = calendar
  await transact(db, tx => openCourse(tx, play))
  const last = shifted(today, -play.outcome.days - settlingDays)
  for (const day of await daysToLookAt(db, play.id, last, timeZone)) {
    signal?.throwIfAborted()
    const on = { playId: play.id, day, timeZone }
    const came = await cameOn(db, on)
    const seen = (accounts: readonly number[]) => observe(play.outcome, { accounts, day, timeZone }, offers, today)
    const [ofArms, ofPaths] = [seen(came.entered), seen(came.drawn)]
    if (ofArms === 'measure_gone') {
      // These days count when it is back.
      await noteProblem(db, play.id, ofArms)
      break
    }
    await transact(db, async tx => {
      if (came.entered.length > 0) await sumEntries(tx, on, knownOf(ofArms))
      if (came.drawn.length > 0) await sumPaths(tx, on, knownOf(ofPaths))
      await advance(tx, play.id, day, typeof ofArms === 'string' ? ofArms : null)
    })
  }
  const tells = await transact(db, async tx => {
    await tx
      .updateTable('effects.play_course')
      .set({ problem: null })
      .where('play_id', '=', play.id)
      .where('problem', '=', 'failed')
      .execute()
    return storeResult(tx, play.id, play.outcome)
  })
  if (!tells && play.compares) await lookBefore(services, play, calendar)
  if (play.daily) await lookWhoWasMet(services, play, calendar)
}

/** Of whom nothing can be known any more is counted as such. */
function knownOf(observation: Observation | CourseProblem): Observation {
  if (typeof observation !== 'string') return observation
  return { after: sql`select null::bigint as account_id, null::float8 as value where false`, before: null }
}

/** What was seen of another outcome does not count for this one. What would matter, or which way is better, is another reading of the same. */
async function openCourse(tx: Tx, { id, outcome }: Pick<Looked, 'id' | 'outcome'>): Promise<void> {
  await lock(tx, 'effects.play_course', String(id))
  const { matters: _, ...rest } = outcome
  const asked = JSON.stringify('better' in rest ? { ...rest, better: undefined } : rest)
  const { rows } = await sql<{ same: boolean }>`
    select outcome = ${asked}::jsonb as same from effects.play_course where play_id = ${id}`.execute(tx)
  if (rows[0]?.same) return
  await tx.deleteFrom('effects.play_sum').where('play_id', '=', id).execute()
  await tx.deleteFrom('effects.path_sum').where('play_id', '=', id).execute()
  await tx.deleteFrom('effects.play_met').where('play_id', '=', id).execute()
  await tx.deleteFrom('effects.play_before').where('play_id', '=', id).execute()
  await tx.deleteFrom('effects.play_course').where('play_id', '=', id).execute()
  const course = { play_id: id, outcome: asked, through: null, problem: null, looked_at: nowDate() }
  await tx.insertInto('effects.play_course').values(course).execute()
}

/**
 * Days on which accounts entered, or were drawn into a path, whose window is over, not looked at yet. Reads only those since the last
 * look.
 */
async function daysToLookAt(db: Db, playId: number, last: string, timeZone: string): Promise<readonly string[]> {
  const course = await courseOfPlay(db, playId)
  const [since, before] = [course?.through ? endOfDay(course.through, timeZone) : '-infinity', endOfDay(last, timeZone)]
  const { rows } = await sql<{ day: string }>`
    select (entered_at at time zone ${timeZone})::date as day
    from plays.arm_fact where play_id = ${playId} and entered_at >= ${since} and entered_at < ${before}
    union
    select (taken_at at time zone ${timeZone})::date
    from plays.path_fact where play_id = ${playId} and taken_at >= ${since} and taken_at < ${before}
    order by 1`.execute(db)
  return rows.map(({ day }) => day)
}

/** Accounts that entered on a day, and those that were drawn into a path on it. */
interface Came {
  readonly entered: readonly number[]
  readonly drawn: readonly number[]
}

async function cameOn(
  db: Db,
  { playId, day, timeZone }: { readonly playId: number; readonly day: string; readonly timeZone: string },
): Promise<Came> {
  const { rows: entered } = await sql<{ account_id: number }>`
    select account_id from plays.arm_fact
    where play_id = ${playId} and ${onDay('entered_at', day, timeZone)}`.execute(db)
  const { rows: drawn } = await sql<{ account_id: number }>`
    select distinct account_id from plays.path_fact
    where play_id = ${playId} and ${onDay('taken_at', day, timeZone)}`.execute(db)
  const ids = (rows: typeof entered) => rows.map(row => row.account_id)
  return { entered: ids(entered), drawn: ids(drawn) }
}

async function noteProblem(db: Db, playId: number, problem: CourseProblem): Promise<void> {
  await db
    .updateTable('effects.play_course')
    .set({ problem, looked_at: nowDate() })
    .where('play_id', '=', playId)
    .execute()
}

async function advance(tx: Tx, playId: number, day: string, problem: CourseProblem | null): Promise<void> {
  await tx
    .updateTable('effects.play_course')
    .set({ through: day, problem, looked_at: nowDate() })
    .where('play_id', '=', playId)
    .execute()
}
