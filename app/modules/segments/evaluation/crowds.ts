import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transactAgain } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { evaluate, prepare } from './evaluate.ts'
import { batchSize } from './progress.ts'

/**
 * Remembers accounts of which something changed and that have so many people that looking at all of them with every change
 * would keep everybody else waiting. However often one changes, all of its people are looked at once a minute at most.
 */
export async function markCrowded(tx: Tx, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length === 0) return
  await sql`
    insert into segments.crowd (account_id, marked_at)
    select account_id, ${nowDate()} from unnest(${accountIds}::bigint[]) account_id order by account_id
    on conflict (account_id) do update set marked_at = excluded.marked_at`.execute(tx)
}

/** Looks at the people of those accounts that were marked before now, batch by batch; goes on where it was interrupted. */
export async function evaluateCrowds(services: Services, signal: AbortSignal): Promise<void> {
  const begun = nowDate()
  const some = await services.db.selectFrom('segments.crowd').select('account_id').limit(1).executeTakeFirst()
  let place = some && 0
  while (place !== undefined) {
    signal.throwIfAborted()
    const from: number = place
    place = await transactAgain(services.db, tx => takeBatch(tx, services, begun, from))
  }
}

/** One batch, of as many accounts from this one on as it takes. Returns where to go on; undefined at the end. */
async function takeBatch(tx: Tx, services: Services, begun: Date, from: number): Promise<number | undefined> {
  const evaluating = await prepare(tx, services, 'change')
  if (!evaluating) return undefined
  const found = await peopleFrom(tx, begun, from)
  const last = found.at(-1)
  if (!last) return undefined
  const people = found.slice(0, batchSize)
  await evaluate(tx, evaluating, {
    about: 'contact',
    ids: [...new Set(people.flatMap(({ contact_id }) => contact_id ?? []))].sort((a, b) => a - b),
  })
  const cut = found.length > batchSize ? last.account_id : undefined
  await keepPlace(tx, begun, people, cut)
  return cut ?? last.account_id + 1
}

interface Person {
  readonly account_id: number
  /** Null where an account has nobody left to look at. */
  readonly contact_id: number | null
}

/**
 * Who is to be looked at, account by account: one more than a batch, by which is known whether the last account is through.
 * All people of accounts that were marked before now, of others those that an interrupted round left.
 */
async function peopleFrom(tx: Tx, begun: Date, from: number): Promise<readonly Person[]> {
  const { rows } = await sql<Person>`
    select crowd.account_id, person.contact_id
    from (
      select account_id, case when marked_at <= ${begun} then 0 else last_contact_id end as place
      from segments.crowd
      where account_id >= ${from} and (last_contact_id > 0 or marked_at <= ${begun})
      order by account_id limit ${batchSize + 1}
    ) crowd
    left join lateral (
      select contact_id from customers.membership_fact m
      where m.account_id = crowd.account_id and m.contact_id > crowd.place
      order by contact_id limit ${batchSize + 1}
    ) person on true
    order by crowd.account_id, person.contact_id limit ${batchSize + 1}`.execute(tx)
  return rows
}

/** Those that are through and were not marked meanwhile are done; what is marked from here on is for another round. */
async function keepPlace(tx: Tx, begun: Date, people: readonly Person[], cut: number | undefined): Promise<void> {
  const taken = [...new Set(people.map(person => person.account_id))]
  await sql`
    delete from segments.crowd
    where account_id = any(${taken.filter(id => id !== cut)}::bigint[]) and (marked_at is null or marked_at <= ${begun})`.execute(
    tx,
  )
  const lastId = people.at(-1)?.contact_id ?? 0
  await sql`
    update segments.crowd
    set last_contact_id = case when account_id = ${cut ?? 0} then ${lastId}::bigint else 0 end,
        marked_at = case when marked_at > ${begun} then marked_at end
    where account_id = any(${taken}::bigint[])`.execute(tx)
}
