import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { nowDate, setClock } from '../../../platform/clock.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { system } from '../../activity/index.ts'
import { cancelAccount, cancelAccounts, reopenAccount } from '../accounts/cancellation.ts'
import { createAccount } from '../accounts/create.ts'
import { mergeAccounts } from '../accounts/merge.ts'
import { loadAccount } from '../accounts/queries.ts'
import {
  addSubscription,
  cancelSubscription,
  editSubscription,
  endSubscriptions,
  moveRenewalsOn,
  type SubscriptionInput,
} from './subscription.ts'

const { services } = await openStage()
const { db } = services
const actor = { kind: 'staff', id: cast.csm.id } as const
const write = <T>(work: (tx: Tx) => Promise<T>) => transact(db, work)
const newAccount = (name = 'みなと') =>
  write(tx => createAccount(tx, actor, { name, kind: 'business', stage: 'onboarding' }))
const input = (
  plan: string,
  monthlyAmount: number | undefined,
  more: Partial<SubscriptionInput> = {},
): SubscriptionInput => ({
  plan,
  monthlyAmount,
  currency: 'JPY',
  period: 'month',
  ...more,
})

beforeEach(() => setClock(Temporal.Instant.from('2026-11-22T03:00:00Z')))
afterEach(() => setClock(undefined))

describe('an account and its subscriptions', () => {
  test('plan, amount, renewal and beginning come from those that run', async () => {
    const id = await newAccount()
    await write(tx =>
      addSubscription(tx, actor, id, input('基本', 5000, { renewsOn: '2027-03-01', startedOn: '2024-04-01' })),
    )
    await write(tx => addSubscription(tx, actor, id, input('分析', 9000, { renewsOn: '2027-01-15' })))
    expect(await loadAccount(db, id)).toMatchObject({
      plan: '分析',
      monthlyAmount: 14_000,
      renewsOn: '2027-01-15',
      customerSince: '2024-04-01',
      stage: 'onboarding',
    })
  })

  test('the next renewal is the first that lies ahead, also once another has passed', async () => {
    const id = await newAccount()
    const shown = async () => (await loadAccount(db, id)).renewsOn
    await write(tx => addSubscription(tx, actor, id, input('a', 1, { renewsOn: '2026-11-01' })))
    expect(await shown()).toBe('2026-11-01')
    await write(tx => addSubscription(tx, actor, id, input('b', 1, { renewsOn: '2026-12-10' })))
    await write(tx => addSubscription(tx, actor, id, input('c', 1, { renewsOn: '2027-02-01' })))
    expect(await shown()).toBe('2026-12-10')
    setClock(Temporal.Instant.from('2026-12-10T14:59:00Z'))
    expect(await write(moveRenewalsOn)).toBe(0)
    setClock(Temporal.Instant.from('2026-12-10T15:00:00Z'))
    expect(await write(moveRenewalsOn)).toBe(1)
    expect(await shown()).toBe('2027-02-01')
    expect(await write(moveRenewalsOn)).toBe(0)
  })

  test('with the last one the account leaves, and comes back with a new one', async () => {
    const id = await newAccount()
    const first = await write(tx => addSubscription(tx, actor, id, input('a', 100)))
    const second = await write(tx => addSubscription(tx, actor, id, input('b', 900)))
    await write(tx => cancelSubscription(tx, actor, first, 1, nowDate()))
    expect(await loadAccount(db, id)).toMatchObject({ stage: 'onboarding', monthlyAmount: 900 })
    await write(tx => cancelSubscription(tx, actor, second, 1, nowDate()))
    expect(await loadAccount(db, id)).toMatchObject({
      stage: 'cancelled',
      monthlyAmount: undefined,
      plan: undefined,
      cancellation: { source: 'subscription' },
    })
    await write(tx => addSubscription(tx, actor, id, input('c', 50)))
    expect(await loadAccount(db, id)).toMatchObject({ stage: 'onboarding', monthlyAmount: 50, cancellation: undefined })
  })

  test('an end that is announced counts when its time has come', async () => {
    const id = await newAccount()
    const subscription = await write(tx => addSubscription(tx, actor, id, input('a', 100)))
    await write(tx => cancelSubscription(tx, actor, subscription, 1, new Date('2026-12-31T15:00:00Z')))
    await write(tx => endSubscriptions(tx, system))
    expect(await loadAccount(db, id)).toMatchObject({ stage: 'onboarding', monthlyAmount: 100 })
    setClock(Temporal.Instant.from('2026-12-31T15:00:01Z'))
    expect(await write(tx => endSubscriptions(tx, system))).toBe(1)
    expect(await write(tx => endSubscriptions(tx, system))).toBe(0)
    const account = await loadAccount(db, id)
    expect(account).toMatchObject({ stage: 'cancelled', monthlyAmount: undefined })
    expect(account.cancellation?.at).toEqual(new Date('2026-12-31T15:00:00Z'))
  })

  test('what it had is kept when it leaves, so that leaving itself is not what is learned from', async () => {
    const id = await newAccount()
    await write(tx => addSubscription(tx, actor, id, input('pro', 7000)))
    await write(tx => cancelAccount(tx, actor, { accountId: id, at: nowDate(), reason: '予算' }))
    const fact = await db
      .selectFrom('customers.account_fact')
      .selectAll()
      .where('account_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(fact).toMatchObject({
      cancelled: true,
      plan: null,
      monthly_amount: null,
      last_plan: 'pro',
      last_monthly_amount: 7000,
    })
    await write(tx => reopenAccount(tx, actor, id))
    expect(await loadAccount(db, id)).toMatchObject({ stage: 'onboarding', cancellation: undefined })
  })

  test('importing a cancellation again changes nothing but what was not known', async () => {
    const id = await newAccount()
    await write(tx => cancelAccounts(tx, actor, 'import', [{ accountId: id }]))
    await write(tx => cancelAccounts(tx, actor, 'import', [{ accountId: id, at: new Date('2026-10-01') }]))
    await write(tx => cancelAccounts(tx, actor, 'import', [{ accountId: id, at: new Date('2020-01-01') }]))
    const account = await loadAccount(db, id)
    expect(account.cancellation).toMatchObject({ at: new Date('2026-10-01'), source: 'import' })
    await write(tx => reopenAccount(tx, actor, id))
    expect((await loadAccount(db, id)).stage).toBe('onboarding')
  })

  test('refuses another currency, an id twice, a time ahead for leaving, and a version that is gone', async () => {
    const id = await newAccount()
    const first = await write(tx => addSubscription(tx, actor, id, input('a', 100, { externalId: 's1' })))
    await expect(write(tx => addSubscription(tx, actor, id, input('b', 1, { currency: 'USD' })))).rejects.toThrow(
      Invalid,
    )
    await expect(write(tx => addSubscription(tx, actor, id, input('b', 1, { externalId: 's1' })))).rejects.toThrow(
      Invalid,
    )
    await expect(write(tx => cancelAccount(tx, actor, { accountId: id, at: new Date('2027-01-01') }))).rejects.toThrow(
      Invalid,
    )
    await write(tx => editSubscription(tx, actor, first, 1, input('a', 200)))
    await expect(write(tx => editSubscription(tx, actor, first, 1, input('a', 300)))).rejects.toThrow(Conflict)
    expect((await loadAccount(db, id)).monthlyAmount).toBe(200)
  })

  test('in different currencies: those of the most subscriptions count, however many cents another has', async () => {
    const [yen, dollars] = [await newAccount('円'), await newAccount('ドル')]
    await write(tx => addSubscription(tx, actor, yen, input('年額', 150_000)))
    await write(tx => addSubscription(tx, actor, dollars, input('Pro', 200_000, { currency: 'USD' })))
    expect(await loadAccount(db, dollars)).toMatchObject({ currency: 'USD', monthlyAmount: 200_000 })
    await write(tx => mergeAccounts(tx, [], actor, { fromId: dollars, intoId: yen }))
    expect(await loadAccount(db, yen)).toMatchObject({ plan: '年額', currency: 'JPY', monthlyAmount: 150_000 })
    await write(tx => cancelAccount(tx, actor, { accountId: yen }))
    expect(await loadAccount(db, yen)).toMatchObject({
      currency: 'JPY',
      cancellation: { plan: '年額', monthlyAmount: 150_000 },
    })
  })

  test('the currency of more subscriptions becomes that of the account', async () => {
    const [one, other] = [await newAccount('一'), await newAccount('二')]
    await write(tx => addSubscription(tx, actor, one, input('円', 900_000)))
    for (const plan of ['Pro', 'Seats'])
      await write(tx => addSubscription(tx, actor, other, input(plan, 7_800, { currency: 'USD' })))
    await write(tx => mergeAccounts(tx, [], actor, { fromId: other, intoId: one }))
    expect(await loadAccount(db, one)).toMatchObject({ plan: 'Pro', currency: 'USD', monthlyAmount: 15_600 })
  })

  test('added at the same time by two people, both count', async () => {
    const id = await newAccount()
    await Promise.all([1, 20, 300, 4000].map(n => write(tx => addSubscription(tx, actor, id, input(`p${n}`, n)))))
    expect((await loadAccount(db, id)).monthlyAmount).toBe(4321)
  })
})

test('after any sequence of changes the monthly amount is the sum of what runs', async () => {
  let seed = 7
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return seed % below
  }
  const ids = [await newAccount('一'), await newAccount('二'), await newAccount('三')]
  for (let step = 0; step < 120; step++) {
    const account = ids[next(ids.length)] ?? 0
    const all = await db.selectFrom('customers.subscription').select(['id', 'version']).orderBy('id').execute()
    const one = all[next(Math.max(all.length, 1))]
    const amount = next(4) === 0 ? undefined : next(1000) * 10
    const work = [
      (tx: Tx) => addSubscription(tx, actor, account, input(`p${step}`, amount)),
      (tx: Tx) => addSubscription(tx, actor, account, input(`q${step}`, amount)),
      (tx: Tx) => editSubscription(tx, actor, one?.id ?? 0, one?.version ?? 0, input('edited', amount)),
      (tx: Tx) => cancelSubscription(tx, actor, one?.id ?? 0, one?.version ?? 0, nowDate()),
      (tx: Tx) => cancelAccount(tx, actor, { accountId: account }),
      (tx: Tx) => reopenAccount(tx, actor, account),
    ][next(6)]
    // What is not possible in this state is refused and leaves no trace.
    if (work) await write<unknown>(work).catch(() => undefined)
    if (step === 60) {
      await write(tx => mergeAccounts(tx, [], actor, { fromId: ids[2] ?? 0, intoId: ids[0] ?? 0 }))
      ids.pop()
    }
    for (const id of ids) {
      const { sum } = await db
        .selectFrom('customers.subscription')
        .select(eb => eb.fn.sum<string | null>('monthly_amount').as('sum'))
        .where('account_id', '=', id)
        .where('cancelled_at', 'is', null)
        .executeTakeFirstOrThrow()
      const shown = await loadAccount(db, id)
      expect(shown.monthlyAmount, `step ${step}`).toBe(sum === null ? undefined : Number(sum))
      expect(shown.stage === 'cancelled', `step ${step}`).toBe(shown.cancellation !== undefined)
    }
  }
})
