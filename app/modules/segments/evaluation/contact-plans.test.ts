import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { findOffences } from '../../../../bench/pages/plans.ts'
import type { Statement } from '../../../../bench/pages/statement-hook.ts'
import { cast, open, openStage, signInAs } from '../../../../test/cast.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import type { Condition } from '../conditions/condition.ts'
import type { MeasureUse } from '../measures/measure.ts'
import { createSegment } from '../segment.ts'
import { segmentJobs } from './jobs.ts'
import { batchSize } from './progress.ts'
import { evaluateAccounts, evaluateContacts } from './refresh.ts'

// More than 10,000 of everything: of tables that large a scan from the beginning is found, and any of more than 20,000 rows.
const contacts = 25_000
const accounts = 12_000

const stage = await openStage()
const { services } = stage
const { db } = services
const cookie = await signInAs(stage, 'manager')

const conditions: readonly Condition[] = [
  { kind: 'field', field: 'customers.contact_title', asks: { is: 'same', text: '部長' } },
  { kind: 'trait', key: 'department', type: 'text', asks: { is: 'same', text: '養殖' } },
  measured({ measure: 'events.contact_days_active', window: 28 }, 2),
  measured({ measure: 'events.contact_count', window: 90, of: '給餌を記録' }, 1),
  // Without a window, over everything there is.
  measured({ measure: 'events.contact_days_since_active' }, 14),
  {
    kind: 'accounts',
    within: true,
    meets: {
      kind: 'all',
      of: [
        { kind: 'field', field: 'customers.plan', asks: { is: 'same', text: 'pro' } },
        measured({ measure: 'events.days_active', window: 28 }, 1),
      ],
    },
  },
]
const ids: number[] = []

beforeAll(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`create table events.usage_day_test partition of events.usage_day default`.execute(db)
  await sql`insert into customers.account (name, plan) select 'account ' || n, case when n % 3 = 0 then 'pro' end
    from generate_series(1, ${accounts}::int) n`.execute(db)
  await sql`insert into customers.contact (name, title, traits)
    select 'contact ' || n, case when n % 50 = 0 then '部長' end, '{"department": "養殖"}'
    from generate_series(1, ${contacts}::int) n`.execute(db)
  await sql`insert into customers.membership (account_id, contact_id)
    select 1 + n % ${accounts}::int, n from generate_series(1, ${contacts}::int) n`.execute(db)
  await sql`insert into events.usage_day
    select 1 + n % ${accounts}::int, date '2026-11-22' - 20 * k - n % 20, n, '給餌を記録', 1, now()
    from generate_series(1, ${contacts}::int) n, generate_series(0, 1) k`.execute(db)
  await sql`analyze`.execute(db)
  for (const condition of conditions) ids.push(await make(condition))
  ids.push(await make({ kind: 'segment', segment: ids[0] ?? 0, within: true }))
  for (const segmentId of ids) await run('segments.evaluate', { segmentId })
  await sql`analyze`.execute(db)
}, 120_000)

function make(condition: Condition): Promise<number> {
  const segment = {
    about: 'contact',
    name: 'made',
    description: '',
    condition: { kind: 'all', of: [condition] },
  } as const
  return transact(db, tx => createSegment(tx, services, { kind: 'staff', id: cast.csm.id }, segment))
}

function run(name: string, payload: object) {
  return segmentJobs.find(job => job.name === name)?.run(services, payload, new AbortController().signal)
}

/** What the work asks the database, and what of it reads much of a large table. */
async function offences(work: () => Promise<unknown>): Promise<readonly string[]> {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  await work()
  const calls = spy.mock.calls as unknown as [string, readonly unknown[] | undefined][]
  const statements = calls.map(([text, values = []]): Statement => ({ text, values }))
  spy.mockRestore()
  const asked = statements.filter(({ text }) => /^\s*\(?\s*(select|with|insert|update|delete)\b/i.test(text))
  expect(asked.length).toBeGreaterThan(2)
  const client = await services.database.pool.connect()
  try {
    // As the embedded server and others on disks of today are set; 4 would have small parts of tables read in full.
    await client.query('set random_page_cost = 1.1')
    return (await findOffences(client, '', asked)).map(({ scan, rows, statement }) => `${scan}, ${rows}: ${statement}`)
  } finally {
    await client.query('reset random_page_cost')
    client.release()
  }
}

describe(`of ${contacts} contacts and their ${accounts} accounts, no large table is read`, () => {
  test('for a batch of contacts, whatever the conditions ask', async () => {
    const batch = Array.from({ length: batchSize }, (_, index) => 10_000 + index)
    expect(await offences(() => transact(db, tx => evaluateContacts(tx, services, batch)))).toEqual([])
  })

  test('for one contact, or one account, that changed', async () => {
    expect(await offences(() => transact(db, tx => evaluateContacts(tx, services, [21_212])))).toEqual([])
    expect(await offences(() => transact(db, tx => evaluateAccounts(tx, services, [11_111])))).toEqual([])
  })

  test('for the page of a segment, and the list of its contacts', async () => {
    for (const id of ids) {
      for (const path of [href(paths.segment, { id }), href(paths.contacts, {}, { segment: id })]) {
        // Once before: how many contacts there are is counted once a minute.
        await open(stage, path, { cookie })
        expect(await offences(() => open(stage, path, { cookie }))).toEqual([])
      }
    }
  })
})

function measured(use: MeasureUse, number: number): Condition {
  return { kind: 'measure', use, asks: { is: 'at_least', number } }
}
