import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { enterPeople, mailPosting } from '../testing.ts'
import { addressHash } from './address.ts'
import type { Posting, Recipient } from './judge.ts'
import { judgeRecipients, postMessages } from './post.ts'

const { services } = await openStage()
const { db } = services
// Tuesday, 12:00 in Tokyo.
const noon = '2026-11-24T03:00:00Z'
const at = (instant: string) => setClock(Temporal.Instant.from(instant))

beforeEach(() => at(noon))
afterEach(async () => {
  setClock(undefined)
  await db.deleteFrom('messages.message').execute()
  await db.deleteFrom('messages.suppression').execute()
})

const { contacts, accounts } = await enterPeople(db, [
  { name: '山田 海', email: 'Yamada@kai.example', at: ['みなと水産', '青葉物流'] },
  { name: '山田 海（旧）', email: 'yamada@kai.example' },
  { name: '無', email: null },
  { name: '壊', email: 'a@b, c@d.example' },
  { name: 'Anna', email: 'anna@berlin.example', zone: 'Europe/Berlin' },
  { name: 'Ned', email: 'ned@york.example', zone: 'Not/AZone' },
  { name: 'भारत', email: 'a@डाक.भारत' },
  ...Array.from({ length: 300 }, (_, index) => ({ name: `n${index}` })),
])
const to = (name: string, key = name, account = 'みなと水産'): Recipient => ({
  key,
  contactId: contacts[name] ?? 0,
  accountId: accounts[account] ?? null,
})
const post = (recipients: readonly Recipient[], changes: Partial<Posting> = {}) =>
  transact(db, tx => postMessages(tx, services, mailPosting(changes), recipients))
const step = (name: string) => ({ source: { play: 1, step: name, version: 1 } })
const count = async () => (await db.selectFrom('messages.message').select('id').execute()).length

test('a key makes one message, ever, also when the transaction that posts is done again', async () => {
  const first = await post([to('山田 海', 'k1')])
  const again = await post([to('山田 海', 'k1')])
  expect(again.get('k1')).toEqual(first.get('k1'))
  expect(await count()).toBe(1)
  await expect(
    transact(db, async tx => {
      await postMessages(tx, services, mailPosting(step('s2')), [to('Ned', 'k2')])
      throw new Error('taken back')
    }),
  ).rejects.toThrow('taken back')
  expect(await count()).toBe(1)
})

test('nobody is told twice by one step: at two accounts, as two contacts with one address, later under another key', async () => {
  const fates = await post([to('山田 海', 'a'), to('山田 海', 'b', '青葉物流'), to('山田 海（旧）', 'c')])
  expect([...fates.values()].map(fate => fate.kind)).toEqual(['posted', 'skipped', 'skipped'])
  expect(fates.get('b')).toEqual({ kind: 'skipped', why: 'told_already' })
  await db
    .updateTable('messages.message')
    .set({ state: 'sent', sent_at: new Date(noon) })
    .execute()
  at('2026-12-23T03:00:00Z')
  expect((await post([to('山田 海', 'd', '青葉物流')])).get('d')).toEqual({ kind: 'skipped', why: 'told_already' })
  at('2026-12-25T03:00:00Z')
  expect((await post([to('山田 海', 'd', '青葉物流')])).get('d')?.kind).toBe('posted')
})

test('another cause at the same account tells the same person again', async () => {
  expect((await post([to('山田 海', 'w1')])).get('w1')?.kind).toBe('posted')
  await db
    .updateTable('messages.message')
    .set({ state: 'sent', sent_at: new Date(noon) })
    .execute()
  at('2026-12-01T03:00:00Z')
  expect((await post([to('山田 海', 'w2')])).get('w2')?.kind).toBe('posted')
})

test('two that post to the same person at the same time keep to the limits together', async () => {
  const both = await Promise.all([
    post([to('Ned', 'p1')], { source: { play: 1, step: 'x', version: 1 } }),
    post([to('Ned', 'p2')], { source: { play: 2, step: 'x', version: 1 } }),
  ])
  expect(both.flatMap(fates => [...fates.values()].map(fate => fate.kind)).sort()).toEqual(['posted', 'wait'])
})

test('over all plays one a day and three a week reach a contact; what the step says becomes of the fourth', async () => {
  expect((await post([to('Ned', 'd1')], step('1'))).get('d1')?.kind).toBe('posted')
  expect((await post([to('Ned', 'd1b')], step('1b'))).get('d1b')).toEqual({
    kind: 'wait',
    until: new Date('2026-11-25T00:00:00Z'),
    why: 'capped_day',
  })
  await db
    .updateTable('messages.message')
    .set({ state: 'sent', sent_at: new Date(noon) })
    .execute()
  for (const day of ['25', '26']) {
    at(`2026-11-${day}T03:00:00Z`)
    expect((await post([to('Ned', day)], step(day))).get(day)?.kind).toBe('posted')
    await db
      .updateTable('messages.message')
      .set({ state: 'sent', sent_at: new Date(`2026-11-${day}T03:00:00Z`) })
      .where('sent_at', 'is', null)
      .execute()
  }
  at('2026-11-27T03:00:00Z')
  // The first is a week ago on Tuesday.
  const fourth = { kind: 'wait', until: new Date('2026-12-01T00:00:00Z'), why: 'capped_week' }
  expect((await post([to('Ned', '27')], step('27'))).get('27')).toEqual(fourth)
  expect((await post([to('Ned', '27')], { ...step('27'), whenLimited: 'skip' })).get('27')).toEqual({
    kind: 'skipped',
    why: 'capped',
  })
})

test('who is there twice with one address, or is told twice in one go, is reached as often as one person may be', async () => {
  expect((await post([to('山田 海', 'o1')], step('1'))).get('o1')?.kind).toBe('posted')
  expect((await post([to('山田 海（旧）', 'o2')], step('2'))).get('o2')).toMatchObject({ why: 'capped_day' })
  const twice = await post([to('Ned', 'o3'), to('Ned', 'o4')], step('3'))
  expect([...twice.values()]).toMatchObject([{ kind: 'posted' }, { kind: 'wait', why: 'capped_day' }])
})

test('a mail of which nobody knows whether it arrived counts for its day, not for ever', async () => {
  await post([to('Ned', 'u1')])
  await db.updateTable('messages.message').set({ state: 'unclear' }).execute()
  expect((await post([to('Ned', 'u2')], step('2'))).get('u2')).toMatchObject({ why: 'capped_day' })
  at('2026-12-24T03:00:00Z')
  expect((await post([to('Ned', 'u3')], step('3'))).get('u3')?.kind).toBe('posted')
})

test('hours are those of the contact, and each is told why it waits', async () => {
  // 4:00 in Berlin.
  const fates = await post([to('Anna'), to('Ned')])
  expect(fates.get('Anna')).toEqual({ kind: 'wait', until: new Date('2026-11-24T08:00:00Z'), why: 'quiet_hours' })
  expect(fates.get('Ned')?.kind).toBe('posted')
  at('2026-11-21T03:00:00Z')
  expect((await judgeRecipients(db, services, mailPosting(step('z')), [to('n0', 'z')])).get('z')).toMatchObject({
    why: 'not_business_day',
  })
})

test('addresses in any script are addresses (RFC 6531)', async () => {
  expect((await post([to('भारत')])).get('भारत')?.kind).toBe('posted')
})

test('who has no address, is not there, or wants no mail is left out', async () => {
  const hash = await addressHash(db)
  await db
    .insertInto('messages.suppression')
    .values([
      { hash: hash('yamada@kai.example'), address: 'yamada@kai.example', reason: 'unsubscribed', at: new Date(noon) },
      { hash: hash('ned@york.example'), address: null, reason: 'erased', at: new Date(noon) },
    ])
    .execute()
  const fates = await post([
    to('無'),
    to('壊'),
    { key: 'gone', contactId: 999_999, accountId: null },
    to('山田 海'),
    to('Ned'),
  ])
  expect([...fates].map(([key, fate]) => [key, fate.kind === 'skipped' && fate.why])).toEqual([
    ['無', 'no_address'],
    ['壊', 'no_address'],
    ['gone', 'no_contact'],
    ['山田 海', 'unsubscribed'],
    ['Ned', 'suppressed'],
  ])
  expect(await count()).toBe(0)
})

test('messages on our own pages keep to how often, not to the hours; notices to neither', async () => {
  at('2026-11-21T16:00:00Z')
  const content = { kind: 'in_app', subject: 's', body: 'b' } as const
  expect((await post([to('無', 'i1')], { content })).get('i1')?.kind).toBe('posted')
  expect((await post([to('無', 'i2')], { content, ...step('2') })).get('i2')).toEqual({
    kind: 'wait',
    until: new Date('2026-11-22T15:00:00Z'),
    why: 'capped_day',
  })
  const notice = { ...content, kind: 'notice' } as const
  expect((await post([to('無', 'n1')], { content: notice, ...step('3') })).get('n1')?.kind).toBe('posted')
})

test('judging writes nothing and says the same', async () => {
  const recipients = [to('Anna'), to('Ned'), to('無')]
  const judged = await judgeRecipients(db, services, mailPosting(), recipients)
  expect(await count()).toBe(0)
  const posted = await post(recipients)
  expect([...judged.values()].map(fate => fate.kind)).toEqual([...posted.values()].map(fate => fate.kind))
})

test('however many recipients, as many statements', async () => {
  const statements = async (many: number, of: string) => {
    let asked = 0
    const counting = db.withPlugin({
      transformQuery: ({ node }) => {
        asked++
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const recipients = Array.from({ length: many }, (_, index) => to(`n${index}`, `${of}${index}`))
    const fates = await counting
      .transaction()
      .execute(tx => postMessages(tx, services, mailPosting(step(of)), recipients))
    expect([...fates.values()].filter(fate => fate.kind === 'posted')).toHaveLength(many)
    await db.deleteFrom('messages.message').execute()
    return asked
  }
  await statements(1, 'warm')
  const one = await statements(1, 'one')
  expect(await statements(300, 'many')).toBe(one)
  expect(one).toBeLessThan(16)
})
