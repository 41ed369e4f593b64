import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { markAllChanged, refreshAccounts as refreshChanged } from '../app/modules/customers/index.ts'
import { recomputeScores } from '../app/modules/health/scoring/recompute.ts'
import { removeJob } from '../app/modules/sample/removal.ts'
import type { About } from '../app/modules/segments/about.ts'
import type { Condition } from '../app/modules/segments/conditions/condition.ts'
import { evaluate, prepare } from '../app/modules/segments/evaluation/evaluate.ts'
import { evaluateAccounts } from '../app/modules/segments/evaluation/refresh.ts'
import { createSegment } from '../app/modules/segments/segment.ts'
import { href, paths } from '../app/paths.ts'
import { type Tx, transactAgain } from '../app/platform/db.ts'
import { cast, openStage, send, signInAs } from './cast.ts'
import { expectCountsRight } from './support/segments.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const cookie = await signInAs(stage, 'manager')

const segment = (about: About, condition: Condition, sample = false) =>
  transactAgain(db, tx =>
    createSegment(
      tx,
      services,
      { kind: 'staff', id: cast.csm.id },
      { about, name: about, description: '', sample, condition: { kind: 'all', of: [condition] } },
    ),
  )
const titled = (text: string) =>
  segment('contact', { kind: 'field', field: 'customers.contact_title', asks: { is: 'contains', text } })
const planned = (sample = false) =>
  segment('account', { kind: 'field', field: 'customers.plan', asks: { is: 'same', text: 'q' } }, sample)

const idsOf = async (rows: Promise<{ rows: { id: number }[] }>) => (await rows).rows.map(row => row.id)
const addAccounts = (plans: readonly (string | null)[], sample = false) =>
  idsOf(
    sql<{ id: number }>`
      insert into customers.account (name, plan, sample)
      select 'a', plan, ${sample} from unnest(${plans}::text[]) plan returning id`.execute(db),
  )
const addContacts = (titles: readonly (string | null)[]) =>
  idsOf(
    sql<{ id: number }>`
      insert into customers.contact (name, title) select 'c', title from unnest(${titles}::text[]) title returning id`.execute(
      db,
    ),
  )

const merge = (about: About, fromId: number, intoId: number) => {
  const path = about === 'account' ? paths.accountMerge : paths.contactMerge
  return send(stage, href(path, { id: intoId }), { other: String(fromId), keep: String(intoId) }, { cookie })
}
const erase = (id: number) => send(stage, href(paths.contactErasure, { id }), { sure: 'yes' }, { cookie })

const refreshAccounts = async (tx: Tx, ids: readonly number[], between = async () => {}) => {
  await recomputeScores(tx, services, sql`select unnest(${ids}::bigint[])`)
  await between()
  await evaluateAccounts(tx, services, ids)
}
const evaluateContacts = (tx: Tx, ids: readonly number[], between = async () => {}, then: readonly number[] = []) =>
  prepare(tx, services, 'change').then(async evaluating => {
    if (!evaluating) throw new Error('no company')
    await evaluate(tx, evaluating, { about: 'contact', ids })
    await between()
    await evaluate(tx, evaluating, { about: 'contact', ids: then })
  })

beforeEach(async () => {
  await sql`truncate segments.segment, customers.account, customers.contact restart identity cascade`.execute(db)
})

describe('what a person asks for is done while the same is being computed:', () => {
  it('a merge of accounts beside their refresh', async () => {
    await planned()
    const ids = await addAccounts(['q', null, null])
    const [from = 0, into = 0, other = 0] = ids
    await transactAgain(db, tx => refreshAccounts(tx, ids))
    await sql`update customers.account set plan = 'q' where id = ${other}`.execute(db)
    let merging: ReturnType<typeof merge> | undefined
    await transactAgain(db, tx =>
      refreshAccounts(tx, ids, async () => {
        merging ??= merge('account', from, into)
        await wait(500)
      }),
    )
    expect((await merging)?.status).toBe(303)
    expect(await db.selectFrom('health.score').select('account_id').where('account_id', '=', from).execute()).toEqual(
      [],
    )
    await expectCountsRight(db)
  })

  it('a merge of contacts beside their evaluation', async () => {
    await titled('one')
    await titled('two')
    const ids = await addContacts(['two', null, null])
    const [from = 0, into = 0, other = 0] = ids
    await transactAgain(db, tx => evaluateContacts(tx, ids))
    await sql`update customers.contact set title = 'one two' where id = ${from}`.execute(db)
    await sql`update customers.contact set title = 'two' where id = ${other}`.execute(db)
    let merging: ReturnType<typeof merge> | undefined
    const meanwhile = async () => {
      merging ??= merge('contact', from, into)
      await wait(500)
    }
    await transactAgain(db, tx => evaluateContacts(tx, [from], meanwhile, [other]))
    expect((await merging)?.status).toBe(303)
    await expectCountsRight(db)
  })

  it('an erasure beside the evaluation that the person enters by', async () => {
    await titled('one')
    await titled('two')
    const [id = 0] = await addContacts(['two'])
    await transactAgain(db, tx => evaluateContacts(tx, [id]))
    await sql`update customers.contact set title = 'one' where id = ${id}`.execute(db)
    let evaluating: Promise<unknown> | undefined
    const { erasures } = services.offers
    // As somebody's events do: longer than the database waits before it looks for deadlocks.
    const slow = async () => {
      evaluating ??= transactAgain(db, tx => evaluateContacts(tx, [id])).catch(error => error.code)
      await wait(1500)
    }
    Object.assign(services.offers, { erasures: [slow, ...erasures] })
    expect((await erase(id)).status).toBe(303)
    Object.assign(services.offers, { erasures })
    expect(await evaluating).toBeUndefined()
    expect(await db.selectFrom('segments.contact_membership').selectAll().execute()).toEqual([])
    await expectCountsRight(db)
  })

  it('the removal of the sample beside a refresh', async () => {
    await planned(true)
    const ids = await addAccounts(['q'], true)
    await transactAgain(db, tx => refreshAccounts(tx, ids))
    await sql`insert into sample.loading (status, stage, progress) values ('waiting', 'removal', 0)`.execute(db)
    let removing: Promise<void> | undefined
    await transactAgain(db, tx =>
      refreshAccounts(tx, ids, async () => {
        removing ??= removeJob.run(services, {}, new AbortController().signal)
        await wait(800)
      }),
    )
    await removing
    expect(await db.selectFrom('sample.loading').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('customers.account').selectAll().execute()).toEqual([])
  })

  it('all of it at once', async () => {
    await planned()
    await titled('one')
    await titled('two')
    const accounts = await addAccounts(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 'q' : null)))
    const contacts = await addContacts(Array.from({ length: 18 }, (_, index) => (index % 2 === 0 ? 'one' : 'two')))
    await sql`
      insert into customers.membership (contact_id, account_id)
      select c, a from unnest(${contacts}::bigint[]) c join unnest(${accounts}::bigint[]) a on a % 3 = c % 3`.execute(
      db,
    )
    let going = true
    const computing = (async () => {
      for (let round = 0; going; round++) {
        await sql`update customers.contact set title = case when id % 2 = ${round % 2} then 'one' else 'two' end`.execute(
          db,
        )
        await transactAgain(db, tx => markAllChanged(tx))
        await refreshChanged(services)
      }
    })()
    const asked = [
      ...[0, 2, 4].map(at => merge('account', accounts[at] ?? 0, accounts[at + 1] ?? 0)),
      ...[0, 2, 4].map(at => merge('contact', contacts[at] ?? 0, contacts[at + 1] ?? 0)),
      ...[6, 7, 8, 9].map(at => erase(contacts[at] ?? 0)),
    ]
    const replies = await Promise.all(asked)
    going = false
    await computing
    expect(replies.map(reply => reply.status)).toEqual(asked.map(() => 303))
    await expectCountsRight(db)
  })
})
