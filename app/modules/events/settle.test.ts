import { sql } from 'kysely'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { transact } from '../../platform/db.ts'
import { jobs } from './jobs.ts'
import { moveAccount } from './moves.ts'
import { settle } from './settle.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const { batch } = await openTracking(stage)

const run = (signal: AbortSignal) => jobs.find(job => job.name === 'events.settle')?.run(services, {}, signal)
const left = async () => (await db.selectFrom('events.settlement').select('id').execute()).length

/** Visitors who were joined a minute ago. */
async function putJoined(count: number): Promise<void> {
  await sql`
    insert into events.settlement (kind, anonymous_id, into_id, at)
    select 'anonymous', 'visitor-' || n, 1, now() - interval '1 minute' from generate_series(1, ${count}) n`.execute(db)
}

beforeEach(() => forgetEvents(stage))

describe('what was moved a moment ago', () => {
  it('is moved once more until nothing is left, however much it is', async () => {
    await putJoined(2500)
    await run(new AbortController().signal)
    expect(await left()).toBe(0)
  })

  it('waits for the next time when the process ends', async () => {
    await putJoined(2500)
    const ending = new AbortController()
    vi.spyOn(ending.signal, 'throwIfAborted').mockImplementationOnce(() => ending.abort())
    await expect(run(ending.signal)).rejects.toThrow('aborted')
    expect(await left()).toBe(1500)
  })

  it('counts as news of the account that stays', async () => {
    const group = (userId: string, groupId: string) => ({ type: 'group', userId, groupId })
    await batch(group('a', 'one'), group('b', 'two'))
    const { rows } = await sql<{ id: number }>`select id from customers.account order by external_id`.execute(db)
    const [intoId = 0, fromId = 0] = rows.map(row => row.id)
    await transact(db, tx => moveAccount(tx, { fromId, intoId }))
    await sql`delete from customers.account_change`.execute(db)
    await settle(db, 'Asia/Tokyo', { waitSeconds: 0 })
    const changed = await db.selectFrom('customers.account_change').select('account_id').execute()
    expect(changed.map(row => row.account_id)).toEqual([intoId])
  })
})
