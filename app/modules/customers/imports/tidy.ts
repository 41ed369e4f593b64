import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Erased } from '../../../web/erased.ts'
import type { Services } from '../../../web/services.ts'
import { checkJob, runJob } from './import.ts'
import type { Subject } from './mapping/plan.ts'
import { endImport } from './perform.ts'
import { isWorkedOn } from './staging/session.ts'

const settling = 15_000
const day = 24 * 60 * 60 * 1000

/** How long uploads that nobody imported, and what was wrong with rows, are kept. Both are about persons. */
export const keptDays = 30

/**
 * Throws away uploads that broke off a day ago and, after 30 days, files that nobody imported, lists of problems, and which
 * accounts an import was about; and takes up imports whose process is gone.
 */
export async function tidyImports(services: Services): Promise<void> {
  const { db } = services
  const now = nowDate().getTime()
  const broken = await db
    .deleteFrom('customers.import')
    .where('status', '=', 'uploading')
    .where('created_at', '<', new Date(now - day))
    .executeTakeFirst()
  const old = new Date(now - keptDays * day)
  const forgotten = await db
    .deleteFrom('customers.import')
    .where('status', 'in', ['ready', 'unreadable'])
    .where('created_at', '<', old)
    .executeTakeFirst()
  await sql`
    delete from customers.import_error e using customers.import i
    where i.id = e.import_id and i.finished_at < ${old} and i.status in ('done', 'failed', 'stopped')`.execute(db)
  await sql`
    delete from customers.import_account a using customers.import i
    where i.id = a.import_id and i.finished_at < ${old}`.execute(db)
  if (broken.numDeletedRows + forgotten.numDeletedRows > 0n) {
    log.info(
      { broken: Number(broken.numDeletedRows), forgotten: Number(forgotten.numDeletedRows) },
      'old imports removed',
    )
  }
  await takeUpLeft(services)
}

/**
 * Imports at which nobody is any more, because their process was killed, begin again: nothing of them was written. Those
 * of the command line have no file here; they are over.
 */
export async function takeUpLeft({ db, jobs }: Pick<Services, 'db' | 'jobs'>): Promise<void> {
  const rows = await db
    .selectFrom('customers.import as i')
    .select(['i.id', 'i.status', 'i.version'])
    .select(
      sql<boolean>`exists (select from customers.import_chunk c where c.import_id = i.id and c.position = 0)`.as(
        'file',
      ),
    )
    .where('i.status', 'in', ['checking', 'running'])
    // One that begins just now may not have got to it yet.
    .where(eb => eb.fn.coalesce('i.started_at', 'i.created_at'), '<', new Date(nowDate().getTime() - settling))
    .execute()
  for (const { id, status, version, file } of rows) {
    if (await isWorkedOn(db, id)) continue
    if (!file) await endImport(db, id, 'stopped', null)
    else await enqueueAgain({ db, jobs }, id, status === 'running' ? undefined : version)
  }
}

/** The same key replaces the same request of another process that starts right now. */
async function enqueueAgain({ db, jobs }: Pick<Services, 'db' | 'jobs'>, importId: number, version?: number) {
  const name = version === undefined ? runJob : checkJob
  const options = { key: `${name} ${importId}`, queue: 'imports' }
  await transact(db, tx =>
    jobs.enqueue(tx, name, version === undefined ? { importId } : { importId, version }, options),
  )
}

/**
 * When a person is erased: values that were kept to explain why rows of contacts were left out, and files of contacts that
 * nobody has imported yet, may be about them; of accounts, when an account is the person. The reasons stay. A file that is
 * being imported goes when that is over; its rows about the person are left out (staging/contacts.ts).
 */
export async function eraseFromImports(tx: Tx, { ownAccountIds }: Pick<Erased, 'ownAccountIds'>): Promise<void> {
  const subjects: readonly Subject[] = ownAccountIds.length > 0 ? ['contacts', 'accounts'] : ['contacts']
  await sql`
    update customers.import_error e set value = null from customers.import i
    where i.id = e.import_id and i.subject = any(${subjects}::text[]) and e.value is not null`.execute(tx)
  await tx
    .deleteFrom('customers.import')
    .where('subject', 'in', subjects)
    .where('status', 'in', ['uploading', 'checking', 'ready', 'unreadable'])
    .execute()
}
