import { sql } from 'kysely'
import { endOfDay, nowDate, today } from '../../../platform/clock.ts'
import { lock, type Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { noteContacts, returnUrgent } from '../drawing/left-out.ts'
import { todayTopic } from '../topics.ts'
import { effectOfContact } from './contact.ts'
import { type AccountFacts, type Day, gatherFacts, type Occasion } from './facts.ts'
import { type Candidate, judge } from './judge.ts'
import { keepMeetings } from './meetings.ts'
import { referenceFor } from './reference.ts'

/** How much its rate must have grown for an account to be news. */
const notableGrowth = 1.2

/**
 * Judges these accounts anew: those that show a signal or have a task due are candidates afterwards, the others are not. Who was
 * left out at random and is clearly more urgent now is no longer. Facts are gathered and results written as sets. Tells the open pages of those whose accounts newly need a person.
 * `referenceChanged` when what all accounts are judged against had to be computed anew and is notably different.
 */
export async function judgeAccounts(
  tx: Tx,
  services: Services,
  accountIds: readonly number[],
  occasion: Occasion = 'news',
): Promise<{ readonly referenceChanged: boolean }> {
  await takeTurn(tx)
  const company = await companySettings(tx)
  const day = dayOf(company.timeZone)
  const facts = await gatherFacts(tx, services.offers, accountIds, day, occasion)
  const { reference, changed } = await referenceFor(tx, facts)
  const { effect } = await effectOfContact(tx)
  const found = facts.map(one => judge(one, reference, effect)).filter(one => one !== undefined)
  await keepMeetings(tx, heardOf(facts, found))
  const news = await writeCandidates(tx, found)
  await forget(tx, accountIds, found)
  const back = await returnUrgent(tx, accountIds)
  await noteContacts(tx, services.offers, accountIds)
  const told = [...new Set([...news, ...back])]
  if (told.length > 0) await services.live.publish(tx, told.map(todayTopic))
  return { referenceChanged: changed }
}

/** The company's day now. */
export function dayOf(timeZone: string): Day {
  const day = today(timeZone).toString()
  return { today: day, ends: endOfDay(day, timeZone), timeZone }
}

/** One transaction judges at a time: two at once could write the older result last. */
async function takeTurn(tx: Tx): Promise<void> {
  await lock(tx, 'today.judge')
}

/** Of what people did and nobody here had heard of: what speaks for the accounts now, nothing where they are no candidates. */
function heardOf(facts: readonly AccountFacts[], found: readonly Candidate[]) {
  const signals = new Map(found.map(one => [one.accountId, one.signals]))
  return facts
    .flatMap(one => one.meetings)
    .filter(one => one.signals === null)
    .map(({ taskId, accountId }) => ({ taskId, signals: signals.get(accountId) ?? [] }))
}

/** Writes candidates; returns whose accounts (null: nobody's) newly need a person, or clearly more than before. */
async function writeCandidates(tx: Tx, found: readonly Candidate[]): Promise<readonly (string | null)[]> {
  if (found.length === 0) return []
  const now = nowDate()
  const { rows } = await sql<{ owner_id: string | null }>`
    with new as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(found.map(rowOf))}::jsonb) as row (
        account_id bigint, owner_id text, signals jsonb, strongest text, value bigint, value_from text, currency text,
        score real, risk float8, risk_from text, effect real, reach real, minutes int, gain float8, rate float8,
        quiet_until timestamptz)
    ), known as materialized (
      select c.account_id, c.rate, c.strongest, c.quiet_until from today.candidate c join new using (account_id)
    ), written as (
      insert into today.candidate as c (account_id, owner_id, signals, strongest, value, value_from, currency, score, risk,
        risk_from, effect, reach, minutes, gain, rate, quiet_until, since, computed_at)
      select account_id, owner_id, signals, strongest, value, value_from, currency, score, risk,
        risk_from, effect, reach, minutes, gain, rate, quiet_until, ${now}, ${now}
      from new order by account_id
      on conflict (account_id) do update
      set owner_id = excluded.owner_id, signals = excluded.signals, strongest = excluded.strongest, value = excluded.value,
          value_from = excluded.value_from, currency = excluded.currency, score = excluded.score, risk = excluded.risk,
          risk_from = excluded.risk_from, effect = excluded.effect, reach = excluded.reach,
          minutes = excluded.minutes, gain = excluded.gain, rate = excluded.rate,
          quiet_until = excluded.quiet_until, computed_at = excluded.computed_at,
          since = case when c.strongest is null and excluded.strongest is not null then excluded.since else c.since end
      where (c.owner_id, c.signals, c.value, c.value_from, c.currency, c.score,
          c.risk, c.risk_from, c.effect, c.rate, c.quiet_until)
        is distinct from (excluded.owner_id, excluded.signals, excluded.value, excluded.value_from,
          excluded.currency, excluded.score,
          excluded.risk, excluded.risk_from, excluded.effect, excluded.rate, excluded.quiet_until)
    )
    select distinct new.owner_id from new left join known using (account_id)
    where new.strongest is not null and (new.quiet_until is null or new.quiet_until <= ${now})
      and (known.strongest is null or new.rate > ${notableGrowth} * known.rate or known.quiet_until > ${now})`.execute(
    tx,
  )
  return rows.map(row => row.owner_id)
}

function rowOf(one: Candidate) {
  const { accountId, ownerId, valueFrom, riskFrom, quietUntil, ...same } = one
  return {
    ...same,
    account_id: accountId,
    owner_id: ownerId,
    value_from: valueFrom,
    risk_from: riskFrom,
    quiet_until: quietUntil,
  }
}

async function forget(tx: Tx, accountIds: readonly number[], found: readonly Candidate[]): Promise<void> {
  const kept = new Set(found.map(one => one.accountId))
  const gone = accountIds.filter(id => !kept.has(id))
  if (gone.length === 0) return
  await sql`delete from today.candidate where account_id = any(${gone}::bigint[])`.execute(tx)
}
