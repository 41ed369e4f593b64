import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { lock, type Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { predicate } from '../conditions/compile.ts'
import { Facts, type Surroundings } from '../conditions/facts.ts'
import { segmentsTopic, segmentTopic } from '../segment.ts'
import type { MembershipCause } from '../tables.ts'
import { type Definition, evaluable, inLayers, surroundingsNow } from './definitions.ts'

/**
 * Brings the membership of these accounts in all segments up to date, and logs who entered and who left: one statement,
 * plus one for each layer of segments that speak of other segments.
 */
export async function evaluateSegments(tx: Tx, services: Services, accountIds: readonly number[]): Promise<void> {
  const surroundings = await surroundingsNow(tx, services.offers)
  if (!surroundings || accountIds.length === 0) return
  await waitForTurn(tx)
  await evaluate(tx, services, surroundings, await evaluable(tx, services.offers), accountIds, 'change')
}

/**
 * One evaluation at a time: of two that look at the same account, the one with the older facts could write last. To be
 * taken before the facts are read.
 */
export async function waitForTurn(tx: Tx): Promise<void> {
  await lock(tx, 'segments.evaluate')
}

/** Evaluates these segments for these accounts and tells open pages. The turn must have been waited for. */
export async function evaluate(
  tx: Tx,
  services: Services,
  surroundings: Surroundings,
  definitions: readonly Definition[],
  accountIds: readonly number[],
  cause: MembershipCause,
): Promise<void> {
  const changed: number[] = []
  for (const layer of inLayers(definitions)) {
    const { rows } = await settle(layer, surroundings, accountIds, cause).execute(tx)
    changed.push(...rows.map(row => row.segment_id))
  }
  if (changed.length > 0) await services.live.publish(tx, [segmentsTopic, ...changed.map(segmentTopic)])
}

/** Enters, leaves, logs and counts in one statement; returns the segments in which something changed. */
function settle(
  layer: readonly Definition[],
  surroundings: Surroundings,
  accountIds: readonly number[],
  cause: MembershipCause,
): RawBuilder<{ segment_id: number }> {
  const at = nowDate()
  return sql<{ segment_id: number }>`
    with ${tested(layer, surroundings, accountIds, cause)},
    entered as (
      insert into segments.membership (segment_id, account_id, entered_at)
      select segment_id, account_id, ${at} from tested
      where holds and not exists (
        select from segments.membership m where m.segment_id = tested.segment_id and m.account_id = tested.account_id)
      on conflict do nothing returning segment_id, account_id
    ),
    gone as (
      delete from segments.membership m using tested
      where m.segment_id = tested.segment_id and m.account_id = tested.account_id and not tested.holds
        and m.segment_id = any(${layer.map(({ id }) => id)}::bigint[]) and m.account_id = any(${accountIds}::bigint[])
      returning m.segment_id, m.account_id
    ),
    moved as (
      select segment_id, account_id, 'entered' as kind, 1 as change from entered
      union all select segment_id, account_id, 'left', -1 from gone
    ),
    logged as (
      insert into segments.membership_log (segment_id, account_id, kind, cause, at)
      select moved.segment_id, moved.account_id, moved.kind, tested.cause, ${at}
      from moved join tested using (segment_id, account_id) order by moved.account_id, moved.segment_id
    )
    update segments.evaluation e set members = e.members + total.change
    from (select segment_id, sum(change)::int as change from moved group by segment_id) total
    where e.segment_id = total.segment_id
    returning e.segment_id`
}

/** `tested`: for each account and segment whether the condition holds. What they look at is read once for all segments. */
function tested(
  layer: readonly Definition[],
  surroundings: Surroundings,
  accountIds: readonly number[],
  cause: MembershipCause,
): RawBuilder<unknown> {
  const facts = new Facts(surroundings)
  const tests = layer.map(
    ({ id, condition, complete }) =>
      sql`(${id}::bigint, ${complete ? cause : 'definition'}::text, ${predicate(condition, facts, surroundings)})`,
  )
  return sql`facts as materialized (${facts.select(accountIds)}),
    tested as materialized (
      select facts.account_id, test.segment_id, test.cause, test.holds
      from facts cross join lateral (values ${sql.join(tests)}) test (segment_id, cause, holds)
    )`
}
