import { type RawBuilder, sql } from 'kysely'
import { endOfDay } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import type { TouchSource } from '../../../web/module.ts'
import type { Services } from '../../../web/services.ts'
import { type Outcome, settlingDays, shifted } from './outcome.ts'

/** How many accounts of an arm people met within the window of a play, and the minutes that took. */
export interface MetInArm {
  readonly accounts: number
  /** For another reason than the play; of those held out, for any. */
  readonly met: number
  readonly minutes: number
  /** Because the play asked for it. */
  readonly byPlay: number
  readonly byPlayMinutes: number
}

/** Whom people met while it was open what becomes of them. */
export interface MetInPlay {
  readonly treated: MetInArm
  readonly heldOut: MetInArm
}

interface Looked {
  readonly id: number
  readonly outcome: Outcome
}

interface Calendar {
  readonly day: string
  readonly timeZone: string
}

/** Whom people met, at the last look; nobody before there was one. */
export async function metInPlay(db: Db, playId: number): Promise<MetInPlay> {
  const { rows } = await sql<MetInArm & { arm: 'treated' | 'held_out' }>`
    select arm, sum(accounts)::bigint as accounts, sum(met)::bigint as met, sum(minutes)::bigint as minutes,
           sum(by_play)::bigint as "byPlay", sum(by_play_minutes)::bigint as "byPlayMinutes"
    from effects.play_met where play_id = ${playId} group by arm`.execute(db)
  const of = (arm: 'treated' | 'held_out') => rows.find(row => row.arm === arm) ?? nobody
  return { treated: of('treated'), heldOut: of('held_out') }
}

const nobody: MetInArm = { accounts: 0, met: 0, minutes: 0, byPlay: 0, byPlayMinutes: 0 }

/**
 * Looks at whom people met between coming into a play and the end of the window of its outcome: those held out as well as those
 * treated. Whoever is met in spite of being held out stays in the arm (intention to treat), so how many they are has to be known to
 * read the difference. Days whose window is over are looked at for the last time.
 */
export async function lookWhoWasMet(
  { db, offers }: Pick<Services, 'db' | 'offers'>,
  play: Looked,
  calendar: Calendar,
): Promise<void> {
  await transact(db, async tx => {
    await tx.deleteFrom('effects.play_met').where('play_id', '=', play.id).where('settled', '=', false).execute()
    await countMet(tx, offers.touches, play, calendar)
  })
}

async function countMet(
  tx: Tx,
  sources: readonly TouchSource[],
  { id, outcome: { days } }: Looked,
  { day: today, timeZone }: Calendar,
): Promise<void> {
  const settled = await lastSettled(tx, id)
  const since = settled === null ? '-infinity' : endOfDay(settled, timeZone)
  await sql`
    with came as materialized (
      select a.account_id, a.arm, a.entered_at, (a.entered_at at time zone ${timeZone})::date as day
      from plays.arm_fact a join plays.version_fact v on v.play_id = a.play_id and v.version_number = a.version_number
      where a.play_id = ${id} and a.entered_at >= ${since} and a.level is distinct from 'company' and v.holdout > 0
    ), touches as materialized (${touchesSince(sources, id, sql`(select min(entered_at) from came)`)}),
    each_account as (
      select c.day, c.arm, c.account_id,
             ${metWhere(sql`not (t.by_play and c.arm = 'treated')`)} as met,
             ${minutesWhere(sql`not (t.by_play and c.arm = 'treated')`)} as minutes,
             ${metWhere(sql`t.by_play and c.arm = 'treated'`)} as by_play,
             ${minutesWhere(sql`t.by_play and c.arm = 'treated'`)} as by_play_minutes
      from came c
      left join touches t on t.account_id = c.account_id and t.at >= c.entered_at
        and t.at < (c.day + ${days + 1}::int)::timestamp at time zone ${timeZone}
      group by c.day, c.arm, c.account_id
    )
    insert into effects.play_met (play_id, arm, day, settled, accounts, met, minutes, by_play, by_play_minutes)
    select ${id}, arm, day, day <= ${shifted(today, -days - settlingDays)}::date, count(*), count(*) filter (where met),
           sum(minutes), count(*) filter (where by_play), sum(by_play_minutes)
    from each_account group by arm, day`.execute(tx)
}

/** Days up to it were looked at for the last time. */
async function lastSettled(tx: Tx, playId: number): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select max(day) as day from effects.play_met where play_id = ${playId} and settled`.execute(tx)
  return rows[0]?.day ?? null
}

const metWhere = (which: RawBuilder<unknown>) => sql`coalesce(bool_or(t.touched) filter (where ${which}), false)`
const minutesWhere = (which: RawBuilder<unknown>) => sql`coalesce(sum(t.minutes) filter (where ${which}), 0)`

/** What people did at accounts since a time, led by a program or not: account_id, at, touched, minutes, and whether this play asked for it. */
function touchesSince(
  sources: readonly TouchSource[],
  playId: number,
  since: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (sources.length === 0) {
    return sql`
      select null::bigint as account_id, null::timestamptz as at, false as touched, 0 as minutes, false as by_play where false`
  }
  const asked = sql`s.source = 'play' and exists (
    select from plays.enrollment_fact e where e.play_id = ${playId}
      and e.enrollment_id = case when s.source_id ~ '^[0-9]{1,18}[.]' then split_part(s.source_id, '.', 1)::bigint end)`
  return sql.join(
    sources.map(
      ({ relation, saysSource }) => sql`
        select s.account_id, s.at, s.touched, s.minutes, ${saysSource ? sql`coalesce(${asked}, false)` : sql`false`} as by_play
        from ${sql.table(relation)} s where s.kind in ('high', 'low') and s.at >= ${since}`,
    ),
    sql` union all `,
  )
}
