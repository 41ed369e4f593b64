import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStage, signInAs } from '../../../../test/cast.ts'
import { newAccounts } from '../../../../test/support/effects.ts'
import { paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { removeSampleEffects } from '../moves.ts'
import { lookAtPlays } from './look.ts'
import { timingOfTouches } from './timing.ts'

const stage = await openStage()
const { services, app } = stage
const { db } = services
const cookie = await signInAs(stage, 'csm')

// The last day of the look-back is 23 October 2026, its first 24 October 2025.
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate customers.account cascade`.execute(db)
})
afterEach(() => setClock(undefined))

interface Contract {
  readonly started?: string
  readonly renews?: string
  readonly ended?: string
  readonly period?: 'month' | 'year' | 'other'
}

/** An account with these contracts, met by a person on these days. */
async function account(contracts: readonly Contract[], met: readonly string[] = [], kind = 'done'): Promise<void> {
  const [id = 0] = await newAccounts(db, 1)
  for (const { started = '2020-03-15', renews, ended, period = 'year' } of contracts) {
    await sql`
      insert into customers.subscription (account_id, plan, currency, period, started_on, renews_on, cancelled_at)
      values (${id}, 'A', 'JPY', ${period}, ${started}, ${renews}, ${ended})`.execute(db)
  }
  for (const day of met) {
    await sql`
      with task as (insert into tasks.task (account_id, title, due_at, closed_at) values (${id}, 'x', now(), now()) returning id)
      insert into tasks.outcome (task_id, kind, note, staff_id, at)
      select id, ${kind}, 'x', 'staff-csm', ${`${day}T12:00:00+09:00`}::timestamptz from task`.execute(db)
  }
}

async function found() {
  await lookAtPlays(services)
  return (await timingOfTouches(db)).flatMap(({ within, accounts, stayed }) =>
    accounts > 0 ? [[within, accounts, stayed]] : [],
  )
}

test('the last contact before a yearly renewal, by days before it; on the day itself is not before', async () => {
  const renewed = [{ renews: '2027-06-10' }]
  await account(renewed, ['2026-06-10', '2026-06-09'])
  await account(renewed, ['2026-05-27', '2026-01-01'])
  await account(renewed, ['2026-05-26', '2026-06-11'])
  await account(renewed, ['2026-05-11'])
  await account(renewed, ['2026-04-11'])
  await account(renewed, ['2026-03-12'])
  await account(renewed, ['2026-03-11'])
  await account(renewed, ['2026-06-10'])
  await account(renewed)
  expect(await found()).toEqual([
    [14, 2, 2],
    [30, 2, 2],
    [60, 1, 1],
    [90, 1, 1],
    [null, 3, 3],
  ])
})

test('who left counts on the day of leaving, also when announced; who left earlier or later not', async () => {
  await account([{ renews: '2026-05-01', ended: '2026-08-20T03:00:00Z' }], ['2026-08-10'])
  // Until midnight of the company: the day is 23 October.
  await account([{ ended: '2026-10-23T14:59:00Z' }], ['2026-10-13'])
  await account([{ ended: '2025-10-23T03:00:00Z' }], ['2025-10-20'])
  // Goes on beyond the look-back, and has not been renewed in it.
  await account([{ started: '2026-04-01', ended: '2026-10-30T03:00:00Z' }], ['2026-10-20'])
  expect(await found()).toEqual([[14, 2, 0]])
})

test('whoever ends within 30 days of a renewal did not stay; what was not done does not count as contact', async () => {
  await account([{ renews: '2027-10-20', ended: '2026-11-19T00:00:00+09:00' }])
  await account([{ renews: '2027-10-20', ended: '2026-11-20T00:00:00+09:00' }], ['2026-10-10'], 'not_needed')
  expect(await found()).toEqual([[null, 2, 1]])
})

test('each account once, on its last day; another contract that goes on is no end', async () => {
  await account([{ renews: '2027-02-01' }, { renews: '2026-07-15' }, { ended: '2026-09-01T03:00:00Z' }], ['2026-07-10'])
  expect(await found()).toEqual([[14, 1, 1]])
})

test('monthly ones by their last month, also at the end of months and where the date was never renewed', async () => {
  // On 30 September, not 3 or 1 October.
  await account([{ period: 'month', renews: '2026-01-31' }], ['2026-09-15'])
  await account([{ period: 'month', renews: '2026-12-20' }], ['2026-10-15'])
  // A leap day is renewed on 28 February.
  await account([{ renews: '2024-02-29' }], ['2026-02-27'])
  expect(await found()).toEqual([
    [14, 2, 2],
    [30, 1, 1],
  ])
})

test('no renewal: the first day, none that is known, another period, too new', async () => {
  await account([{ started: '2026-06-10', renews: '2027-06-10' }])
  await account([{}])
  await account([{ period: 'other', renews: '2026-06-10' }])
  await account([{ started: '2026-11-01', renews: '2026-12-01', period: 'month' }])
  expect(await found()).toEqual([])
})

test('the page calls it an association, says nothing of small groups, and shows nothing of nobody', async () => {
  const shown = async () => (await app.request(paths.effectsTogether, { headers: { cookie } })).text()
  await lookAtPlays(services)
  expect(await shown()).not.toContain('最後に人が対応した時期')
  for (let n = 0; n < 20; n++) await account([n < 15 ? { renews: '2027-06-10' } : { ended: '2026-06-10T03:00:00Z' }])
  await account([{ renews: '2027-06-10' }], ['2026-06-01'])
  await lookAtPlays(services)
  const page = await shown()
  // 15 of 20: Wilson's interval is 53.1% to 88.8% (SciPy 1.17.1, binomtest(15, 20).proportion_ci(method='wilson')).
  expect(page).toMatch(/90日より前、または記録なし<[\s\S]*?75%[\s\S]*?53\.1%[\s\S]*?88\.8%/)
  expect(page).toMatch(/1〜14日前<[\s\S]*?少なすぎます/)
  expect(page).toContain('61〜90日前')
  expect(page).toContain('関連（効果ではありません）')
  await transact(db, removeSampleEffects)
  expect(await shown()).not.toContain('最後に人が対応した時期')
})
