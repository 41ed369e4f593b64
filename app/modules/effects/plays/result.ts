import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'
import { compare, type Verdict } from '../estimates/comparison.ts'
import type { OutcomeKind } from '../estimates/moments.ts'
import { strataOf } from '../report/report.ts'
import { type Outcome, questionOf } from './outcome.ts'
import { costOfPlay, sumsOfPlay } from './queries.ts'
import { playReport } from './report.ts'

/** Keeps what came of a play at this look, for lists and for others. Returns whether that tells how long it takes to know. */
export async function storeResult(tx: Tx, playId: number, outcome: Outcome): Promise<boolean> {
  const question = questionOf(outcome)
  const sums = await sumsOfPlay(tx, playId, outcome.days)
  const compared = compare(strataOf(sums.all, 'treated', 'held_out'), question)
  const { arm, control, best, always, verdict } = compared
  const known = Number.isFinite(always.low)
  const { minutes, mails, messages } = await costOfPlay(tx, playId)
  const mismatch = playReport(outcome, sums).ratio?.mismatch ?? false
  const values = {
    play_id: playId,
    // Nobody is told to stop, or to trust, what came of arms that are not as they were drawn.
    verdict: mismatch ? ('unknown' as const) : verdict,
    kind: question.kind,
    better: question.better,
    treated: arm.n,
    held_out: control.n,
    treated_mean: finite(arm.mean),
    held_out_mean: finite(control.mean),
    difference: known ? best.value : null,
    error: known ? best.error : null,
    low: known ? always.low : null,
    high: known ? always.high : null,
    p: always.p,
    mismatch,
    minutes,
    messages: mails + messages,
    computed_at: nowDate(),
  }
  await tx
    .insertInto('effects.play_result')
    .values(values)
    .onConflict(conflict => conflict.column('play_id').doUpdateSet({ ...values, ...keptUnless(values.verdict) }))
    .execute()
  return compared.needed !== null
}

/** That it does nothing was known to whoever said to go on; that it does harm was not. */
function keptUnless(verdict: Verdict) {
  const known = sql<boolean>`${verdict} <> 'harms' or play_result.verdict = 'harms'`
  return {
    kept_at: sql<Date | null>`case when ${known} then play_result.kept_at end`,
    kept_by: sql<string | null>`case when ${known} then play_result.kept_by end`,
  }
}

/** A play beside its result, as lists show it. */
export interface PlayLine {
  readonly id: number
  readonly name: string
  readonly state: 'draft' | 'live' | 'paused' | 'archived'
  readonly ownerId: string | null
  readonly sample: boolean
  readonly holdout: number
  readonly hasOutcome: boolean
  readonly kind: OutcomeKind | null
  readonly verdict: Verdict | null
  readonly treated: number | null
  readonly heldOut: number | null
  readonly difference: number | null
  readonly low: number | null
  readonly high: number | null
  readonly p: number | null
  /** Its arms are not as they were drawn: nothing is said of it. */
  readonly mismatch: boolean
  readonly minutes: number | null
  readonly messages: number | null
  readonly keptAt: Date | null
}

/** All plays that were ever published, with what came of them at the last look. */
export async function playLines(db: Db): Promise<readonly PlayLine[]> {
  const { rows } = await sql<PlayLine>`
    select p.play_id as id, p.name, p.state, p.owner_id as "ownerId", p.sample, coalesce(p.holdout, 0) as holdout,
           coalesce(p.outcome, 'null') <> 'null' as "hasOutcome", r.kind, r.verdict, r.treated, r.held_out as "heldOut",
           r.difference, r.low, r.high, r.p, coalesce(r.mismatch, false) as mismatch, r.minutes, r.messages, r.kept_at as "keptAt"
    from plays.play_fact p left join effects.play_result r on r.play_id = p.play_id
    where p.first_published_at is not null
    order by r.minutes desc nulls last, p.play_id`.execute(db)
  return rows
}

/** Whether somebody said to go on with a play that should be stopped. */
export async function isKept(db: Db, playId: number): Promise<boolean> {
  const row = await db
    .selectFrom('effects.play_result')
    .select('kept_at')
    .where('play_id', '=', playId)
    .executeTakeFirst()
  return row?.kept_at != null
}

/** Goes on with a play that should be stopped, until it is taken up again. Throws NotFound, and Conflict when nothing was proposed. */
export async function keepPlay(
  tx: Tx,
  actor: Actor,
  play: { readonly id: number; readonly name: string },
): Promise<void> {
  const row = await tx
    .selectFrom('effects.play_result')
    .select('verdict')
    .where('play_id', '=', play.id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound(`play ${play.id}`)
  if (row.verdict !== 'harms' && row.verdict !== 'nothing') throw new Conflict('effects:play.nothingProposed')
  await tx
    .updateTable('effects.play_result')
    .set({ kept_at: nowDate(), kept_by: actor.kind === 'staff' ? actor.id : null })
    .where('play_id', '=', play.id)
    .execute()
  await record(tx, actor, { name: 'effects.play_kept', subjectId: String(play.id), data: { name: play.name } })
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
