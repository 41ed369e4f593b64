import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Candidate } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { noteTurned } from '../asked.ts'
import type { Version } from '../engine/versions.ts'
import { engineTopic, playTopic } from '../topics.ts'
import { judgeCandidates, keyOf, type Verdict } from './judge.ts'

const batchSize = 5000

/** What became of candidates. */
export interface Started {
  readonly started: number
  readonly heldOut: number
  readonly passedOver: number
}

/**
 * Starts a version for those candidates against whom nothing speaks, each account in the arm it is drawn into: who is held out
 * gets a row there and no enrollment. Nobody is started while the play is not on. Who is passed over is noted with the reason. With `despite`, a person sends them through
 * the play though they may be held out: they stay in their arm, and it is noted.
 */
export async function startCandidates(
  tx: Tx,
  services: Services,
  version: Version,
  candidates: readonly Candidate[],
  { despite = false }: { readonly despite?: boolean } = {},
): Promise<Started> {
  const total = { started: 0, heldOut: 0, passedOver: 0 }
  if (!(await isLive(tx, version.playId))) return total
  for (let at = 0; at < candidates.length; at += batchSize) {
    const some = candidates.slice(at, at + batchSize)
    const verdicts = await judgeCandidates(tx, services, version, some)
    const entering = verdicts.filter(one => one.reason === null)
    const treated = entering.filter(one => despite || one.arm === 'treated')
    await writeArms(tx, version, entering, { candidates: some, despite })
    await tellHeldOut(tx, services, version, despite ? [] : entering)
    await writeEnrollments(tx, version, treated, some)
    // Who was held out before stands as they stood.
    const turned = entering.filter(one => !one.known || despite || one.arm === 'treated')
    await noteTurned(
      tx,
      turned.map(one => ({ playId: version.playId, accountId: one.accountId })),
    )
    await writePassedOver(tx, version, [...verdicts, ...besides(treated, version, some)])
    total.started += treated.length
    total.heldOut += entering.length - treated.length
    total.passedOver += verdicts.length - entering.length
  }
  if (total.started > 0) await services.live.publish(tx, [engineTopic])
  if (candidates.length > 0) await services.live.publish(tx, [playTopic(version.playId)])
  return total
}

/** What else happened to those who enter now: each has entered for one cause, and is in when the others are looked at. */
function besides(treated: readonly Verdict[], version: Version, candidates: readonly Candidate[]): readonly Verdict[] {
  const subject = (one: Pick<Candidate, 'accountId' | 'contactId'>) => one.contactId ?? -(one.accountId ?? 0)
  const entered = new Map(treated.map(one => [subject(one), one]))
  const others = new Map<number, Verdict>()
  for (const [n, candidate] of candidates.entries()) {
    const one = entered.get(subject(candidate))
    if (one && one.key !== keyOf(candidate, version))
      others.set(subject(candidate), { ...one, n, reason: 'already_in' })
  }
  return [...others.values()]
}

/** Nobody pauses or ends the play until `tx` ends: whoever does so waits, and finds all who were started. */
async function isLive(tx: Tx, playId: number): Promise<boolean> {
  const { rows } = await sql`
    select from plays.play where id = ${playId} and state = 'live' for key share`.execute(tx)
  return rows.length > 0
}

interface Entering {
  readonly candidates: readonly Candidate[]
  readonly despite: boolean
}

async function writeArms(
  tx: Tx,
  version: Version,
  entering: readonly Verdict[],
  { candidates, despite }: Entering,
): Promise<void> {
  const fresh = entering.filter(one => !one.known)
  await sql`
    insert into plays.arm (play_id, account_id, arm, level, version_id, cause, entered_at, sample)
    select distinct on (n.account_id) ${version.playId}, n.account_id, n.arm, n.level, ${version.id}, n.cause::jsonb,
           ${nowDate()}::timestamptz, ${version.sample}
    from unnest(
      ${fresh.map(one => one.accountId)}::bigint[], ${fresh.map(one => one.arm)}::text[],
      ${fresh.map(one => one.level)}::text[], ${fresh.map(one => causeOf(one, candidates))}::text[]
    ) as n (account_id, arm, level, cause)
    order by n.account_id
    on conflict do nothing`.execute(tx)
  if (!despite) return
  const held = entering.filter(one => one.arm === 'held_out').map(one => one.accountId)
  await sql`
    update plays.arm set despite_at = coalesce(despite_at, ${nowDate()})
    where play_id = ${version.playId} and account_id = any(${held}::bigint[])`.execute(tx)
}

/** Tells the trigger of who was drawn to be held out just now. */
async function tellHeldOut(tx: Tx, services: Services, version: Version, entering: readonly Verdict[]): Promise<void> {
  const { trigger, outcome } = version.definition
  const kind = trigger && services.offers.playTriggers.get(trigger.kind)
  const heldOut = entering.filter(one => !one.known && one.level === 'play').map(one => one.accountId)
  if (!trigger || !kind?.heldOut || !outcome?.days || heldOut.length === 0) return
  const play = { playId: version.playId, settings: trigger.settings, windowDays: outcome.days }
  await kind.heldOut(tx, services, play, heldOut)
}

async function writeEnrollments(
  tx: Tx,
  version: Version,
  treated: readonly Verdict[],
  candidates: readonly Candidate[],
): Promise<void> {
  const { first } = version.course
  if (treated.length === 0 || first === null) return
  const at = nowDate()
  await sql`
    with entered as (
      insert into plays.enrollment (play_id, version_id, account_id, contact_id, key, cause, step, wake_at, passages,
                                    entered_at, sample)
      select ${version.playId}, ${version.id}, n.account_id, n.contact_id, n.key, n.cause::jsonb, ${first}, ${at}, 1,
             ${at}, ${version.sample}
      from unnest(
        ${treated.map(one => one.accountId)}::bigint[], ${treated.map(one => one.contactId)}::bigint[],
        ${treated.map(one => one.key)}::text[], ${treated.map(one => causeOf(one, candidates))}::text[]
      ) as n (account_id, contact_id, key, cause)
      on conflict do nothing
      returning id
    )
    insert into plays.passage (enrollment_id, number, at, step, what)
    select id, 1, ${at}, ${first}, 'entered' from entered`.execute(tx)
}

/** Notes for these that what they did was not as the play asks; once an hour is enough. */
export async function noteUnfit(tx: Tx, playId: number, unfit: readonly Candidate[]): Promise<void> {
  if (unfit.length === 0) return
  const at = nowDate()
  await sql`
    insert into plays.passed_over (play_id, account_id, contact_id, reason, at)
    select distinct ${playId}::bigint, a.account_id, n.contact_id, 'properties', ${at}::timestamptz
    from unnest(
      ${unfit.map(one => one.accountId)}::bigint[], ${unfit.map(one => one.contactId ?? 0)}::bigint[]
    ) as n (account_id, contact_id) join customers.account_fact a using (account_id)
    on conflict (play_id, account_id, contact_id, reason) do update set at = excluded.at
    where passed_over.at < excluded.at - interval '1 hour'`.execute(tx)
}

function causeOf({ n }: Verdict, candidates: readonly Candidate[]): string {
  return JSON.stringify(candidates[n]?.cause ?? {})
}

async function writePassedOver(tx: Tx, version: Version, verdicts: readonly Verdict[]): Promise<void> {
  const passed = verdicts.filter(one => one.reason !== null && one.reason !== 'gone' && one.reason !== 'no_account')
  if (passed.length === 0) return
  await sql`
    insert into plays.passed_over (play_id, account_id, contact_id, reason, at)
    select ${version.playId}, n.account_id, n.contact_id, n.reason, ${nowDate()}
    from unnest(
      ${passed.map(one => one.accountId)}::bigint[], ${passed.map(one => one.contactId ?? 0)}::bigint[],
      ${passed.map(one => one.reason)}::text[]
    ) as n (account_id, contact_id, reason)
    on conflict (play_id, account_id, contact_id, reason) do update set at = excluded.at`.execute(tx)
}
