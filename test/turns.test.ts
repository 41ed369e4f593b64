import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { mergeAccounts } from '../app/modules/customers/accounts/merge.ts'
import { mergeContacts } from '../app/modules/customers/contacts/merge.ts'
import { holdAccount, markChanged, refreshAccounts } from '../app/modules/customers/index.ts'
import { overrideScore } from '../app/modules/health/index.ts'
import { removePerson } from '../app/modules/identity/staff.ts'
import type { About } from '../app/modules/segments/about.ts'
import type { Condition } from '../app/modules/segments/conditions/condition.ts'
import { evaluate, prepare } from '../app/modules/segments/evaluation/evaluate.ts'
import { createSegment } from '../app/modules/segments/segment.ts'
import { closeTask, createTask } from '../app/modules/tasks/index.ts'
import { reopenTask } from '../app/modules/tasks/outcome.ts'
import { assignTask } from '../app/modules/tasks/task.ts'
import { type Tx, transact } from '../app/platform/db.ts'
import { Invalid, NotFound } from '../app/platform/errors.ts'
import { cast, openStage } from './cast.ts'
import { expectCountsRight } from './support/segments.ts'

// Who takes away waits for the turn of who computes. Without, the database ends one of the two: that it is tried again
// (collisions.test.ts) would hide it here.

const { services } = await openStage()
const { db } = services
const actor = { kind: 'staff', id: cast.csm.id } as const

const segment = (about: About, condition: Condition) =>
  transact(db, tx =>
    createSegment(tx, services, actor, {
      about,
      name: about,
      description: '',
      condition: { kind: 'all', of: [condition] },
    }),
  )
const titled = (text: string) =>
  segment('contact', { kind: 'field', field: 'customers.contact_title', asks: { is: 'contains', text } })

async function addContacts(titles: readonly (string | null)[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.contact (name, title) select 'c', title from unnest(${titles}::text[]) title returning id`.execute(
    db,
  )
  return rows.map(row => row.id)
}

/** Looks at some, then at others, in one transaction. */
async function evaluateContacts(some: readonly number[], between = async () => {}, others: readonly number[] = []) {
  await transact(db, async tx => {
    const evaluating = await prepare(tx, services, 'change')
    if (!evaluating) throw new Error('no company')
    await evaluate(tx, evaluating, { about: 'contact', ids: some })
    await between()
    await evaluate(tx, evaluating, { about: 'contact', ids: others })
  })
}

/** What is begun in the middle of something else, once, and is not tried again. */
function beside(work: (tx: Tx) => Promise<unknown>) {
  let doing: Promise<unknown> | undefined
  return {
    begin: async () => {
      doing ??= transact(db, work)
      doing.catch(() => undefined)
      await wait(500)
    },
    end: () => doing,
  }
}

/** A task of one account and person; with somebody to do it, or nobody. */
const newTask = (tx: Tx, accountId: number, more: { contactId?: number; assigneeId?: string } = {}) =>
  createTask(tx, actor, {
    accountId,
    contactId: more.contactId ?? null,
    assigneeId: more.assigneeId ?? null,
    title: '電話する',
    reason: null,
    due: { day: '2027-01-31' },
    timeZone: 'Asia/Tokyo',
    minutes: 15,
  })
const newAccount = async () => {
  const { rows } = await sql<{ id: number }>`insert into customers.account (name) values ('a') returning id`.execute(db)
  return rows[0]?.id ?? 0
}

beforeEach(async () => {
  await sql`truncate segments.segment, customers.account, customers.contact restart identity cascade`.execute(db)
})

it('a merge of accounts waits for the refresh of both', async () => {
  await segment('account', { kind: 'field', field: 'customers.plan', asks: { is: 'same', text: 'q' } })
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name) values ('from'), ('into') returning id`.execute(db)
  const [fromId = 0, intoId = 0] = rows.map(row => row.id)
  const merging = beside(tx => mergeAccounts(tx, services.offers.accountMerges, actor, { fromId, intoId }))
  let times = 0
  // After the scores, and before the segments that both enter by now.
  const between = {
    order: 25,
    accounts: async () => {
      times++
      await merging.begin()
    },
  }
  const refreshes = [...services.offers.refreshes, between].sort((a, b) => a.order - b.order)
  for (const offers of [services.offers, { ...services.offers, refreshes }]) {
    await transact(db, tx => markChanged(tx, [fromId, intoId]))
    await refreshAccounts({ ...services, offers })
    await sql`update customers.account set plan = 'q'`.execute(db)
  }
  await merging.end()
  expect(times).toBe(1)
  await expectCountsRight(db)
})

// Which of the two segments a merge counts first is the database's choice; so both.
it.each([
  ['one', 'two'],
  ['two', 'one'],
])(
  'a merge of contacts waits for an evaluation by which others enter %s, then %s of their segments',
  async (first, then) => {
    await titled('one')
    await titled('two')
    const [fromId = 0, intoId = 0, other = 0, another = 0] = await addContacts(['one two', null, first, then])
    await evaluateContacts([fromId, intoId])
    const merging = beside(tx => mergeContacts(tx, services.offers.contactMerges, actor, { fromId, intoId }))
    await evaluateContacts([other], merging.begin, [another])
    await merging.end()
    await expectCountsRight(db)
  },
)

describe('what a person says while the account is being merged', () => {
  const expiresAt = new Date(Date.now() + 86_400_000)
  const override = (tx: Tx, id: number, score: number) =>
    overrideScore(tx, actor, id, { score, reason: 'ご契約の更新を確認', expiresAt })

  async function mergeWhile(saying: (tx: Tx, pair: { fromId: number; intoId: number }) => Promise<unknown>) {
    const { rows } = await sql<{ id: number }>`
      insert into customers.account (name) values ('from'), ('into') returning id`.execute(db)
    const [fromId = 0, intoId = 0] = rows.map(row => row.id)
    await transact(db, tx => override(tx, fromId, 10))
    const said = beside(tx => saying(tx, { fromId, intoId }))
    await transact(db, tx =>
      mergeAccounts(tx, [...services.offers.accountMerges, said.begin], actor, { fromId, intoId }),
    )
    return said.end()
  }

  it.each([
    ['a score', (tx: Tx, id: number) => override(tx, id, 90)],
    ['a task', newTask],
  ])('about the one that goes is said of nobody: %s', async (_, say) => {
    await expect(mergeWhile((tx, { fromId }) => say(tx, fromId))).rejects.toThrow(NotFound)
  })

  it('about the one that stays is the last word', async () => {
    await mergeWhile((tx, { intoId }) => override(tx, intoId, 90))
    const current = await db.selectFrom('health.override').select('score').where('ended_at', 'is', null).execute()
    expect(current).toEqual([{ score: 90 }])
  })
})

it('a task about a person waits for their erasure before it holds their account', async () => {
  const accountId = await newAccount()
  const [contactId = 0] = await addContacts([null])
  await sql`insert into customers.membership (contact_id, account_id) values (${contactId}, ${accountId})`.execute(db)
  const making = beside(tx => newTask(tx, accountId, { contactId }))
  await transact(db, async tx => {
    // In the order of an erasure.
    await sql`select from customers.contact where id = ${contactId} for update`.execute(tx)
    await making.begin()
    await holdAccount(tx, accountId)
    await sql`delete from customers.contact where id = ${contactId}`.execute(tx)
  })
  await expect(making.end()).rejects.toThrow(Invalid)
})

it('whoever hands a task to a person, or opens one of theirs again, waits while they are taken out of the company', async () => {
  const accountId = await newAccount()
  const free = await transact(db, tx => newTask(tx, accountId))
  const closed = await transact(db, tx => newTask(tx, accountId, { assigneeId: cast.legal.id }))
  await transact(db, tx => closeTask(tx, actor, closed, { kind: 'done', minutes: 5, note: null }))
  const assigning = beside(tx => assignTask(tx, actor, free, cast.legal.id))
  const opening = beside(tx => reopenTask(tx, actor, closed))
  await transact(db, async tx => {
    await removePerson(tx, actor, cast.legal.id, services.offers.personRemovals)
    await assigning.begin()
    await opening.begin()
  })
  await expect(assigning.end()).rejects.toThrow(Invalid)
  await opening.end()
  const open = await db.selectFrom('tasks.open_task').select(['id', 'assignee_id']).orderBy('id').execute()
  expect(open).toEqual([
    { id: free, assignee_id: null },
    { id: closed, assignee_id: null },
  ])
})
