import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { lock, type Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { type About, grounds } from '../about.ts'
import { predicate } from '../conditions/compile.ts'
import { Facts, type Surroundings } from '../conditions/facts.ts'
import { segmentsTopic, segmentTopic } from '../segment.ts'
import type { MembershipCause } from '../tables.ts'
import { type Definition, evaluable, inLayers, surroundingsNow } from './definitions.ts'

/** Some accounts, or some contacts. */
export interface Some {
  readonly about: About
  readonly ids: readonly number[]
}

/** What it takes to evaluate. */
export interface Evaluating {
  readonly services: Services
  readonly surroundings: Surroundings
  readonly definitions: readonly Definition[]
  readonly cause: MembershipCause
  /** When who enters or leaves does so, if not now. */
  readonly at?: Date
}

/**
 * Waits for the turn and reads what there is to evaluate; undefined before there is a company. One evaluation at a time: of two
 * that look at the same account, the one with the older facts could write last.
 */
export async function prepare(tx: Tx, services: Services, cause: MembershipCause): Promise<Evaluating | undefined> {
  const surroundings = await surroundingsNow(tx, services.offers)
  if (!surroundings) return undefined
  await takeTurn(tx)
  return { services, surroundings, cause, definitions: await evaluable(tx, services.offers) }
}

/** Waits until nobody evaluates, and lets nobody begin before `tx` ends. */
export function takeTurn(tx: Tx): Promise<void> {
  return lock(tx, 'segments.evaluate')
}

/**
 * Brings the membership of these in those of the segments that gather their like up to date, logs who entered and who left,
 * and tells open pages: one statement, plus one for each layer of segments that speak of other segments. After `prepare`, in
 * the same transaction.
 */
export async function evaluate(tx: Tx, evaluating: Evaluating, some: Some): Promise<void> {
  const definitions = evaluating.definitions.filter(({ about }) => about === some.about)
  if (some.ids.length === 0 || definitions.length === 0) return
  const changed: number[] = []
  for (const layer of inLayers(definitions)) {
    const { rows } = await settle(layer, some, await tested(tx, layer, evaluating, some), evaluating.at).execute(tx)
    changed.push(...rows.map(row => row.segment_id))
  }
  if (changed.length > 0) await evaluating.services.live.publish(tx, [segmentsTopic, ...changed.map(segmentTopic)])
}

/** Enters, leaves, logs and counts in one statement; returns the segments in which something changed. */
function settle(
  layer: readonly Definition[],
  { about, ids }: Some,
  tests: RawBuilder<unknown>,
  at = nowDate(),
): RawBuilder<{ segment_id: number }> {
  const { id, membership, log } = grounds[about]
  // Said beside what joins them, so that memberships are found by index however many there are.
  const theirs = sql`m.segment_id = any(${layer.map(definition => definition.id)}::bigint[]) and m.${id} = any(${ids}::bigint[])`
  return sql<{ segment_id: number }>`
    with ${tests},
    entered as (
      insert into ${membership} (segment_id, ${id}, entered_at)
      select segment_id, ${id}, ${at} from tested
      where holds and not exists (
        select from ${membership} m
        where m.segment_id = tested.segment_id and m.${id} = tested.${id} and ${theirs})
      on conflict do nothing returning segment_id, ${id}
    ),
    gone as (
      delete from ${membership} m using tested
      where m.segment_id = tested.segment_id and m.${id} = tested.${id} and not tested.holds
        and ${theirs}
      returning m.segment_id, m.${id}
    ),
    moved as (
      select segment_id, ${id}, 'entered' as kind, 1 as change from entered
      union all select segment_id, ${id}, 'left', -1 from gone
    ),
    logged as (
      insert into ${log} (segment_id, ${id}, kind, cause, at)
      select moved.segment_id, moved.${id}, moved.kind, tested.cause, ${at}
      from moved join tested using (segment_id, ${id}) order by moved.${id}, moved.segment_id
    )
    update segments.evaluation e set members = e.members + total.change
    from (select segment_id, sum(change)::int as change from moved group by segment_id) total
    where e.segment_id = total.segment_id
    returning e.segment_id`
}

/** `tested`: for each of them and each segment whether the condition holds. What they look at is read once for all segments. */
async function tested(
  tx: Tx,
  layer: readonly Definition[],
  { surroundings, cause }: Evaluating,
  { about, ids }: Some,
): Promise<RawBuilder<unknown>> {
  const facts = new Facts(surroundings, about)
  const tests = layer.map(
    ({ id, condition, complete }) =>
      sql`(${id}::bigint, ${complete ? cause : 'definition'}::text, ${predicate(condition, facts, surroundings)})`,
  )
  const accounts = facts.looksAtAccounts ? await accountsOf(tx, ids) : []
  return sql`facts as materialized (${facts.select(ids, accounts)}),
    tested as materialized (
      select facts.${grounds[about].id}, test.segment_id, test.cause, test.holds
      from facts cross join lateral (values ${sql.join(tests)}) test (segment_id, cause, holds)
    )`
}

/** The accounts that these contacts belong to. */
async function accountsOf(tx: Tx, contactIds: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ account_id: number }>`
    select distinct account_id from customers.membership_fact where contact_id = any(${contactIds}::bigint[])`.execute(
    tx,
  )
  return rows.map(row => row.account_id)
}
