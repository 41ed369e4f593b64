import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { putUsedAccounts } from '../../../test/support/health.ts'
import { href, paths } from '../../paths.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { disagreements, judgementPage } from './judgements/queries.ts'
import { currentSentiment, noteSentiment } from './sentiments.ts'

const stage = await openStage()
const { db } = stage.services
const csm = { kind: 'staff', id: cast.csm.id } as const
let account = 0

const note = (value: 0 | 25 | 50 | 75 | 100) =>
  transact(db, tx => noteSentiment(tx, csm, account, { value, note: null }))
const withdraw = async (role: Parameters<typeof signInAs>[1], id: number) =>
  send(stage, href(paths.sentimentWithdrawal, { id }), {}, { cookie: await signInAs(stage, role) })
const current = async () => (await currentSentiment(db, account))?.value
const measured = async () => {
  const { rows } = await sql<{ value: number }>`
    select value from health.current_sentiment where account_id = ${account}`.execute(db)
  return rows[0]?.value
}

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(undefined)
  await sql`truncate customers.account restart identity cascade`.execute(db)
  const [id = 0] = await putUsedAccounts(db, { today: '2026-11-22' }, { name: 'みなと真鯛養殖' })
  account = id
})

describe('a feeling noted by mistake', () => {
  it('is not taken back by those it is not of, nor by people who only look', async () => {
    const id = await note(0)
    expect((await withdraw('product', id)).status).toBe(404)
    expect((await withdraw('operator', id)).status).toBe(403)
    expect(await current()).toBe(0)
    expect(await read('operator')).not.toContain(href(paths.sentimentWithdrawal, { id }))
  })

  it('is taken back by whoever noted it: the one before counts again, and what people said is not judged by it', async () => {
    await note(75)
    const id = await note(0)
    expect(await read('csm')).toContain(href(paths.sentimentWithdrawal, { id }))
    const reply = await withdraw('csm', id)
    expect([reply.status, reply.headers.get('location')]).toEqual([303, href(paths.accountHealth, { id: account })])
    expect([await current(), await measured()]).toEqual([75, 75])
    expect((await judgementPage(db, 10)).map(one => one.value)).toEqual([75])
    await sql`update health.sentiment set computed = 80`.execute(db)
    expect((await disagreements(db)).map(({ side, count }) => [side, count])).toEqual([
      ['lower', 0],
      ['same', 1],
      ['higher', 0],
    ])
  })

  it('is listed among what people said, page by page', async () => {
    for (const value of [25, 50, 75] as const) await note(value)
    const [last, second] = await judgementPage(db, 2)
    expect([last?.value, second?.value]).toEqual([75, 50])
    expect((await judgementPage(db, 2, second)).map(one => one.value)).toEqual([25])
  })

  it('is taken back by a manager, too; a second time changes nothing, and one that is not there is not found', async () => {
    const id = await note(0)
    expect((await withdraw('manager', id)).status).toBe(303)
    const rows = () => db.selectFrom('health.sentiment').selectAll().execute()
    const [row] = await rows()
    expect(row).toMatchObject({ withdrawn_by: cast.manager.id, value: 0 })
    expect((await withdraw('csm', id)).status).toBe(303)
    expect(await rows()).toEqual([row])
    expect([await current(), await measured()]).toEqual([undefined, undefined])
    expect((await withdraw('manager', 999_999)).status).toBe(404)
    expect((await withdraw('manager', Number.NaN)).status).toBe(404)
  })
})

async function read(role: Parameters<typeof signInAs>[1]): Promise<string> {
  const reply = await open(stage, href(paths.accountHealth, { id: account }), { cookie: await signInAs(stage, role) })
  expect(reply.status).toBe(200)
  return reply.text()
}
