import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../../test/cast.ts'
import { imported, problemsOf } from '../../../../../test/support/imports.ts'
import { telco } from '../../../../../test/support/telco.ts'
import { setClock } from '../../../../platform/clock.ts'
import { lock, transact } from '../../../../platform/db.ts'
import { cancelAccounts } from '../../accounts/cancellation.ts'
import { mergeAccounts } from '../../accounts/merge.ts'
import { eraseContact, erasureLock } from '../../contacts/erase.ts'
import { takeAccounts, takeContacts } from '../../index.ts'
import { keepSums } from '../../subscriptions/sums.ts'

const { services } = await openStage()
const { db } = services
const actor = { kind: 'staff', id: cast.csm.id } as const

beforeEach(async () => {
  await sql`truncate customers.account, customers.account_bulk_change, customers.trait, customers.import cascade`.execute(
    db,
  )
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
})
afterEach(() => setClock(undefined))

const accountOf = (externalId: string) =>
  db.selectFrom('customers.account').selectAll().where('external_id', '=', externalId).executeTakeFirstOrThrow()
const cancellationOf = (accountId: number) =>
  db.selectFrom('customers.cancellation').selectAll().where('account_id', '=', accountId).executeTakeFirst()
const subscriptions = () => db.selectFrom('customers.subscription').selectAll().orderBy('id').execute()
const count = async () => (await db.selectFrom('customers.account').select('id').execute()).length

describe('accounts from a file', () => {
  test('are made with all that the rows say, findable by their id, and marked as changed', async () => {
    const row = await imported(
      services,
      '顧客ID,会社名,種別,ステージ,担当,タイムゾーン,利用開始日,プラン,月額,更新日,従業員数,導入済み\n' +
        'C-1,みなと,法人,導入中,佐藤 春,Asia/Seoul,2023-04-01,標準,"50,000",2027-04-01,42,はい\nC-2,海,,,,,,,,,,\n',
    )
    expect(row).toMatchObject({ status: 'done', rows_total: 2, created_count: 2, updated_count: 0, failed_count: 0 })
    expect(await accountOf('C-1')).toMatchObject({
      name: 'みなと',
      kind: 'business',
      stage: 'onboarding',
      owner_id: cast.csm.id,
      time_zone: 'Asia/Seoul',
      customer_since: '2023-04-01',
      plan: '標準',
      monthly_amount: 50_000,
      currency: 'JPY',
      renews_on: '2027-04-01',
      traits: { 月額: 50_000, 従業員数: 42, 導入済み: true },
    })
    expect(await accountOf('C-2')).toMatchObject({
      name: '海',
      stage: 'active',
      plan: null,
      monthly_amount: null,
      traits: {},
    })
    expect(await subscriptions()).toMatchObject([{ external_id: 'import', plan: '標準', monthly_amount: 50_000 }])
    const changed = await db.selectFrom('customers.account_bulk_change').select('account_id').execute()
    expect(changed).toHaveLength(2)
    const { ids } = await transact(db, tx => takeAccounts(tx, [{ groupId: 'C-1', traits: {}, at: new Date() }]))
    expect(ids.get('C-1')).toBe((await accountOf('C-1')).id)
    const traits = await db.selectFrom('customers.trait').select(['key', 'type']).orderBy('key').execute()
    expect(traits).toEqual([
      { key: '導入済み', type: 'boolean' },
      { key: '従業員数', type: 'number' },
      { key: '月額', type: 'number' },
    ])
  })

  test('have the owner whose mail address or name stands there; nobody by that name leaves the row out', async () => {
    const mail = cast.csm.email.toUpperCase()
    const row = await imported(services, `id,owner\n1,${mail}\n2,佐藤　春\n3,gone@minato.example\n4,\n`, {
      map: 'owner=owner',
    })
    const accounts = db.selectFrom('customers.account').select(['external_id', 'owner_id']).orderBy('external_id')
    expect(await accounts.execute()).toEqual([
      { external_id: '1', owner_id: cast.csm.id },
      { external_id: '2', owner_id: cast.csm.id },
      { external_id: '4', owner_id: null },
    ])
    expect(await problemsOf(services, row.id)).toEqual(['4 unknown_staff owner gone@minato.example'])
  })

  test('imported again are updated, not doubled; blank cells say nothing', async () => {
    await imported(services, 'id,name,plan,mrr,size\n1,みなと,標準,500,10\n2,海,入門,100,5\n')
    const before = await accountOf('1')
    const row = await imported(services, 'id,name,plan,mrr,size\n1,,上級,,11\n2,海風,入門,120,\n3,新,,,\n')
    expect(row).toMatchObject({ created_count: 1, updated_count: 2 })
    expect(await accountOf('1')).toMatchObject({
      id: before.id,
      name: 'みなと',
      plan: '上級',
      monthly_amount: 500,
      traits: { size: 11 },
    })
    expect(await accountOf('2')).toMatchObject({ name: '海風', monthly_amount: 120, traits: { size: 5 } })
    expect(await subscriptions()).toHaveLength(2)
    expect(await count()).toBe(3)
  })

  test('leave what they were told later alone', async () => {
    const later = new Date('2026-11-22T04:00:00Z')
    const earlier = new Date('2026-11-22T02:00:00Z')
    await transact(db, tx =>
      takeAccounts(tx, [
        { groupId: '1', traits: { size: 99, name: '後の名前' }, at: later },
        { groupId: '1', traits: { area: 'old' }, at: earlier },
      ]),
    )
    await imported(services, 'id,name,size,area,new\n1,取込,10,fresh,x\n')
    const account = await accountOf('1')
    expect(account).toMatchObject({ name: '後の名前', traits: { size: 99, area: 'fresh', new: 'x' } })
    expect(account.traits_at).toMatchObject({
      size: later.getTime(),
      name: later.getTime(),
      area: Date.parse('2026-11-22T03:00:00Z'),
    })
    // And an old message that comes late does not take back what the file said.
    await transact(db, tx => takeAccounts(tx, [{ groupId: '1', traits: { area: 'late', new: 'late' }, at: earlier }]))
    expect((await accountOf('1')).traits).toMatchObject({ area: 'fresh', new: 'x' })
  })

  test('rows with the same id: the last one counts, the others are told about', async () => {
    const row = await imported(services, 'id,name\n1,a\n2,b\n1,c\n1,d\n')
    expect(row).toMatchObject({ created_count: 2, failed_count: 0, warning_count: 2 })
    expect((await accountOf('1')).name).toBe('d')
    expect(await problemsOf(services, row.id)).toEqual(['2 duplicate  1', '4 duplicate  1'])
  })

  test('two ids of accounts that were merged are one account', async () => {
    await imported(services, 'id,name\n1,a\n2,b\n')
    const [from, into] = [await accountOf('1'), await accountOf('2')]
    await transact(db, tx => mergeAccounts(tx, [], actor, { fromId: from.id, intoId: into.id }))
    const row = await imported(services, 'id,size\n1,10\n2,20\n')
    expect(row).toMatchObject({ created_count: 0, updated_count: 1, warning_count: 1 })
    expect(await count()).toBe(1)
    expect((await accountOf('2')).traits).toMatchObject({ size: 20 })
  })

  test('bad rows are left out with their reasons, good ones are taken', async () => {
    const row = await imported(services, 'id,name,mrr\n1,a,5\n,b,5\n2,c,much\n3\nnull,d,1\n4,e,7\n', {
      map: 'mrr=monthly_amount',
    })
    expect(row).toMatchObject({ status: 'done', created_count: 2, failed_count: 4 })
    expect(await problemsOf(services, row.id)).toEqual([
      '3 missing_id id',
      '4 not_number mrr',
      '5 ragged',
      '6 bad_id id null',
    ])
    expect(await count()).toBe(2)
  })

  test('an account never gets more than 300 traits', async () => {
    const traits = Object.fromEntries(Array.from({ length: 299 }, (_, i) => [`t${i}`, i]))
    await transact(db, tx => takeAccounts(tx, [{ groupId: '1', traits, at: new Date(0) }]))
    const row = await imported(services, 'id,a,t0\n1,1,7\n2,1,7\n')
    expect(row).toMatchObject({ failed_count: 0, updated_count: 1, created_count: 1 })
    const again = await imported(services, 'id,b\n1,1\n2,1\n')
    expect(again).toMatchObject({ failed_count: 1, updated_count: 1 })
    expect(await problemsOf(services, again.id)).toEqual(['2 too_many_traits  1'])
  })

  test('strange texts arrive as they are: SQL, HTML, formulas, emoji, right to left, tabs, backslashes', async () => {
    const names = [
      `'); drop table x;--`,
      '<script>alert(1)</script>',
      '=1+1',
      '👩‍👩‍👧',
      'مرحبا',
      'a\tb\\n\\.',
      'line\nbreak',
      '\\N',
    ]
    const lines = names.map((name, i) => `${i + 1},"${name}","${name}"`)
    const row = await imported(services, `id,name,note\n${lines.join('\n')}\n`)
    expect(row.created_count).toBe(names.length)
    const stored = await db.selectFrom('customers.account').select(['name', 'traits']).orderBy('id').execute()
    expect(stored.map(one => one.name)).toEqual(names)
    expect(stored.map(one => one.traits.note)).toEqual(names)
  })
})

describe('who left', () => {
  test('is recorded with what they had, with a day or without', async () => {
    await imported(
      services,
      'id,プラン,月額,解約,解約理由\n1,標準,500,はい,高い\n2,標準,300,2026-10-31,\n3,入門,100,いいえ,\n4,,,はい,\n',
    )
    const [one, two, three, four] = await Promise.all(['1', '2', '3', '4'].map(accountOf))
    expect([one, two, three, four].map(account => [account?.stage, account?.monthly_amount])).toEqual([
      ['cancelled', null],
      ['cancelled', null],
      ['active', 100],
      ['cancelled', null],
    ])
    expect(await cancellationOf(one?.id ?? 0)).toMatchObject({
      at: null,
      source: 'import',
      recorded_by: cast.csm.id,
      reason: '高い',
      plan: '標準',
      monthly_amount: 500,
      stage_before: 'active',
    })
    expect((await cancellationOf(two?.id ?? 0))?.at).toEqual(new Date('2026-10-30T15:00:00Z'))
    expect(await cancellationOf(three?.id ?? 0)).toBeUndefined()
    expect(await cancellationOf(four?.id ?? 0)).toMatchObject({ plan: null, monthly_amount: null })
  })

  test('can be said again with more, taken back, and said once more', async () => {
    await imported(services, 'id,stage,mrr,churn\n1,trial,500,No\n')
    await imported(services, 'id,churn\n1,Yes\n')
    const { id } = await accountOf('1')
    expect(await accountOf('1')).toMatchObject({ stage: 'cancelled', monthly_amount: null })
    expect(await cancellationOf(id)).toMatchObject({ at: null, monthly_amount: 500, stage_before: 'trial' })
    await imported(services, 'id,mrr,churn,cancellation date\n1,600,Yes,2026-11-01\n')
    expect(await cancellationOf(id)).toMatchObject({ at: new Date('2026-10-31T15:00:00Z'), monthly_amount: 600 })
    await imported(services, 'id,churn\n1,No\n')
    expect(await cancellationOf(id)).toBeUndefined()
    expect(await accountOf('1')).toMatchObject({ stage: 'trial', monthly_amount: 600 })
    await imported(services, 'id,churn\n1,1\n')
    expect(await accountOf('1')).toMatchObject({ stage: 'cancelled', monthly_amount: null })
  })

  test('had the plan that a later file names, also without an amount', async () => {
    await imported(services, 'id,churn\n1,Yes\n')
    await imported(services, 'id,plan,churn\n1,標準,Yes\n')
    const { id } = await accountOf('1')
    expect(await cancellationOf(id)).toMatchObject({ plan: '標準', monthly_amount: null })
  })

  test('what staff recorded is not taken back by a file; that is told', async () => {
    await imported(services, 'id,mrr\n1,500\n')
    const { id } = await accountOf('1')
    await transact(db, tx => cancelAccounts(tx, actor, 'staff', [{ accountId: id }]))
    const row = await imported(services, 'id,mrr,churn\n1,700,No\n')
    expect(row).toMatchObject({ updated_count: 1, warning_count: 1 })
    expect(await problemsOf(services, row.id)).toEqual(['2 stays_cancelled  1'])
    expect(await accountOf('1')).toMatchObject({ stage: 'cancelled', monthly_amount: null })
  })

  test('a day ahead announces: the account stays until then', async () => {
    await imported(services, 'id,mrr,cancellation date\n1,500,2027-03-31\n2,,2027-03-31\n')
    expect(await accountOf('1')).toMatchObject({ stage: 'active', monthly_amount: 500 })
    expect(await subscriptions()).toMatchObject([
      { current: true, cancelled_at: new Date('2027-03-30T15:00:00Z') },
      { current: true, cancelled_at: new Date('2027-03-30T15:00:00Z'), monthly_amount: null },
    ])
  })

  test('a day that is put right, and lies ahead, brings who left back until then', async () => {
    const file = (day: string) => `id,name,plan,monthly_amount,cancelled_at\nA,Alpha,pro,10000,${day}\n`
    await imported(services, file('2026-11-10'))
    expect(await accountOf('A')).toMatchObject({ stage: 'cancelled', plan: null, monthly_amount: null })
    await imported(services, file('2026-12-31'))
    const account = await accountOf('A')
    expect(account).toMatchObject({ stage: 'active', plan: 'pro', monthly_amount: 10_000 })
    expect(await cancellationOf(account.id)).toBeUndefined()
    const [subscription] = await subscriptions()
    expect(subscription).toMatchObject({ current: true, cancelled_at: new Date('2026-12-30T15:00:00Z') })
  })

  test('a day ahead for an account that staff saw leaving changes nothing, and is told', async () => {
    await imported(services, 'id,name,plan,monthly_amount\nA,Alpha,pro,10000\n')
    const { id } = await accountOf('A')
    await transact(db, tx =>
      cancelAccounts(tx, actor, 'staff', [{ accountId: id, at: new Date('2026-11-20T00:00:00Z') }]),
    )
    const before = await subscriptions()
    const row = await imported(services, 'id,name,plan,monthly_amount,cancelled_at\nA,Alpha,pro,10000,2026-12-31\n')
    expect(await problemsOf(services, row.id)).toEqual([expect.stringContaining('stays_cancelled')])
    expect(await accountOf('A')).toMatchObject({ stage: 'cancelled', plan: null, monthly_amount: null })
    expect((await subscriptions()).map(one => one.cancelled_at)).toEqual(before.map(one => one.cancelled_at))
  })

  test('a plan without an amount says nothing about what is paid, until a file says it', async () => {
    const said = async () => (await subscriptions()).map(one => one.monthly_amount)
    await imported(services, 'id,name,plan\nA,Alpha,pro\n')
    expect(await said()).toEqual([null])
    await imported(services, 'id,name,plan,monthly_amount\nA,Alpha,pro,\n')
    expect(await said()).toEqual([null])
    await imported(services, 'id,name,plan,monthly_amount\nA,Alpha,pro,0\nB,Beta,pro,\n')
    expect(await said()).toEqual([0, null])
    expect([await accountOf('A'), await accountOf('B')]).toMatchObject([
      { monthly_amount: 0 },
      { monthly_amount: null },
    ])
  })

  test('a file that says nothing about it leaves who left as they are, also with a new amount', async () => {
    await imported(services, 'id,churn\n1,Yes\n')
    await imported(services, 'id,plan,mrr\n1,標準,900\n')
    expect(await accountOf('1')).toMatchObject({ stage: 'cancelled', monthly_amount: null, plan: null })
    expect(await subscriptions()).toMatchObject([{ current: false, monthly_amount: 900 }])
  })

  test('when it is done the planner knows how many there are by now', async () => {
    await imported(services, 'id,plan,churn\n1,a,No\n2,b,Yes\n3,c,Yes\n')
    const { rows } = await sql`
      select relname, reltuples::int as rows from pg_class
      where oid in ('customers.account'::regclass, 'customers.cancellation'::regclass, 'customers.subscription'::regclass)
      order by relname`.execute(db)
    expect(rows).toEqual([
      { relname: 'account', rows: 3 },
      { relname: 'cancellation', rows: 2 },
      { relname: 'subscription', rows: 3 },
    ])
  })

  test('sums are what the one function that keeps them would make', async () => {
    const text =
      'id,plan,mrr,started on,renewal date,churn,cancellation date\n1,a,5,2020-01-01,2027-01-01,No,\n2,b,6,,,Yes,\n3,c,7,,2027-05-05,,2027-01-01\n4,,,2019-02-02,,Yes,2026-01-01\n5,,,,,,\n'
    for (const round of [1, 2]) {
      await imported(services, text, { map: 'started on=started_on' })
      const columns = ['id', 'plan', 'monthly_amount', 'currency', 'renews_on', 'customer_since', 'stage'] as const
      const all = () => db.selectFrom('customers.account').select(columns).orderBy('id').execute()
      const made = await all()
      await transact(db, tx =>
        keepSums(
          tx,
          made.map(account => account.id),
        ),
      )
      expect(await all(), `round ${round}`).toEqual(made)
    }
  })
})

test('a person who is erased while a file of accounts is being written does not come back in it', async () => {
  await imported(services, 'id,name\nA,みなと\n')
  const { id } = await accountOf('A')
  const { ids } = await transact(db, tx =>
    takeContacts(tx, [{ userId: 'u1', traits: { email: 'gone@x.jp' }, at: new Date('2026-11-01') }]),
  )
  const done = await services.database.db.connection().execute(async held => {
    await sql`begin`.execute(held)
    await sql`select from customers.account where id = ${id} for update`.execute(held)
    const running = imported(services, 'id,name,memo\nA,港,x\nB,海,Gone@x.jp\nC,川,y\n')
    await expect.poll(waitingForLock, { timeout: 10_000 }).toBe(true)
    await transact(db, tx => eraseContact(tx, services.offers.erasures, { kind: 'system' }, ids.get('u1') ?? 0))
    await sql`commit`.execute(held)
    return running
  })
  expect(done).toMatchObject({ status: 'done', created_count: 1, updated_count: 1, failed_count: 1 })
  expect(await problemsOf(services, done.id)).toEqual(['3 erased'])
  await sql`truncate customers.suppression`.execute(db)
})

async function waitingForLock(): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return (rows[0]?.count ?? 0) > 0
}

test.skipIf(telco.absent)(`telco.csv: confirm and go, twice${telco.skipped}`, { timeout: 120_000 }, async () => {
  const file = telco.read()
  expect(await imported(services, file)).toMatchObject({ created_count: 7043, failed_count: 0, warning_count: 0 })
  const { rows } = await sql<Record<string, number>>`
    select count(*) as accounts, count(*) filter (where cancelled) as churned, sum(last_monthly_amount) as amount,
           count(*) filter (where traits ? 'TotalCharges') as totals,
           count(*) filter (where not cancelled and monthly_amount > 0) as paying,
           count(*) filter (where currency = 'USD') as dollars
    from customers.account_fact`.execute(db)
  // 1,869 of 7,043 churned and 11 TotalCharges are blank: the file's own figures.
  expect(rows[0]).toEqual({
    accounts: 7043,
    churned: 1869,
    amount: 45_611_660,
    totals: 7032,
    paying: 5174,
    dollars: 7043,
  })
  expect(await imported(services, file)).toMatchObject({ created_count: 0, updated_count: 7043, warning_count: 0 })
  expect(await count()).toBe(7043)
})

test('an import needs no connection that those may have who wait for its rows', async () => {
  const file = 'id,name\nA,Alpha\n'
  await imported(services, file)
  const { id } = await accountOf('A')
  const waiting: Promise<unknown>[] = []
  let done: ReturnType<typeof imported> | undefined
  await transact(db, async tx => {
    await lock(tx, erasureLock)
    done = imported(services, 'id,name\nA,Alpine\n')
    // It has written, and asks once more who was erased.
    await expect.poll(lockWaits, { timeout: 10_000 }).toBe(1)
    for (let i = 0; i < 2 * services.database.pool.options.max; i++)
      waiting.push(sql`update customers.account set kind = kind where id = ${id}`.execute(db))
  })
  expect((await done)?.status).toBe('done')
  await Promise.all(waiting)
  expect(await accountOf('A')).toMatchObject({ name: 'Alpine' })
})

async function lockWaits(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}
