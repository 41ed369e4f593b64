import { describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { createContact } from '../contacts/create.ts'
import { accountContacts } from '../contacts/queries.ts'
import { takeAccounts } from '../index.ts'
import { addSubscription } from '../subscriptions/subscription.ts'
import { endOfTime, timelinePage } from '../timeline/page.ts'
import { setTraits } from '../traits/set.ts'
import { cancelAccount } from './cancellation.ts'
import { type AccountInput, createAccount } from './create.ts'
import { suggestedPairs } from './duplicate-list.ts'
import { dismissDuplicate, findDuplicates } from './duplicates.ts'
import { editAccount } from './edit.ts'
import { mergeAccounts } from './merge.ts'
import { assignOwner } from './owner.ts'
import { loadAccount, mergedInto, sameNameAccounts } from './queries.ts'
import { changeStage } from './stage.ts'

const { services } = await openStage()
const { db } = services
const actor = { kind: 'staff', id: cast.csm.id } as const
const write = <T>(work: (tx: Tx) => Promise<T>) => transact(db, work)
const base: AccountInput = { name: 'みなと真鯛養殖', kind: 'business', stage: 'active' }
const make = (input: Partial<AccountInput> = {}) => write(tx => createAccount(tx, actor, { ...base, ...input }))
const group = (groupId: string, traits: Record<string, string>, at: Date) =>
  write(tx => takeAccounts(tx, [{ groupId, traits, at }]))

const marked = async (id: number) =>
  (await db.selectFrom('customers.account_change').select('id').where('account_id', '=', id).execute()).length
const deeds = async (id: number) =>
  (await db.selectFrom('activity.entry').select('name').where('account_id', '=', id).orderBy('id').execute()).map(
    row => row.name,
  )

describe('an account by hand', () => {
  test('is marked as changed and recorded at each change', async () => {
    const id = await make({ externalId: 'm-1' })
    await write(tx => editAccount(tx, actor, id, 1, { ...base, name: '新みなと', externalId: 'm-1' }))
    await write(tx => assignOwner(tx, actor, [id], cast.manager.id))
    await write(tx => changeStage(tx, actor, [id], 'onboarding'))
    await write(tx => setTraits(tx, actor, { subject: 'account', id, version: 2 }, { 魚種: '真鯛' }))
    expect(await deeds(id)).toEqual(
      ['account_created', 'account_edited', 'owner_assigned', 'stage_changed', 'traits_set'].map(n => `customers.${n}`),
    )
    expect(await marked(id)).toBe(5)
    expect(await loadAccount(db, id)).toMatchObject({ name: '新みなと', ownerId: cast.manager.id, stage: 'onboarding' })
  })

  test('does not take an id that is in use, nor an owner who is not there', async () => {
    await make({ externalId: 'taken' })
    await expect(make({ externalId: 'taken' })).rejects.toThrow(Invalid)
    await expect(make({ ownerId: 'nobody' })).rejects.toThrow(Invalid)
    const id = await make({ externalId: 'free' })
    await expect(write(tx => editAccount(tx, actor, id, 1, { ...base, externalId: 'taken' }))).rejects.toThrow(Invalid)
  })

  test('of two people who edit the same version the second is told', async () => {
    const id = await make()
    await write(tx => editAccount(tx, actor, id, 1, { ...base, name: '先' }))
    await expect(write(tx => editAccount(tx, actor, id, 1, { ...base, name: '後' }))).rejects.toThrow(Conflict)
    expect((await loadAccount(db, id)).name).toBe('先')
  })

  test('keeps the name a person gave against older messages, and takes a newer one', async () => {
    const id = await make({ externalId: 'named' })
    await group('named', { name: '古い知らせ' }, new Date(nowDate().getTime() - 60_000))
    expect((await loadAccount(db, id)).name).toBe(base.name)
    await group('named', { name: '新しい知らせ' }, new Date(nowDate().getTime() + 60_000))
    expect((await loadAccount(db, id)).name).toBe('新しい知らせ')
  })

  test('a trait set by hand is the last word, also over messages from clocks that are ahead', async () => {
    const id = await make({ externalId: 'ahead' })
    await group('ahead', { plan: 'clock' }, new Date(nowDate().getTime() + 3_600_000))
    await write(tx => setTraits(tx, actor, { subject: 'account', id, version: 1 }, { plan: 'hand' }))
    expect((await loadAccount(db, id)).traits).toEqual({ plan: 'hand' })
    await expect(
      write(tx => setTraits(tx, actor, { subject: 'account', id, version: 1 }, { plan: 'late' })),
    ).rejects.toThrow(Conflict)
    await expect(
      write(tx => setTraits(tx, actor, { subject: 'account', id, version: 2 }, { name: 'x' })),
    ).rejects.toThrow(Invalid)
  })

  test('one that left is not moved between stages', async () => {
    const id = await make()
    await write(tx => cancelAccount(tx, actor, { accountId: id }))
    expect(await write(tx => changeStage(tx, actor, [id], 'trial'))).toBe(0)
    await expect(write(tx => cancelAccount(tx, actor, { accountId: id }))).rejects.toThrow(Conflict)
  })
})

describe('merging accounts', () => {
  test('moves ids, contacts, subscriptions and traits by time, and leads the old address to the new', async () => {
    const into = await make({ name: '残る', externalId: 'stay' })
    const from = await make({ name: '消える', externalId: 'go', ownerId: cast.csm.id })
    await group('stay', { plan: 'old', only: 'here' }, new Date('2026-01-01'))
    await group('go', { plan: 'new', other: 'there' }, new Date('2026-02-01'))
    await write(tx => createContact(tx, actor, from, { name: '花子' }))
    await write(tx =>
      addSubscription(tx, actor, from, { plan: 'pro', monthlyAmount: 300, currency: 'JPY', period: 'month' }),
    )
    const moved: unknown[] = []
    const hook = async (_: Tx, pair: object) => {
      moved.push(pair)
    }
    await write(tx => mergeAccounts(tx, [hook], actor, { fromId: from, intoId: into }))

    expect(moved).toEqual([{ fromId: from, intoId: into }])
    expect(await loadAccount(db, into)).toMatchObject({
      name: '残る',
      externalId: 'stay',
      ownerId: cast.csm.id,
      monthlyAmount: 300,
      traits: { plan: 'new', only: 'here', other: 'there' },
    })
    await expect(loadAccount(db, from)).rejects.toThrow(NotFound)
    expect(await mergedInto(db, from)).toBe(into)
    expect(await accountContacts(db, into, { after: 0, limit: 9 })).toHaveLength(1)
    // Messages about the old id arrive at the one that is left.
    const { ids } = await group('go', { later: 'yes' }, nowDate())
    expect(ids.get('go')).toBe(into)
    // What was recorded about the old one stays in the timeline, which tells it once.
    const { entries } = await timelinePage(db, services.offers.timelines, into, {
      before: endOfTime(nowDate()),
      limit: 50,
    })
    const texts = entries.map(entry => entry.text)
    expect(texts.filter(text => text === 'customers:activity.account_created')).toHaveLength(2)
    expect(texts).toContain('customers:activity.account_merged')
  })

  test('chains lead to the end, and an account that left is back when the other had not left', async () => {
    const [a, b, c] = [await make({ name: 'A' }), await make({ name: 'B' }), await make({ name: 'C' })]
    await write(tx => cancelAccount(tx, actor, { accountId: c }))
    await write(tx => mergeAccounts(tx, [], actor, { fromId: a, intoId: b }))
    await write(tx => mergeAccounts(tx, [], actor, { fromId: b, intoId: c }))
    expect(await mergedInto(db, a)).toBe(c)
    expect(await loadAccount(db, c)).toMatchObject({ stage: 'active', cancellation: undefined })
    await expect(write(tx => mergeAccounts(tx, [], actor, { fromId: c, intoId: c }))).rejects.toThrow(Invalid)
    await expect(write(tx => mergeAccounts(tx, [], actor, { fromId: 999_999, intoId: c }))).rejects.toThrow(NotFound)
  })

  test('never mixes the sample company with real accounts: one would go with it', async () => {
    const [real, sample] = [await make({ name: 'A' }), await make({ name: 'A' })]
    await db.updateTable('customers.account').set({ sample: true }).where('id', '=', sample).execute()
    await expect(write(tx => mergeAccounts(tx, [], actor, { fromId: sample, intoId: real }))).rejects.toThrow(Invalid)
    await expect(write(tx => mergeAccounts(tx, [], actor, { fromId: real, intoId: sample }))).rejects.toThrow(Invalid)
  })

  test('a failing module undoes all of it', async () => {
    const [a, b] = [await make({ name: 'A' }), await make({ name: 'B' })]
    const fails = async () => {
      throw new Error('no')
    }
    await expect(write(tx => mergeAccounts(tx, [fails], actor, { fromId: a, intoId: b }))).rejects.toThrow('no')
    expect((await loadAccount(db, a)).name).toBe('A')
  })
})

describe('possible duplicates', () => {
  test('are found by name without legal form and by mail domain, and not again once dismissed', async () => {
    const one = await make({ name: '株式会社アオゾラ水産' })
    const two = await make({ name: 'あおぞら水産（株）' })
    const three = await make({ name: '別の名' })
    await write(tx => createContact(tx, actor, one, { email: 'a@aozora.example.jp' }))
    await write(tx => createContact(tx, actor, three, { email: 'b@AOZORA.example.jp' }))
    await write(tx => createContact(tx, actor, two, { email: 'c@gmail.com' }))
    await write(tx => createContact(tx, actor, three, { name: '同じ', email: 'd@gmail.com' }))
    await write(tx => createContact(tx, actor, three, { name: '同じ', email: 'e@gmail.com' }))
    const pairs = async () =>
      (await suggestedPairs(db, 100)).filter(pair => [one, two, three].includes(pair.id) || pair.subject === 'contact')
    await write(findDuplicates)
    expect(await pairs()).toMatchObject([
      { subject: 'account', id: one, otherId: two, reason: 'name' },
      { subject: 'account', id: one, otherId: three, reason: 'email_domain' },
      { subject: 'contact', reason: 'name_at_account' },
    ])
    await write(tx => dismissDuplicate(tx, actor, { subject: 'account', id: one, otherId: two }))
    await write(findDuplicates)
    expect((await pairs()).map(pair => pair.reason)).toEqual(['email_domain', 'name_at_account'])
    expect((await sameNameAccounts(db, '有限会社 あおぞら 水産', one)).map(row => row.id)).toEqual([two])
  })
})
