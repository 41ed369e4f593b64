import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage, send, signInAs } from '../../../../test/cast.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact, transactAgain } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { seededRandom } from '../../../platform/random.ts'
import { customers, markChanged, takeContacts } from '../../customers/index.ts'
import { events } from '../../events/index.ts'
import type { About } from '../about.ts'
import type { AtAccounts, Condition, Group } from '../conditions/condition.ts'
import { dice, holdsPlainly, type Known, type Plain } from '../conditions/testing.ts'
import { changeSegment, createSegment, deleteSegment } from '../segment.ts'
import { segmentJobs } from './jobs.ts'
import { batchSize } from './progress.ts'
import { evaluateAccounts } from './refresh.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const actor = { kind: 'staff', id: cast.csm.id } as const
const today = '2026-11-22'

const all = (...of: Condition[]): Group => ({ kind: 'all', of })
const titled = (text: string): Condition => ({
  kind: 'field',
  field: 'customers.contact_title',
  asks: { is: 'same', text },
})
const within = (segment: number, is = true): Condition => ({ kind: 'segment', segment, within: is })
const atAccount = (...of: Condition[]): AtAccounts => ({ kind: 'accounts', within: true, meets: all(...of) })
const planned = (text: string): Condition => ({ kind: 'field', field: 'customers.plan', asks: { is: 'same', text } })
const used = (number: number): Condition => ({
  kind: 'measure',
  use: { measure: 'events.contact_days_active', window: 7 },
  asks: { is: 'at_least', number },
})

const create = (about: About, condition: Group, name = 'made') =>
  transact(db, tx => createSegment(tx, services, actor, { about, name, description: '', condition }))
const run = (name: string, payload = {}) =>
  segmentJobs.find(job => job.name === name)?.run(services, payload, new AbortController().signal)
const evaluateAll = (segmentId: number) => run('segments.evaluate', { segmentId })

const cookie = await signInAs(stage, 'manager')
const post = async (path: string, fields: Record<string, string>) => {
  const reply = await send(stage, path, fields, { cookie })
  expect([303, 404, 409, 422], `${path} ${JSON.stringify(fields)}`).toContain(reply.status)
}
let stopWorker: (() => Promise<void>) | undefined

/** Waits until the worker has brought everything up to date. */
async function workOff() {
  await services.live.publish(db, ['account_change'])
  await expect
    .poll(
      async () => {
        const { rows } = await sql<{ left: number }>`
          select (select count(*) from customers.account_change) + (select count(*) from customers.account_bulk_change)
               + (select count(*) from customers.contact_change) as left`.execute(db)
        return rows[0]?.left
      },
      { timeout: 20_000, interval: 10 },
    )
    .toBe(0)
}

async function members(segmentId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select contact_id as id from segments.contact_membership where segment_id = ${segmentId}
    union all select account_id from segments.membership where segment_id = ${segmentId} order by 1`.execute(db)
  return rows.map(row => row.id)
}
const log = (segmentId: number) =>
  db
    .selectFrom('segments.contact_membership_log')
    .select(['contact_id', 'kind', 'cause'])
    .where('segment_id', '=', segmentId)
    .orderBy('id')
    .execute()
const state = (segmentId: number) =>
  db.selectFrom('segments.evaluation').selectAll().where('segment_id', '=', segmentId).executeTakeFirstOrThrow()

async function addAccount(plan: string | null = null): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, plan) values ('account', ${plan}) returning id`.execute(db)
  return rows[0]?.id ?? 0
}
async function setPlan(id: number, plan: string | null) {
  await sql`update customers.account set plan = ${plan} where id = ${id}`.execute(db)
  await transact(db, tx => markChanged(tx, [id]))
}
async function addContact(accountId: number, title = ''): Promise<number> {
  await post(href(paths.accountContacts, { id: accountId }), { name: 'somebody', title })
  const { rows } = await sql<{ id: number }>`select max(id) as id from customers.contact`.execute(db)
  return rows[0]?.id ?? 0
}
const identify = (userId: string, traits: Record<string, string> = {}, at = new Date()) =>
  transact(db, tx => takeContacts(tx, [{ userId, traits, at }])).then(({ ids }) => ids.get(userId) ?? 0)
async function versionOf(id: number): Promise<string> {
  const row = await db.selectFrom('customers.contact').select('version').where('id', '=', id).executeTakeFirst()
  return String(row?.version ?? 0)
}
const retitle = async (id: number, title = '') =>
  post(href(paths.contactEdit, { id }), { name: 'somebody', title, version: await versionOf(id) })
const join = (id: number, accountId: number) =>
  post(href(paths.contactMembership, { id }), { account: `#${accountId}` })
const leave = (id: number, accountId: number) =>
  post(href(paths.contactMembershipRemoval, { id }), { accountId: String(accountId) })
const merge = (from: number, into: number) =>
  post(href(paths.contactMerge, { id: into }), { other: String(from), keep: String(into) })
const use = (accountId: number, contactId: number, day: string) =>
  sql`insert into events.usage_day values (${accountId}, ${day}, ${contactId}, 'x', 1, ${day})
      on conflict do nothing`.execute(db)

beforeAll(async () => {
  await sql`create table events.usage_day_test partition of events.usage_day default`.execute(db)
  stopWorker = await customers.start?.(services)
})
afterAll(() => stopWorker?.())
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  const truncated = sql`
    truncate customers.account, customers.contact, customers.contact_change, customers.account_change, customers.account_bulk_change, segments.segment,
      segments.daily_round, segments.crowd, events.usage_day, events.unattached restart identity cascade`
  // The worker may be looking.
  await transactAgain(db, tx => truncated.execute(tx))
})
afterEach(() => setClock(undefined))

describe('a segment of contacts', () => {
  test('is evaluated for everybody by a job, in batches, with what is asked of their accounts', async () => {
    const [pro, free] = [await addAccount('Pro'), await addAccount('Free')]
    const { rows } = await sql<{ id: number }>`
      insert into customers.contact (name, title) select 'c' || n, case when n % 2 = 0 then 'admin' end
      from generate_series(1, ${batchSize + 20}::int) n returning id`.execute(db)
    const ids = rows.map(row => row.id)
    await sql`
      insert into customers.membership (contact_id, account_id)
      select id, case when id % 4 = 0 then ${pro}::bigint else ${free}::bigint end from customers.contact`.execute(db)
    const id = await create('contact', all(titled('admin'), atAccount(planned('pro'))))
    await evaluateAll(id)
    expect(await members(id)).toEqual(ids.filter(one => one % 4 === 0))
    expect(await state(id)).toMatchObject({
      status: 'done',
      members: Math.floor((batchSize + 20) / 4),
      done: ids.length,
      total: ids.length,
    })
    expect(await db.selectFrom('segments.membership').selectAll().execute()).toEqual([])
  })

  test('belonging to one of several accounts is enough, and to none means to none', async () => {
    const [pro, free] = [await addAccount('Pro'), await addAccount('Free')]
    const both = await addContact(free)
    await join(both, pro)
    const only = await addContact(free)
    const nowhere = await identify('nowhere')
    const one = await create('contact', all(atAccount(planned('pro'))))
    const none = await create('contact', all({ ...atAccount(planned('pro')), within: false }))
    for (const id of [one, none]) await evaluateAll(id)
    expect(await members(one)).toEqual([both])
    expect(await members(none)).toEqual([only, nowhere])
  })

  test.each([
    ['a field of accounts', all(planned('pro')), 'segments:error.fieldUnknown'],
    ['a field of contacts asked of accounts', all(atAccount(titled('admin'))), 'segments:error.fieldUnknown'],
  ] as const)('is refused with %s', async (_, condition, problem) => {
    await expect(create('contact', condition)).rejects.toMatchObject({ fields: { condition: problem } })
  })

  test('speaks of segments of contacts, and of accounts only where it asks about accounts', async () => {
    const ofAccounts = await create('account', all(planned('pro')))
    const ofContacts = await create('contact', all(titled('admin')))
    const other = { fields: { condition: 'segments:error.segmentOther' } }
    await expect(create('contact', all(within(ofAccounts)))).rejects.toMatchObject(other)
    await expect(create('contact', all(atAccount(within(ofContacts))))).rejects.toMatchObject(other)
    await expect(create('account', all(within(ofContacts)))).rejects.toMatchObject(other)
    await expect(create('account', all(atAccount(planned('pro'))))).rejects.toThrow(Invalid)
    const both = await create('contact', all(within(ofContacts), atAccount(within(ofAccounts))))
    await expect(transact(db, tx => deleteSegment(tx, services, actor, ofAccounts))).rejects.toThrow(Conflict)
    await expect(transact(db, tx => deleteSegment(tx, services, actor, ofContacts))).rejects.toThrow(Conflict)
    const circle = { name: 'circle', description: '', condition: all(within(both)) }
    await expect(
      transact(db, tx => changeSegment(tx, services, actor, { id: ofContacts, version: 1 }, circle)),
    ).rejects.toThrow(Invalid)
    await transact(db, tx => deleteSegment(tx, services, actor, both))
    await transact(db, tx => deleteSegment(tx, services, actor, ofAccounts))
  })

  test('follows when a segment of accounts that it speaks of is edited, and counts both on the way', async () => {
    const [pro, free] = [await addAccount('Pro'), await addAccount('Free')]
    const [a, b] = [await addContact(pro), await addContact(free)]
    const base = await create('account', all(planned('pro')))
    const people = await create('contact', all(atAccount(within(base))))
    for (const id of [base, people]) await evaluateAll(id)
    expect(await members(people)).toEqual([a])
    await transact(db, tx =>
      changeSegment(
        tx,
        services,
        actor,
        { id: base, version: 1 },
        { name: 'x', description: '', condition: all(planned('free')) },
      ),
    )
    await evaluateAll(base)
    expect(await members(people)).toEqual([b])
    expect(await state(base)).toMatchObject({ done: 4, total: 4, members: 1 })
    expect((await state(people)).members).toBe(1)
  })
})

describe('contacts enter and leave', () => {
  test('when a person edits them, at an account or not, and when traits are set', async () => {
    const account = await addAccount()
    const inside = await addContact(account)
    const outside = await identify('outside')
    const admins = await create('contact', all(titled('admin')))
    const vip = await create('contact', all({ kind: 'trait', key: 'vip', type: 'boolean', asks: { is: 'yes' } }))
    for (const id of [admins, vip]) await evaluateAll(id)
    await workOff()
    for (const id of [inside, outside]) await retitle(id, 'admin')
    await workOff()
    expect(await members(admins)).toEqual([inside, outside])
    expect(await log(admins)).toEqual([
      { contact_id: inside, kind: 'entered', cause: 'change' },
      { contact_id: outside, kind: 'entered', cause: 'change' },
    ])
    await post(href(paths.contactTraits, { id: outside }), {
      key: 'vip',
      type: 'boolean',
      value: 'true',
      version: await versionOf(outside),
    })
    await retitle(inside, undefined)
    await workOff()
    expect(await members(vip)).toEqual([outside])
    expect(await members(admins)).toEqual([outside])
    expect((await state(admins)).members).toBe(1)
  })

  test('when an app says something of somebody who belongs to no account', async () => {
    const admins = await create('contact', all(titled('admin')))
    await evaluateAll(admins)
    const id = await identify('app', { title: 'admin' })
    await workOff()
    expect(await members(admins)).toEqual([id])
    await identify('app', { title: 'guest' }, new Date(Date.now() + 1000))
    await workOff()
    expect(await members(admins)).toEqual([])
  })

  test('when something about one of their accounts changes, or whether they belong to it', async () => {
    const account = await addAccount('Free')
    const contact = await addContact(account)
    const id = await create('contact', all(atAccount(planned('pro'))))
    await evaluateAll(id)
    await setPlan(account, 'Pro')
    await workOff()
    expect(await members(id)).toEqual([contact])
    await leave(contact, account)
    await workOff()
    expect(await members(id)).toEqual([])
    await join(contact, account)
    await workOff()
    expect(await members(id)).toEqual([contact])
  })

  test('by what they do, also before anybody knows where they belong', async () => {
    const account = await addAccount()
    const [inside, outside] = [await addContact(account), await identify('outside')]
    const id = await create('contact', all(used(2)))
    await evaluateAll(id)
    await workOff()
    for (const day of ['2026-11-20', '2026-11-21']) {
      await use(account, inside, day)
      await use(0, outside, day)
    }
    await transact(db, tx => markChanged(tx, [account]))
    await workOff()
    expect(await members(id)).toEqual([inside])
    // What the intake notes of those without an account.
    await sql`insert into events.unattached values (${outside}, '2026-11-22T02:59:30Z')`.execute(db)
    const settling = events.jobs?.find(job => job.name === 'events.settle')
    await settling?.run(services, {}, new AbortController().signal)
    await workOff()
    expect(await members(id)).toEqual([inside, outside])
  })

  test('of no account, within minutes of any of their events', async () => {
    const id = await create('contact', all(used(1)))
    const contact = await identify('eel')
    await evaluateAll(id)
    const settling = events.jobs?.find(job => job.name === 'events.settle')
    const settleAt = async (minute: number) => {
      setClock(Temporal.Instant.from('2026-11-22T03:00:00Z').add({ minutes: minute }))
      await settling?.run(services, {}, new AbortController().signal)
      await workOff()
    }
    // The intake's note of the first event; that of the second would come too soon after it.
    await sql`insert into events.unattached values (${contact}, '2026-11-22T03:00:00Z')`.execute(db)
    for (const minute of [1, 2, 3]) await settleAt(minute)
    setClock(Temporal.Instant.from('2026-11-22T03:04:00Z'))
    await use(0, contact, today)
    await settleAt(5)
    expect(await members(id)).toEqual([contact])
  })

  test('of very many accounts at once as many as may be looked at, the others a minute later', async () => {
    await sql`
      with made as (insert into customers.account (name, plan) select 'a', 'pro' from generate_series(1, 60) returning id),
      people as (
        insert into customers.contact (id, name) overriding system value
        select made.id * 100 + n, 'c' from made, generate_series(1, 100) n returning id
      )
      insert into customers.membership (contact_id, account_id) select id, (id - 1) / 100 from people`.execute(db)
    const pro = await create('contact', all(atAccount(planned('pro'))))
    await transact(db, async tx =>
      evaluateAccounts(
        tx,
        services,
        [...Array(60).keys()].map(at => at + 1),
      ),
    )
    expect(await members(pro)).toHaveLength(5000)
    setClock(Temporal.Instant.from('2026-11-22T03:01:00Z'))
    await run('segments.evaluate_crowds')
    expect(await members(pro)).toHaveLength(6000)
    expect(await db.selectFrom('segments.crowd').selectAll().execute()).toEqual([])
  })

  test('when a day goes by, after the accounts', async () => {
    const account = await addAccount('Free')
    const contact = await addContact(account)
    const id = await create('contact', all(used(1)))
    await use(account, contact, '2026-11-16')
    await evaluateAll(id)
    expect(await members(id)).toEqual([contact])
    await run('segments.evaluate_daily')
    // Else the worker, which runs beside, could look at what changed today with tomorrow's clock.
    await expect.poll(waitingChanges, { timeout: 10_000 }).toBe(0)
    // 0:00 of the 23rd in Tokyo.
    setClock(Temporal.Instant.from('2026-11-22T15:00:00Z'))
    await run('segments.evaluate_daily')
    expect(await members(id)).toEqual([])
    expect((await log(id)).at(-1)).toEqual({ contact_id: contact, kind: 'left', cause: 'day' })
    const days = await db.selectFrom('segments.count_day').select(['day', 'members']).orderBy('day').execute()
    expect(days.slice(-2)).toEqual([
      { day: '2026-11-22', members: 1 },
      { day: '2026-11-23', members: 0 },
    ])
  })

  test('of an account with very many people a minute later, but at once who was edited', async () => {
    const account = await addAccount('Free')
    await sql`
      with made as (insert into customers.contact (name) select 'c' || n from generate_series(1, 2050) n returning id)
      insert into customers.membership (contact_id, account_id) select id, ${account} from made`.execute(db)
    const [pro, admins] = [
      await create('contact', all(atAccount(planned('pro')))),
      await create('contact', all(titled('admin'))),
    ]
    for (const id of [pro, admins]) await evaluateAll(id)
    await setPlan(account, 'Pro')
    await retitle(7, 'admin')
    await workOff()
    expect(await members(admins)).toEqual([7])
    expect(await members(pro)).toEqual([7])
    await run('segments.evaluate_crowds')
    expect(await members(pro)).toHaveLength(2050)
    expect(await db.selectFrom('segments.crowd').selectAll().execute()).toEqual([])
    // Interrupted, it goes on where it was.
    await setPlan(account, 'Free')
    await workOff()
    await sql`update segments.crowd set last_contact_id = 1000, marked_at = null`.execute(db)
    await run('segments.evaluate_crowds')
    expect(await members(pro)).toHaveLength(1000)
    // Marked while its people were looked at, it waits for the next look.
    await transact(db, tx => markChanged(tx, [account]))
    await workOff()
    await sql`update segments.crowd set last_contact_id = 2000, marked_at = '2026-11-22T03:00:01Z'`.execute(db)
    await run('segments.evaluate_crowds')
    expect(await members(pro)).toHaveLength(1000)
    setClock(Temporal.Instant.from('2026-11-22T03:01:00Z'))
    await run('segments.evaluate_crowds')
    expect(await members(pro)).toEqual([])
  })
})

describe('contacts that go', () => {
  test('a merged one leaves without a word; the other is looked at anew', async () => {
    const account = await addAccount()
    const [from, into] = [await addContact(account, 'admin'), await addContact(account)]
    const id = await create('contact', all(titled('admin')))
    await evaluateAll(id)
    await workOff()
    await merge(from, into)
    await workOff()
    expect(await members(id)).toEqual([into])
    expect(await log(id)).toEqual([{ contact_id: into, kind: 'entered', cause: 'change' }])
  })

  test('of an erased person nothing is left, and the count is right at once', async () => {
    const account = await addAccount()
    const [gone, stays] = [await addContact(account, 'admin'), await addContact(account, 'admin')]
    const id = await create('contact', all(titled('admin')))
    await evaluateAll(id)
    await workOff()
    await post(href(paths.contactErasure, { id: gone }), { sure: 'on' })
    expect(await members(id)).toEqual([stays])
    expect((await state(id)).members).toBe(1)
    expect(await log(id)).toEqual([{ contact_id: stays, kind: 'entered', cause: 'definition' }])
  })
})

/** Everybody as they stand in the database, for asking without SQL. */
async function everybody(membersOf: ReadonlyMap<number, ReadonlySet<number>>) {
  const { rows: accounts } = await sql<{
    id: number
    plan: string | null
  }>`select id, plan from customers.account order by id`.execute(db)
  const { rows: contacts } = await sql<{ id: number; title: string | null; accounts: string[]; days: number }>`
    select id, title, array(select account_id::text from customers.membership m where m.contact_id = c.id) as accounts,
           (select count(distinct day) from events.usage_day u where u.contact_id = c.id and day > '2026-11-15') as days
    from customers.contact c order by id`.execute(db)
  const plain = (id: number, value: Known, days: number, own: readonly Plain[]): Plain => ({
    accounts: own,
    isIn: segment => membersOf.get(segment)?.has(id) ?? false,
    value: leaf => (leaf.kind === 'measure' ? days : value),
  })
  const byId = new Map(accounts.map(one => [one.id, plain(one.id, one.plan, 0, [])]))
  return {
    accounts: [...byId],
    contacts: contacts.map(({ id, title, accounts: own, days }) => {
      const places = own.flatMap(place => byId.get(Number(place)) ?? [])
      return [id, plain(id, title, days, places)] as const
    }),
  }
}

test('after whatever happens, who is in is who meets the condition, and the log says how', {
  timeout: 60_000,
}, async () => {
  const { below, pick } = dice(seededRandom(11))
  const [titles, plans] = [
    ['admin', 'guest', undefined],
    ['Pro', 'Free', null],
  ] as const
  const accounts = await Promise.all([1, 2, 3, 4, 5].map(() => addAccount(pick(plans))))
  const contacts: number[] = []
  for (let n = 0; n < 12; n++) contacts.push(await addContact(pick(accounts), pick(titles)))
  for (let n = 0; n < 4; n++) contacts.push(await identify(`user ${n}`))
  const pro = await create('account', all(planned('pro')))
  const admins = await create('contact', all(titled('admin')))
  const conditions = new Map<number, { about: About; condition: Group }>([
    [pro, { about: 'account', condition: all(planned('pro')) }],
    [admins, { about: 'contact', condition: all(titled('admin')) }],
  ])
  for (const condition of [
    all(within(admins), atAccount(within(pro))),
    { kind: 'any', of: [used(2), { ...atAccount(planned('free')), within: false }] } as Group,
    { kind: 'none', of: [within(admins), atAccount(within(pro, false))] } as Group,
  ]) {
    conditions.set(await create('contact', condition), { about: 'contact', condition })
  }
  for (const id of conditions.keys()) await evaluateAll(id)
  const acts: readonly (() => Promise<unknown>)[] = [
    () => retitle(pick(contacts), pick(titles)),
    () => setPlan(pick(accounts), pick(plans)),
    () =>
      identify(`user ${below(8)}`, { title: pick(['admin', 'guest']) }, new Date(Date.now() + below(1e6))).then(id =>
        contacts.push(id),
      ),
    () => join(pick(contacts), pick(accounts)),
    () => leave(pick(contacts), pick(accounts)),
    () => addContact(pick(accounts), pick(titles)).then(id => contacts.push(id)),
    async () => {
      const { rows } = await sql<{ account_id: number; contact_id: number }>`
        select account_id, contact_id from customers.membership order by random() limit 1`.execute(db)
      const [place] = rows
      if (!place) return
      await use(place.account_id, place.contact_id, pick(['2026-11-14', '2026-11-19', '2026-11-20', today]))
      await transact(db, tx => markChanged(tx, [place.account_id]))
    },
    () => merge(pick(contacts), pick(contacts)),
  ]
  let [inside, checked] = [0, 0]
  for (let round = 0; round < 40; round++) {
    for (let n = 0; n <= below(4); n++) await pick(acts)()
    await workOff()
    const membersOf = new Map<number, ReadonlySet<number>>()
    for (const id of conditions.keys()) membersOf.set(id, new Set(await members(id)))
    const people = await everybody(membersOf)
    for (const [id, { about, condition }] of conditions) {
      const those = about === 'account' ? people.accounts : people.contacts
      const expected = those.filter(([, one]) => holdsPlainly(condition, one, today)).map(([one]) => one)
      expect([...(membersOf.get(id) ?? [])], `round ${round}, ${JSON.stringify(condition)}`).toEqual(expected)
      expect((await state(id)).members).toBe(expected.length)
      inside += expected.length
      checked += those.length
    }
  }
  // Segments that everybody or nobody is in would prove nothing.
  expect(inside / checked).toBeGreaterThan(0.2)
  expect(inside / checked).toBeLessThan(0.8)
  for (const [id, { about }] of conditions) {
    if (about === 'account') continue
    const replayed = new Set<number>()
    for (const { contact_id: one, kind } of await log(id)) {
      expect(replayed.has(one)).toBe(kind === 'left')
      kind === 'entered' ? replayed.add(one) : replayed.delete(one)
    }
    expect([...replayed].sort((a, b) => a - b)).toEqual(await members(id))
  }
})

async function waitingChanges(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from customers.account_change) + (select count(*) from customers.account_bulk_change)
               + (select count(*) from customers.contact_change) as count`.execute(db)
  return rows[0]?.count ?? 0
}
