import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import { every, putUsedAccounts, threshold } from '../../../../test/support/health.ts'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { system } from '../../activity/index.ts'
import { createModel } from '../models.ts'
import { recomputeAll } from '../scoring/recompute-all.ts'

const stage = await openStage()
const { db } = stage.services

test('the accounts of a band are a file of all of them, in the order of the list, with what costs each most', async () => {
  const day = { today: today('Asia/Tokyo').toString() }
  const names = ['=SUM(A1)', ...every(0, 9).map(i => `養殖場 ${i}`)]
  await putUsedAccounts(db, day, ...names.map((name, i) => ({ name, used: [8 + (i % 6)], people: 1 })), {
    name: '静かな養殖場',
  })
  await sql`update customers.account set monthly_amount = 1250, currency = 'USD' where name = '=SUM(A1)'`.execute(db)
  const definition = { measures: [threshold('events.silence_days', 15, 0)], bands: { good: 95, care: 90 } }
  await transact(db, tx => createModel(tx, system, { name: 'some', segmentId: null, definition }))
  await recomputeAll(stage.services)
  // A hundred more like each of those that are used.
  await sql`
    with made as (insert into customers.account (name) select '支所' from generate_series(1, 1000) returning id),
    pattern as (select s.*, row_number() over () as i from health.score s where s.score is not null)
    insert into health.score (account_id, version_id, computed, score, band, confidence, "values", points, contributions)
    select id, version_id, computed, score, band, confidence, "values", points, contributions
    from made join pattern on pattern.i = 1 + made.id % 10`.execute(db)

  const address = href(paths.healthAccountsExport, {}, { band: 'bad' })
  expect((await open(stage, address)).status).not.toBe(200)
  const cookie = await signInAs(stage, 'legal')
  const file = async (path: string) => {
    const reply = await open(stage, path, { cookie })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    return (await reply.text()).replace('\uFEFF', '').trimEnd().split('\r\n')
  }
  const [head, ...rows] = await file(address)
  expect(head).toBe('顧客,外部ID,ヘルススコア,ヘルスの変化（7日）,点を下げているもの,月額,通貨')
  expect(rows).toHaveLength(1010)
  const scores = rows.map(row => Number(row.split(',')[2]))
  expect(scores).toEqual(scores.toSorted((a, b) => a - b))
  expect(scores[0]).toBeLessThan(scores.at(-1) ?? 0)
  expect(rows.find(row => row.includes('SUM'))).toMatch(/^'=SUM\(A1\),.*日.*点.*,12.5,USD$/)
  const [headOfUnknown, ...silent] = await file(href(paths.healthAccountsExport, {}, { band: 'unknown' }))
  expect(headOfUnknown).not.toContain('ヘルススコア')
  expect(silent).toEqual([expect.stringMatching(/^静かな養殖場,/)])

  const page = await (await open(stage, href(paths.healthAccounts, {}, { band: 'bad' }), { cookie })).text()
  expect(page).toContain(`href="${address}"`)
  const { rows: recorded } = await sql`
    select data from activity.entry where name = 'health.band_exported' order by id limit 1`.execute(db)
  expect(recorded).toEqual([{ data: { rows: 1010, band: 'bad' } }])
})
