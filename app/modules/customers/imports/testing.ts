import type { Stage } from '../../../../test/cast.ts'
import { transact } from '../../../platform/db.ts'
import { openImport } from './import.ts'
import { jobs } from './jobs.ts'

export async function importText(stage: Stage, subject: 'accounts' | 'contacts', bytes: Buffer) {
  const { db } = stage.services
  const id = await openImport(db, { kind: 'staff', id: 'staff-csm' }, { subject, name: 'x.csv' })
  await db.insertInto('customers.import_chunk').values({ import_id: id, position: 0, bytes }).execute()
  const row = await db
    .updateTable('customers.import')
    .set({ status: 'checking', bytes: bytes.length })
    .where('id', '=', id)
    .returning('version')
    .executeTakeFirstOrThrow()
  const signal = new AbortController().signal
  await jobs[0]!.run(stage.services, { importId: id, version: row.version }, signal)
  await db
    .updateTable('customers.import')
    .set({ status: 'running' })
    .where('id', '=', id)
    .where('status', '=', 'ready')
    .execute()
  await jobs[1]!.run(stage.services, { importId: id }, signal)
  return db.selectFrom('customers.import').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
