import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transactAgain } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { engineTopic } from '../topics.ts'

/**
 * Notes that there is news of these accounts, if an enrollment or a trigger waits for any. Only noted here: the enrollments are
 * woken after the commit, since whoever moves them may hold them just now, with facts from before.
 */
export async function noteAccountNews(tx: Tx, services: Services, accountIds: readonly number[]): Promise<void> {
  await note(tx, services, sql`select unnest(${accountIds}::bigint[])`)
}

/** The same for contacts: of the accounts that their enrollments run under. */
export async function noteContactNews(tx: Tx, services: Services, contactIds: readonly number[]): Promise<void> {
  await note(
    tx,
    services,
    sql`select distinct account_id from plays.enrollment where contact_id = any(${contactIds}::bigint[]) and ended_at is null`,
  )
}

async function note(tx: Tx, services: Services, accounts: ReturnType<typeof sql>): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into plays.news (account_id)
    select account_id from (${accounts}) as changed (account_id)
    where exists (
      select from plays.play p where p.state = 'live' and exists (
        select from plays.play_version v where v.id = p.live_version_id and v.definition -> 'trigger' ->> 'kind' = 'health')
    ) or exists (
      select from plays.enrollment e join plays.play_version v on v.id = e.version_id
      where e.account_id = changed.account_id and e.ended_at is null and v.listens)
    returning id`.execute(tx)
  if (rows.length > 0) await services.live.publish(tx, [engineTopic])
}

const batchSize = 2000

/**
 * Takes what was noted off the list, and wakes the enrollments that wait for it. Returns the accounts there is news of; fewer
 * than asked for means that nothing is left.
 */
export function takeNews(services: Services): Promise<readonly number[]> {
  return transactAgain(services.db, async tx => {
    const { rows } = await sql<{ account_id: number }>`
      delete from plays.news where id in (
        select id from plays.news order by id limit ${batchSize} for update skip locked)
      returning account_id`.execute(tx)
    const accountIds = [...new Set(rows.map(row => row.account_id))]
    if (accountIds.length > 0) await wake(tx, accountIds)
    return accountIds
  })
}

/** Whoever moves them just now is waited for: before that they do not show that they wait. */
async function wake(tx: Tx, accountIds: readonly number[]): Promise<void> {
  await sql`
    select e.id from plays.enrollment e join plays.play_version v on v.id = e.version_id
    where v.listens and e.account_id = any(${accountIds}::bigint[]) and e.ended_at is null
    order by e.id for no key update of e`.execute(tx)
  await sql`
    update plays.enrollment e set wake_at = ${nowDate()}
    from plays.play_version v
    where v.id = e.version_id and v.listens and e.account_id = any(${accountIds}::bigint[])
      and e.ended_at is null and e.waiting in ('delay', 'condition') and e.wake_at > ${nowDate()}`.execute(tx)
}
