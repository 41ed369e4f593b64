import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { Subject } from './mapping/plan.ts'
import type { RawRow } from './reading/rows.ts'
import type { Problem, ProblemName } from './rows/problem.ts'

/** An import as its page shows it. */
export type ImportRow = Awaited<ReturnType<typeof findImport>>

/** One import. Throws NotFound. */
export async function findImport(db: Db, importId: number) {
  const row = await db.selectFrom('customers.import').selectAll().where('id', '=', importId).executeTakeFirst()
  if (!row || row.status === 'uploading') throw new NotFound(`import ${importId}`)
  return row
}

/** What the file of an import was called, for telling which accounts a list shows. */
export async function importedFile(db: Db, importId: number): Promise<string | undefined> {
  const row = await db.selectFrom('customers.import').select('file_name').where('id', '=', importId).executeTakeFirst()
  return row?.file_name
}

/** Whether it is still known which accounts an import was about, and there are any. */
export async function knowsAccounts(db: Db, importId: number): Promise<boolean> {
  const row = await db
    .selectFrom('customers.import_account')
    .select('import_id')
    .where('import_id', '=', importId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Imports, the newest first, after `before` (an id). */
export async function listImports(db: Db, page: { readonly before?: number | undefined; readonly limit: number }) {
  return db
    .selectFrom('customers.import')
    .select([
      'id',
      'subject',
      'staff_id',
      'file_name',
      'status',
      'created_count',
      'updated_count',
      'failed_count',
      'created_at',
    ])
    .where('status', '<>', 'uploading')
    .$if(page.before !== undefined, query => query.where('id', '<', page.before ?? 0))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
}

/** How many problems of its rows are on record. */
export async function countProblems(db: Db, importId: number): Promise<number> {
  const { count } = await db
    .selectFrom('customers.import_error')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('import_id', '=', importId)
    .executeTakeFirstOrThrow()
  return count
}

/** What is wrong with rows or odd about them, in the order of the rows, after `after`. */
export async function listProblems(
  db: Db,
  importId: number,
  page: { readonly after?: { readonly row: number; readonly id: number } | undefined; readonly limit: number },
) {
  const { after } = page
  return db
    .selectFrom('customers.import_error')
    .select(['id', 'row_number', 'warning', 'column_name', 'value', 'message', 'detail'])
    .where('import_id', '=', importId)
    .$if(after !== undefined, query =>
      query.where(eb => eb(eb.refTuple('row_number', 'id'), '>', eb.tuple(after?.row ?? 0, after?.id ?? 0))),
    )
    .orderBy('row_number')
    .orderBy('id')
    .limit(page.limit)
    .execute()
}

/** What was found about these rows. */
export async function problemsOf(db: Db, importId: number, rows: readonly RawRow[]): Promise<readonly Problem[]> {
  if (rows.length === 0) return []
  const found = await db
    .selectFrom('customers.import_error')
    .selectAll()
    .where('import_id', '=', importId)
    .where(
      'row_number',
      'in',
      rows.map(row => row.number),
    )
    .orderBy('row_number')
    .orderBy('id')
    .execute()
  return found.map(row => ({
    row: row.row_number,
    warning: row.warning,
    column: row.column_name,
    value: row.value,
    name: row.message as ProblemName,
    detail: row.detail,
  }))
}

/** Which of these ids outside are known already. */
export async function knownIds(db: Db, subject: Subject, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } =
    subject === 'accounts'
      ? await sql<{ id: string }>`
          select external_id as id from customers.account_identity where external_id = any(${ids}::text[])`.execute(db)
      : await sql<{ id: string }>`
          select value as id from customers.contact_identity where kind = 'user' and value = any(${ids}::text[])`.execute(
          db,
        )
  return new Set(rows.map(row => row.id))
}
