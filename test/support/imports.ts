import { openImport } from '../../app/modules/customers/imports/import.ts'
import { jobs } from '../../app/modules/customers/imports/jobs.ts'
import type { Plan, Subject } from '../../app/modules/customers/imports/mapping/plan.ts'
import { applyMapping } from '../../app/modules/customers/imports/mapping/targets.ts'
import type { Source } from '../../app/modules/customers/imports/reading/source.ts'
import type { Services } from '../../app/web/services.ts'
import { cast } from '../cast.ts'

/** The bytes as a file that arrives in pieces of this size. */
export function sourceOf(bytes: Buffer, piece = 7): Source {
  return {
    size: bytes.length,
    async *read() {
      for (let start = 0; start < bytes.length; start += piece) yield bytes.subarray(start, start + piece)
    },
  }
}

interface Wishes {
  readonly subject?: Subject
  /** As on the command line. */
  readonly map?: string
  readonly change?: (plan: Plan) => Plan
}

/** Puts a file there as an upload does, and has it looked at. Returns the import's id. */
export async function uploaded(services: Services, content: string | Buffer, wishes: Wishes = {}): Promise<number> {
  const { db } = services
  const bytes = Buffer.from(content)
  const actor = { kind: 'staff', id: cast.csm.id } as const
  const id = await openImport(db, actor, { subject: wishes.subject ?? 'accounts', name: 'customers.csv' })
  if (bytes.length > 0)
    await db.insertInto('customers.import_chunk').values({ import_id: id, position: 0, bytes }).execute()
  await db
    .updateTable('customers.import')
    .set({ status: 'checking', bytes: bytes.length })
    .where('id', '=', id)
    .execute()
  await runJob(services, 'imports.check', { importId: id, version: 1 })
  return id
}

/** Uploads, confirms and imports. Returns the import's row. */
export async function imported(services: Services, content: string | Buffer, wishes: Wishes = {}) {
  const id = await uploaded(services, content, wishes)
  const { plan, profile, subject } = await importRow(services, id)
  if (plan && profile) {
    const mapped = wishes.map === undefined ? plan : applyMapping(subject, plan, profile, wishes.map)
    const changed = JSON.stringify(wishes.change ? wishes.change(mapped) : mapped)
    const confirmed = services.db.updateTable('customers.import').set({ status: 'running', plan: changed })
    await confirmed.where('id', '=', id).where('status', '=', 'ready').execute()
    await runJob(services, 'imports.run', { importId: id })
  }
  return importRow(services, id)
}

/** Runs a job of the imports here and now. */
export async function runJob(
  services: Services,
  name: string,
  payload: object,
  signal = new AbortController().signal,
): Promise<void> {
  const job = jobs.find(one => one.name === name)
  if (!job) throw new Error(`no job ${name}`)
  await job.run(services, payload, signal)
}

export async function importRow({ db }: Services, id: number) {
  return db.selectFrom('customers.import').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** What was found about its rows: `row name column value`. */
export async function problemsOf({ db }: Services, importId: number): Promise<string[]> {
  const found = db.selectFrom('customers.import_error').selectAll().where('import_id', '=', importId)
  const rows = await found.orderBy('row_number').orderBy('id').execute()
  return rows.map(row => [row.row_number, row.message, row.column_name ?? '', row.value ?? ''].join(' ').trim())
}
