import { sql } from 'kysely'
import { endOfDay, startOfDay } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { Invalid } from '../../../platform/errors.ts'
import type { Services } from '../../../web/services.ts'
import { type Definition, dryRun, loadPlay } from '../../plays/index.ts'
import { fewestAccounts } from '../estimates/comparison.ts'
import { addMoments, noMoments } from '../estimates/moments.ts'
import type { Before } from '../report/outlook.ts'
import { customersOn } from './customers-on.ts'
import { type Outcome, observe, settlingDays, shifted } from './outcome.ts'
import { seenFrom, summed } from './sums.ts'

interface Looked {
  readonly id: number
  readonly outcome: Outcome
}

interface Calendar {
  readonly day: string
  readonly timeZone: string
}

/** No more are looked at: how a number varies is known well enough from so many. */
const most = 5000
/** How far back it is looked who came into a segment, and of late. */
const lookBackDays = 182
export const lateDays = 56
/** A segment that is younger says nothing of how many come into it. */
const fewestDays = 28

/**
 * Looks at what the outcome of a play is like without it, once a day: after accounts came into the segment of its trigger earlier, or,
 * where they are too few or it has none, in all customers over the last whole window. By that it can be said how long it takes to know
 * while hardly anything is seen of the play itself.
 */
export async function lookBefore(services: Services, play: Looked, calendar: Calendar): Promise<void> {
  const { db } = services
  const known = await beforePlay(db, play.id)
  if (known?.looked_on === calendar.day) return
  const shown = await loadPlay(db, play.id)
  const definition = shown.version?.definition
  const segmentId = shown.about === 'account' && definition ? segmentOf(definition) : null
  const inSegment = segmentId === null ? null : await seenInSegment(services, play, calendar, segmentId)
  const bySegment = inSegment !== null && inSegment.n >= fewestAccounts
  const seen = bySegment ? inSegment : await seenInAll(services, play, calendar)
  if (seen === null) return
  await keep(db, {
    ...{ play_id: play.id, ...seen, looked_on: calendar.day },
    segment_id: bySegment ? segmentId : null,
    // Of an audience not all who come into the segment come into the play.
    a_week: segmentId === null || definition?.audience ? null : await aWeek(db, segmentId, calendar),
    standing: definition && !(await hasBegun(db, play.id)) ? await standing(services, shown, definition) : null,
  })
}

/** What was seen before a play; undefined before there was a look. */
export function beforePlay(db: Db | Tx, playId: number) {
  return db.selectFrom('effects.play_before').selectAll().where('play_id', '=', playId).executeTakeFirst()
}

/** The segment into which accounts have to come. */
function segmentOf({ trigger }: Definition): number | null {
  return trigger?.kind === 'segment' && trigger.settings.on !== 'left' ? Number(trigger.settings.segment) || null : null
}

/** By weeks, each looked at from its last day: an account is at most six days longer in the segment than is counted. */
async function seenInSegment(
  services: Services,
  { outcome }: Looked,
  calendar: Calendar,
  segmentId: number,
): Promise<Before | null> {
  const last = shifted(calendar.day, -outcome.days - settlingDays)
  const { rows } = await sql<{ week: number; accounts: number[] }>`
    with entered as (
      select account_id, max((at at time zone ${calendar.timeZone})::date) as day from segments.membership_log_fact
      where segment_id = ${segmentId} and kind = 'entered' and cause <> 'definition'
        and at >= ${startOfDay(shifted(last, -lookBackDays), calendar.timeZone)} and at < ${endOfDay(last, calendar.timeZone)}
      group by account_id order by day desc, account_id limit ${most}
    )
    select (${last}::date - day) / 7 as week, array_agg(account_id) as accounts from entered group by 1 order by 1`.execute(
    services.db,
  )
  let all: Before | null = null
  for (const { week, accounts } of rows) {
    const seen = await seenOf(services, outcome, { accounts, day: shifted(last, -7 * week) }, calendar)
    if (seen === null) return null
    all = all ? { ...addMoments(all, seen), asked: all.asked + seen.asked } : seen
  }
  return all
}

async function seenInAll(services: Services, { outcome }: Looked, calendar: Calendar): Promise<Before | null> {
  const day = shifted(calendar.day, -outcome.days - settlingDays)
  const accounts = await customersOn(services.db, { day, timeZone: calendar.timeZone }, most)
  return seenOf(services, outcome, { accounts, day }, calendar)
}

/** Null when it cannot be looked at. */
async function seenOf(
  { db, offers }: Services,
  outcome: Outcome,
  entry: { readonly accounts: readonly number[]; readonly day: string },
  { day: today, timeZone }: Calendar,
): Promise<Before | null> {
  if (entry.accounts.length === 0) return { ...noMoments, asked: 0 }
  const observation = observe(outcome, { ...entry, timeZone }, offers, today)
  if (typeof observation === 'string') return null
  const { rows } = await sql<Before>`
    with entered as (select unnest(${entry.accounts}::bigint[]) as account_id), ${seenFrom(sql`entered`, observation)}
    select count(*) as asked, ${summed} from seen`.execute(db)
  return rows[0] ?? null
}

/** Accounts that came into a segment of late, a week; null when it is too young to tell. */
async function aWeek(db: Db, segmentId: number, { day, timeZone }: Calendar): Promise<number | null> {
  const first = shifted(day, -lateDays)
  const { rows } = await sql<{ since: string | null; came: number }>`
    select greatest(min((at at time zone ${timeZone})::date), ${first}::date) as since,
           count(distinct account_id) filter (
             where kind = 'entered' and cause <> 'definition' and at >= ${startOfDay(first, timeZone)}) as came
    from segments.membership_log_fact
    where segment_id = ${segmentId} and at < ${startOfDay(day, timeZone)}`.execute(db)
  const [row] = rows
  const span = row?.since ? Temporal.PlainDate.from(row.since).until(day).days : 0
  return row && span >= fewestDays ? (row.came * 7) / span : null
}

async function hasBegun(db: Db, playId: number): Promise<boolean> {
  const { rows } = await sql`select from plays.arm_fact where play_id = ${playId} limit 1`.execute(db)
  return rows.length > 0
}

/** How many would come if it looked at everybody now, those held out of it among them; null when that cannot be said. */
async function standing(
  services: Services,
  play: Awaited<ReturnType<typeof loadPlay>>,
  definition: Definition,
): Promise<number | null> {
  try {
    const run = await dryRun(services, play, definition)
    if (!run || run.looked === 'everybody' || run.rows.length === 0) return null
    const come = run.rows.filter(({ outcome, why }) => outcome !== 'passed_over' && why !== 'company')
    return Math.round((come.length / run.rows.length) * run.found)
  } catch (error) {
    // It asks for what is not offered any more; its own page says so.
    if (!(error instanceof Invalid)) throw error
    return null
  }
}

type Row = NonNullable<Awaited<ReturnType<typeof beforePlay>>>

async function keep(db: Db, row: Row): Promise<void> {
  await db
    .insertInto('effects.play_before')
    .values(row)
    .onConflict(conflict => conflict.column('play_id').doUpdateSet(row))
    .execute()
}
