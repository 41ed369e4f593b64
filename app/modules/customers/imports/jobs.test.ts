import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { wayTo } from '../../../../test/support/crowded.ts'
import { imported, importRow, runJob, uploaded } from '../../../../test/support/imports.ts'
import { now, setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts } from '../index.ts'
import { changePlan, changeReading, discardImport, startImport, stopImport } from './import.ts'
import { openSession } from './staging/session.ts'
import { eraseFromImports, takeUpLeft, tidyImports } from './tidy.ts'

const stage = await openStage()
const { services } = stage
const { db, jobs } = services
const actor = { kind: 'staff', id: 'staff-csm' } as const

beforeEach(async () => {
  await sql`truncate customers.account, customers.account_bulk_change, customers.import cascade`.execute(db)
  await sql`delete from graphile_worker._private_jobs`.execute(db)
})
afterEach(() => setClock(undefined))

const rows = (count: number, from = 0) =>
  `id,name,size\n${Array.from({ length: count }, (_, i) => `c${i + from},n${i},${i}`).join('\n')}\n`
const accounts = async () => (await db.selectFrom('customers.account').select('id').execute()).length
const queued = async () => {
  const found = await sql<{
    name: string
  }>`select task_identifier as name from graphile_worker.jobs order by id`.execute(db)
  return found.rows.map(row => row.name)
}
const chunks = async () => (await db.selectFrom('customers.import_chunk').select('position').execute()).length

async function confirmed(text: string): Promise<number> {
  const id = await uploaded(services, text)
  const { plan } = await importRow(services, id)
  if (!plan) throw new Error('no plan')
  await transact(db, tx => startImport(tx, jobs, actor, id, plan))
  return id
}

/** Runs a statement elsewhere that holds its locks until it is let go. */
async function blocking(statement: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: services.database.url })
  await client.connect()
  await client.query('begin')
  await client.query(statement)
  return async () => {
    await client.query('rollback')
    await client.end()
  }
}

describe('looking at a file', () => {
  test('writes no account, counts what would come, and keeps the first rows to show', async () => {
    await imported(services, 'id,name\nc1,known\n')
    const id = await uploaded(services, `${rows(30)}c1,again,5\n,none,1\n`)
    const row = await importRow(services, id)
    expect(row).toMatchObject({
      status: 'ready',
      rows_total: 32,
      created_count: 29,
      updated_count: 1,
      failed_count: 1,
      warning_count: 1,
    })
    expect(row.profile?.sample).toHaveLength(20)
    expect(await accounts()).toBe(1)
  })

  test('what nobody can read is said; read in another way it is guessed anew', async () => {
    const id = await uploaded(services, 'id;name\n1;"a\n')
    expect(await importRow(services, id)).toMatchObject({
      status: 'unreadable',
      failure: { reason: 'open_quote', values: { row: 2 } },
    })
    await transact(db, tx => changeReading(tx, jobs, id, { encoding: 'shift_jis', delimiter: ';' }))
    const { version } = await importRow(services, id)
    expect(await queued()).toEqual(['imports.check'])
    await runJob(services, 'imports.check', { importId: id, version })
    expect((await importRow(services, id)).status).toBe('unreadable')
  })

  test('of two wishes the later counts: a check of the earlier ends without a trace', async () => {
    const id = await uploaded(services, rows(3))
    const { plan } = await importRow(services, id)
    if (!plan) throw new Error('no plan')
    const nameless = {
      ...plan,
      columns: plan.columns.map(column => (column.field === 'name' ? { field: null, trait: null } : column)),
    }
    await transact(db, tx => changePlan(tx, jobs, id, nameless))
    await transact(db, tx => changePlan(tx, jobs, id, plan))
    await runJob(services, 'imports.check', { importId: id, version: 2 })
    expect(await importRow(services, id)).toMatchObject({ status: 'checking', version: 3 })
    await runJob(services, 'imports.check', { importId: id, version: 3 })
    expect(await importRow(services, id)).toMatchObject({ status: 'ready', plan })
  })

  test('a cell that is no time at all fails its row, not the file', async () => {
    const good = Array.from({ length: 100 }, (_, i) => `c${i},2024-01-31 10:00 +0900\n`).join('')
    const id = await uploaded(services, `id,customer since\n${good}odd,2024-01-31 10:00 +9999\n`)
    expect(await importRow(services, id)).toMatchObject({ status: 'ready', rows_total: 101, failed_count: 1 })
  })

  test('without an id there is nothing to count', async () => {
    const id = await uploaded(services, 'x,y\na,1\na,2\n')
    expect(await importRow(services, id)).toMatchObject({ status: 'ready', created_count: 0, failed_count: 0 })
    const { plan } = await importRow(services, id)
    if (!plan) throw new Error('no plan')
    await expect(transact(db, tx => startImport(tx, jobs, actor, id, plan))).rejects.toMatchObject({
      fields: { form: 'imports:plan.needs_id' },
    })
  })
})

describe('importing', () => {
  test('is once: the file is gone afterwards, and a job that comes again does nothing', async () => {
    const id = await confirmed(rows(5))
    expect(await queued()).toEqual(['imports.run'])
    await runJob(services, 'imports.run', { importId: id })
    expect(await importRow(services, id)).toMatchObject({ status: 'done', profile: null, phase: null })
    expect(await chunks()).toBe(0)
    const told = await db
      .selectFrom('activity.entry')
      .selectAll()
      .where('subject_id', '=', String(id))
      .orderBy('id')
      .execute()
    expect(told).toMatchObject([
      { name: 'imports.import_started', actor_id: actor.id, data: { file: 'customers.csv' } },
      { name: 'imports.import_finished', actor_id: actor.id, data: { file: 'customers.csv', created: 5, failed: 0 } },
    ])
    await runJob(services, 'imports.run', { importId: id })
    expect(await accounts()).toBe(5)
  })

  test('stopped while it waits for a lock in the middle of writing, nothing of it is there', async () => {
    await imported(services, rows(10))
    const release = await blocking(`select from customers.account where external_id = 'c5' for update`)
    const id = await confirmed(rows(5000))
    const running = runJob(services, 'imports.run', { importId: id })
    await expect.poll(async () => (await importRow(services, id)).phase, { timeout: 10_000 }).toBe('writing')
    await transact(db, tx => stopImport(tx, actor, id))
    await running
    await release()
    expect(await importRow(services, id)).toMatchObject({ status: 'stopped', phase: null })
    expect(await accounts()).toBe(10)
    expect(await chunks()).toBe(0)
    await expect(transact(db, tx => stopImport(tx, actor, id))).rejects.toMatchObject({
      key: 'imports:conflict.status',
    })
  })

  test('when the process ends in between, nothing of it is there and it runs again', async () => {
    await imported(services, rows(10))
    const release = await blocking(`select from customers.account where external_id = 'c5' for update`)
    const id = await confirmed(rows(3000))
    const ending = new AbortController()
    const running = runJob(services, 'imports.run', { importId: id }, ending.signal)
    await expect.poll(async () => (await importRow(services, id)).phase, { timeout: 10_000 }).toBe('writing')
    ending.abort(new Error('this process ends'))
    await expect(running).rejects.toThrow('this process ends')
    await release()
    expect(await importRow(services, id)).toMatchObject({ status: 'running' })
    expect(await accounts()).toBe(10)
    await runJob(services, 'imports.run', { importId: id })
    expect(await importRow(services, id)).toMatchObject({ status: 'done', created_count: 2990, updated_count: 10 })
  })

  test('its connection lost in between, nothing of it is there and the job is tried again', async () => {
    await imported(services, rows(10))
    const release = await blocking(`select from customers.account where external_id = 'c5' for update`)
    const id = await confirmed(rows(3000))
    const running = runJob(services, 'imports.run', { importId: id })
    running.catch(() => undefined)
    await expect.poll(async () => (await importRow(services, id)).phase, { timeout: 10_000 }).toBe('writing')
    await sql`
      select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and objid = ${id}::int::oid and database = (select oid from pg_database where datname = current_database())`.execute(
      db,
    )
    await expect(running).rejects.toThrow()
    await release()
    expect(await importRow(services, id)).toMatchObject({ status: 'running' })
    expect(await accounts()).toBe(10)
  })

  test('without a connection to tell of it the job is tried again, and the file is still there', async () => {
    const way = await wayTo(services.database.url)
    const crowded = { ...services, database: { ...services.database, url: way.url } }
    way.fill()
    const id = await confirmed(rows(5))
    const { version } = await importRow(services, id)
    await expect(runJob(crowded, 'imports.run', { importId: id })).rejects.toMatchObject({ code: '53300' })
    expect(await importRow(services, id)).toMatchObject({ status: 'running', failure: null })
    await db.updateTable('customers.import').set({ status: 'checking' }).where('id', '=', id).execute()
    await expect(runJob(crowded, 'imports.check', { importId: id, version })).rejects.toMatchObject({ code: '53300' })
    expect(await importRow(services, id)).toMatchObject({ status: 'checking', failure: null })
    await db.updateTable('customers.import').set({ status: 'running' }).where('id', '=', id).execute()
    way.clear()
    await runJob(crowded, 'imports.run', { importId: id })
    expect(await importRow(services, id)).toMatchObject({ status: 'done', created_count: 5 })
  })

  test('accounts that somebody else makes at the same time are taken as known', async () => {
    const id = await confirmed(rows(50))
    const other = Promise.withResolvers<void>()
    const held = transact(db, async tx => {
      await takeAccounts(tx, [{ groupId: 'c7', traits: { from: 'tracking' }, at: new Date(0) }])
      await other.promise
    })
    const running = runJob(services, 'imports.run', { importId: id })
    await expect.poll(async () => (await importRow(services, id)).phase, { timeout: 10_000 }).toBe('writing')
    other.resolve()
    await Promise.all([held, running])
    expect((await importRow(services, id)).status).toBe('done')
    const account = await db
      .selectFrom('customers.account')
      .selectAll()
      .where('external_id', '=', 'c7')
      .executeTakeFirstOrThrow()
    expect(account).toMatchObject({ name: 'n7', traits: { from: 'tracking', size: 7 } })
    expect(await accounts()).toBe(50)
  })

  test('two processes are never at the same import', async () => {
    const session = await openSession(services.database, 77)
    expect(await openSession(services.database, 77)).toBeUndefined()
    session?.close()
    const free = async () => {
      const next = await openSession(services.database, 77)
      next?.close()
      return next !== undefined
    }
    await expect.poll(free).toBe(true)
  })
})

describe('what is left behind', () => {
  test('imports of a killed process begin again, those at work and those of the command line without a file do not', async () => {
    const running = await confirmed(rows(3))
    const worked = await confirmed(rows(3))
    const command = await confirmed(rows(3))
    await db.deleteFrom('customers.import_chunk').where('import_id', '=', command).execute()
    await sql`delete from graphile_worker._private_jobs`.execute(db)
    const session = await openSession(services.database, worked)
    await takeUpLeft(services)
    expect(await queued()).toEqual([])
    setClock(now().add({ minutes: 1 }))
    await takeUpLeft(services)
    expect(await queued()).toEqual(['imports.run'])
    expect((await importRow(services, command)).status).toBe('stopped')
    expect((await importRow(services, worked)).status).toBe('running')
    session?.close()
    await runJob(services, 'imports.run', { importId: running })
    expect(await accounts()).toBe(3)
  })

  test('broken uploads go after a day, files and lists of problems after 30 days, records stay', async () => {
    const done = await imported(services, `${rows(2)},none,1\n`)
    const ready = await uploaded(services, rows(2))
    await db
      .insertInto('customers.import')
      .values({ subject: 'accounts', file_name: 'broken.csv', staff_id: null, created_at: new Date() })
      .execute()
    const left = async () => {
      const imports = await db.selectFrom('customers.import').select('id').execute()
      const errors = await db.selectFrom('customers.import_error').select('id').execute()
      return [imports.length, errors.length]
    }
    await tidyImports(services)
    expect(await left()).toEqual([3, 1])
    setClock(now().add({ hours: 25 }))
    await tidyImports(services)
    expect(await left()).toEqual([2, 1])
    setClock(now().add({ hours: 24 * 30 }))
    await tidyImports(services)
    expect(await left()).toEqual([1, 0])
    expect((await importRow(services, done.id)).status).toBe('done')
    await expect(importRow(services, ready)).rejects.toThrow()
  })

  test('when a person is erased, what files of contacts said goes, the reasons stay', async () => {
    const done = await imported(services, 'user id,email\nu1,nobody\nu2,b@x.jp\n', { subject: 'contacts' })
    const kept = await imported(services, 'id,n\n1,5\n2,x\n', { map: 'n=number:n' })
    await uploaded(services, 'user id,email\nu1,a@x.jp\n', { subject: 'contacts' })
    await transact(db, tx => eraseFromImports(tx, { ownAccountIds: [] }))
    const errors = await db
      .selectFrom('customers.import_error')
      .select(['import_id', 'message', 'value'])
      .orderBy('id')
      .execute()
    expect(errors).toEqual([
      { import_id: done.id, message: 'not_email', value: null },
      { import_id: kept.id, message: 'not_number', value: 'x' },
    ])
    expect(await chunks()).toBe(0)
  })

  test('and files that are still on their way go with them; of accounts, when an account is the person', async () => {
    const accounts = await uploaded(services, rows(1))
    for (const status of ['uploading', 'checking', 'unreadable'] as const) {
      const id = await uploaded(services, 'user id,email\nu1,a@x.jp\n', { subject: 'contacts' })
      await db.updateTable('customers.import').set({ status }).where('id', '=', id).execute()
    }
    await transact(db, tx => eraseFromImports(tx, { ownAccountIds: [] }))
    expect(await db.selectFrom('customers.import').select('id').execute()).toEqual([{ id: accounts }])
    await transact(db, tx => eraseFromImports(tx, { ownAccountIds: [1] }))
    expect(await chunks()).toBe(0)
  })

  test('a running import cannot be thrown away', async () => {
    const id = await confirmed(rows(2))
    await expect(transact(db, tx => discardImport(tx, actor, id))).rejects.toMatchObject({
      key: 'imports:conflict.status',
    })
  })
})
