import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import { putUsedAccounts } from '../../../../test/support/health.ts'
import { paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { seededRandom } from '../../../platform/random.ts'
import { system } from '../../activity/index.ts'
import { takeAccounts } from '../../customers/index.ts'
import { collectDatasets } from './dataset.ts'
import { predictForAll } from './everybody.ts'
import { predictRisks } from './predictions.ts'
import { trainings } from './queries.ts'
import { rowsAt } from './rows.ts'
import { requestTraining, trainJob } from './training.ts'

const stage = await openStage()
const { services } = stage
const { db, offers } = services
const day = { today: '2026-11-22' }
const running = new AbortController().signal
const today = Temporal.PlainDate.from(day.today)

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate customers.account, customers.trait, events.usage_day, events.sign_of_life, health.risk_model,
    health.risk_day restart identity cascade`.execute(db)
})

async function train(): Promise<void> {
  const id = await transact(db, tx => requestTraining(tx, services, system))
  await trainJob.run(services, { id }, running)
}

async function leave(id: number, daysAgo: number | null): Promise<void> {
  const at = daysAgo === null ? null : new Date(Date.UTC(2026, 10, 22) - daysAgo * 86_400_000)
  await sql`insert into customers.cancellation (account_id, at, source, plan, monthly_amount)
    select id, ${at}::timestamptz, 'import', plan, monthly_amount from customers.account where id = ${id}`.execute(db)
  await sql`update customers.account set stage = 'cancelled', plan = null, monthly_amount = null where id = ${id}`.execute(
    db,
  )
}

/** What the risk page says, in both languages. */
async function page(): Promise<{ ja: string; en: string }> {
  const read = async (role: 'csm' | 'product') =>
    (await open(stage, paths.risk, { cookie: await signInAs(stage, role) })).text()
  return { ja: await read('csm'), en: await read('product') }
}

describe('asking for a training', () => {
  it('is refused while one is under way, also of two at the same moment', async () => {
    const asked = await Promise.allSettled([1, 2].map(() => transact(db, tx => requestTraining(tx, services, system))))
    expect(asked.map(one => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = asked.find(one => one.status === 'rejected')
    expect(refused?.reason).toBeInstanceOf(Conflict)
    expect(refused?.reason).toMatchObject({ key: 'health:risk.alreadyTraining' })
  })
})

describe('a training that failed', () => {
  it('says that what follows its words is the technical cause', async () => {
    await putUsedAccounts(db, day, { name: 'a' })
    const broken = {
      ...offers,
      get measures(): never {
        throw new Error('no measures')
      },
    }
    const id = await transact(db, tx => requestTraining(tx, services, system))
    await trainJob.run({ ...services, offers: broken }, { id }, running)
    const { ja, en } = await page()
    expect(ja).toContain('技術的な原因：no measures')
    expect(en).toContain('Technical cause: no measures')
  })
})

describe('a training without enough to learn from', () => {
  it('says how many accounts left and stayed, and how many are needed', async () => {
    const ids = await putUsedAccounts(db, day, ...[1, 2, 3, 4, 5].map(i => ({ name: `a${i}`, traits: { size: i } })))
    await leave(ids[0] ?? 0, null)
    await train()
    const { last, active } = await trainings(db)
    expect(active).toBeUndefined()
    expect(last?.refusal).toEqual({ reason: 'too_few_outcomes', churned: 1, stayed: 4, needed: 30 })
    const { ja, en } = await page()
    expect(ja).toContain('解約した顧客が1件、続いている顧客が4件です。学習には、それぞれ30件以上が必要です。')
    expect(en).toContain('30')
  })

  it('says when nobody left at all', async () => {
    await putUsedAccounts(db, day, { name: 'a' }, { name: 'b' })
    await train()
    expect((await trainings(db)).last?.refusal).toEqual({ reason: 'constant_outcome', churned: 0, stayed: 2 })
    expect((await page()).ja).toContain('両方がそろうと学習できます')
  })

  it('says when there is nothing that could tell leavers from others', async () => {
    const ids = await putUsedAccounts(db, day, ...Array.from({ length: 70 }, (_, i) => ({ name: `a${i}` })))
    for (const id of ids.slice(0, 35)) await leave(id, null)
    await train()
    expect((await trainings(db)).last?.refusal?.reason).toBe('no_usable_inputs')
    expect((await page()).ja).toContain('予測に使える項目がありません')
  })

  it('does not show predictions of a model that is no better than the average', async () => {
    const random = seededRandom(5)
    const ids = await putUsedAccounts(
      db,
      day,
      ...Array.from({ length: 80 }, (_, i) => ({ name: `a${i}`, traits: { noise: Math.round(random() * 1000) } })),
    )
    await sql`insert into customers.trait (subject, key, type) values ('account', 'noise', 'number')`.execute(db)
    for (const id of ids.slice(0, 40)) await leave(id, null)
    await train()
    const { last, active } = await trainings(db)
    expect(last).toMatchObject({ status: 'ready', active: false })
    expect(last?.model?.beatsBaseRate).toBe(false)
    expect(active).toBeUndefined()
    expect(await db.selectFrom('health.risk').selectAll().execute()).toEqual([])
    expect((await page()).ja).toContain('平均より良い予測ができませんでした')
  })
})

describe('what is learned from dated cancellations', () => {
  /** Accounts that are used every third day; those that will leave fall silent five to nine weeks before they do. */
  async function company(): Promise<{ lively: number; silent: number }> {
    const random = seededRandom(11)
    const accounts = Array.from({ length: 240 }, (_, i) => {
      const leaves = i % 3 === 0 ? 20 + Math.floor(random() * 300) : undefined
      const quiet = leaves === undefined ? 0 : leaves + 35 + Math.floor(random() * 28)
      const used = Array.from({ length: 160 }, (_, k) => k * 3 + (i % 3)).filter(ago => ago >= quiet)
      return { name: `a${i}`, used, leaves, since: '2025-06-01' }
    })
    const ids = await putUsedAccounts(db, day, ...accounts)
    for (const [i, { leaves }] of accounts.entries()) if (leaves !== undefined) await leave(ids[i] ?? 0, leaves)
    const [lively = 0, silent = 0] = await putUsedAccounts(
      db,
      day,
      { name: 'lively', used: Array.from({ length: 160 }, (_, k) => k * 3), since: '2025-06-01' },
      { name: 'silent', used: Array.from({ length: 140 }, (_, k) => 45 + k * 3), since: '2025-06-01' },
    )
    return { lively, silent }
  }

  it('is under way until everybody is predicted: an open page does not stay with the predictions before', async () => {
    await company()
    await train()
    const settled = async () => /stream\?settled=([^"]*)"/.exec((await page()).ja)?.[1]
    const { active } = await trainings(db)
    expect(await settled()).toBe(String(active?.id))
    await db.updateTable('health.risk_model').set({ stage: 'predicting' }).execute()
    expect(await settled()).toBe('-')
    expect((await page()).ja).toContain('顧客ごとに予測しています')
  })

  it('is that silence comes before leaving: the horizon is kept, and open accounts are predicted by it', async () => {
    const { lively, silent } = await company()
    await train()
    const { active } = await trainings(db)
    expect(active).toMatchObject({ status: 'ready', kind: 'dated', horizonDays: 90, stage: null })
    expect(active?.model?.metrics.auc).toBeGreaterThan(0.75)
    const risks = new Map((await db.selectFrom('health.risk').selectAll().execute()).map(row => [row.account_id, row]))
    expect(risks.size).toBe(162)
    expect(risks.get(silent)?.probability).toBeGreaterThan(3 * Number(risks.get(lively)?.probability))
    const reasons = risks.get(silent)?.reasons as { key: string }[]
    expect(reasons[0]?.key).toMatch(/^measure:events\./)
  })

  it('is predicted anew for an account that is heard of, and the change is kept with its reason', async () => {
    const { silent } = await company()
    await train()
    const before = await db.selectFrom('health.risk').selectAll().where('account_id', '=', silent).executeTakeFirst()
    setClock(Temporal.Instant.from('2026-11-23T03:00:00Z'))
    await sql`insert into events.usage_day select ${silent}, '2026-11-23'::date - i, 1, '給餌を記録', 5, now()
      from generate_series(0, 20) i`.execute(db)
    const { active } = await trainings(db)
    if (!active?.model) throw new Error('no model')
    const model = { id: active.id, kind: 'dated' as const, horizonDays: 90, model: active.model }
    await transact(db, tx => predictRisks(tx, services, model, sql`select ${silent}::bigint`))
    const after = await db.selectFrom('health.risk').selectAll().where('account_id', '=', silent).executeTakeFirst()
    expect(after?.probability).toBeLessThan(Number(before?.probability))
    const days = await db.selectFrom('health.risk_day').selectAll().where('account_id', '=', silent).execute()
    expect(days.map(row => row.day)).toEqual(['2026-11-15', '2026-11-23'])
    expect(days[0]?.reason).toMatchObject({ contribution: expect.any(Number) })
  })

  it('says at once what it would have said a week ago, of what was known then, and never what another model said', async () => {
    const { lively } = await company()
    // Used as ever until eight days ago: a week ago nothing was to be seen of it.
    await sql`delete from events.usage_day where account_id = ${lively} and day > '2026-11-14'`.execute(db)
    await train()
    const risk = () =>
      db.selectFrom('health.risk').selectAll().where('account_id', '=', lively).executeTakeFirstOrThrow()
    const first = await risk()
    expect(first.week_ago).not.toBeNull()
    expect(first.probability).toBeGreaterThan(Number(first.week_ago))
    await sql`update health.risk_day set probability = 0.99`.execute(db)
    await train()
    expect((await risk()).week_ago).toBeCloseTo(Number(first.week_ago), 5)
  })

  it('leaves no prediction of an earlier model behind', async () => {
    await company()
    await train()
    await train()
    const { active } = await trainings(db)
    const models = await db.selectFrom('health.risk').select('risk_model_id').distinct().execute()
    expect(models).toEqual([{ risk_model_id: active?.id }])
    await expect(predictForAll(services, AbortSignal.abort())).rejects.toThrow()
  })
})

describe('what may be known at a moment', () => {
  const moment = (date: string) => ({ day: date, at: new Date(`${date}T14:59:59.999Z`), uses: [] })

  it('is that an account was a customer since something was heard of it, when nobody said since when', async () => {
    const used = Array.from({ length: 10 }, (_, i) => i * 10)
    await putUsedAccounts(db, day, { name: 'unsaid', used }, { name: 'not heard' })
    await sql`update customers.account set customer_since = null`.execute(db)
    const tenures = async (date: string) =>
      (await rowsAt(db, offers, moment(date), 'all')).map(({ row }) => row['account:tenure_days'])
    // First heard of 90 days before the day of the tests.
    expect(await tenures('2026-08-23')).toEqual([])
    expect(await tenures('2026-08-24')).toEqual([0])
    expect(await tenures('2026-09-23')).toEqual([30])
  })

  it('is no trait that was set later', async () => {
    const set = (traits: Record<string, string>, at: string) =>
      transact(db, tx => takeAccounts(tx, [{ groupId: 'a', traits, at: new Date(at) }]))
    await set({ industry: 'tuna' }, '2026-06-01T00:00:00Z')
    await set({ outcome: 'asked to cancel' }, '2026-10-01T00:00:00Z')
    await sql`update customers.account set customer_since = '2026-01-01'`.execute(db)
    const [before] = await rowsAt(db, offers, moment('2026-08-01'), 'all')
    expect(before?.row).toMatchObject({ 'trait:industry': 'tuna', 'trait:outcome': null })
    const [after] = await rowsAt(db, offers, moment('2026-11-01'), 'all')
    expect(after?.row).toMatchObject({ 'trait:outcome': 'asked to cancel' })
  })

  it('is no account that had left by then or was not yet one, and no use of later days', async () => {
    const [a = 0, b = 0] = await putUsedAccounts(
      db,
      day,
      { name: 'stays', used: [0, 1, 2, 130], since: '2026-01-01' },
      { name: 'left', used: [130], since: '2026-01-01' },
      { name: 'new', since: '2026-10-01' },
    )
    await leave(b, 100)
    const uses = [{ measure: 'events.days_active', window: 28 }]
    const early = await rowsAt(db, offers, { ...moment('2026-07-20'), uses }, 'all')
    expect(early.map(row => [row.accountId, row.row['measure:events.days_active|28||']])).toEqual([[a, 1], [b, 1]]) // biome-ignore format: two rows
    const late = await rowsAt(db, offers, { ...moment('2026-09-20'), uses }, 'all')
    expect(late.map(row => row.accountId)).toEqual([a])
  })

  it('is what was paid in the currency of the account: amounts of others are not added', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: [0], since: '2026-01-01' })
    await sql`insert into customers.subscription (account_id, plan, monthly_amount, currency, period, started_on)
      values (${id}, 'pro', 30000, 'JPY', 'month', '2026-01-01'), (${id}, 'extra', 99900, 'USD', 'month', '2026-01-01')`.execute(
      db,
    )
    const [row] = await rowsAt(db, offers, { ...moment('2026-09-20'), uses: [] }, 'all')
    expect(row?.row).toMatchObject({ 'account:monthly_amount:JPY': 30_000 })
  })

  it('is the plan and amount of before, not the nothing that leaving makes of them', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', monthly: 30_000 })
    await sql`update customers.account set plan = 'pro'`.execute(db)
    await leave(id, null)
    const [row] = await rowsAt(db, offers, { day: day.today, at: undefined, uses: [] }, 'all')
    expect(row).toMatchObject({ cancelled: true, row: { 'account:plan': 'pro', 'account:monthly_amount:JPY': 30_000 } })
  })

  it('is without dates only what leaving does not change: no use, no time as a customer', async () => {
    const [a = 0, b = 0] = await putUsedAccounts(
      db,
      day,
      { name: 'a', used: [3], monthly: 30_000 },
      { name: 'b', used: [3], monthly: 30_000 },
    )
    await sql`update customers.account set currency = 'USD' where id = ${b}`.execute(db)
    await leave(a, null)
    const [collect] = await collectDatasets(db, offers, today, 'Asia/Tokyo')
    const dataset = await collect?.()
    expect(dataset?.kind).toBe('undated')
    expect(dataset?.outcome).toEqual([true, false])
    expect(dataset?.inputs.map(input => input.key)).toEqual([
      'account:kind',
      'account:plan',
      // An input for each currency: ¥30,000 and $300 say nothing about each other.
      'account:monthly_amount:JPY',
      'account:monthly_amount:USD',
    ])
    expect(dataset?.rows.map(row => [row['account:monthly_amount:JPY'], row['account:monthly_amount:USD']])).toEqual([
      [30_000, undefined],
      [undefined, 300],
    ])
  })
})
