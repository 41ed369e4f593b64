import { sql } from 'kysely'
import type { ModelInput } from '../../app/modules/touch/models.ts'
import type { Db } from '../../app/platform/db.ts'

/** A model as a form would make it, but for what is said here. */
export function modelInput(name: string, given: Partial<ModelInput> = {}): ModelInput {
  const purposes = { high: '', low: '', tech: '', community: '' }
  return { name, segmentId: null, shares: byPrograms, purposes, minutes: 0, note: '', ...given }
}

export const byPrograms = { high: 0, low: 10, tech: 90, community: 0 }
export const byPeople = { high: 70, low: 10, tech: 20, community: 0 }

/** A segment that holds these accounts. */
export async function putSegment(db: Db, name: string, accountIds: readonly number[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into segments.segment (name, condition) values (${name}, '{}') returning id`.execute(db)
  const id = rows[0]?.id ?? 0
  await sql`insert into segments.evaluation (segment_id, status) values (${id}, 'done')`.execute(db)
  await sql`
    insert into segments.membership (segment_id, account_id, entered_at)
    select ${id}, unnest(${[...accountIds]}::bigint[]), now()`.execute(db)
  return id
}

interface DoneTask {
  readonly accountId: number
  readonly at: string
  readonly title?: string
  /** What people said; null for nothing. */
  readonly minutes?: number | null
  readonly estimate?: number
  readonly kind?: 'done' | 'not_needed' | 'something_else'
  /** Of a play: enrollment and step. */
  readonly sourceId?: string
}

/** A task that was closed. Returns its id. */
export async function putDone(db: Db, task: DoneTask): Promise<number> {
  const { accountId, at, title = '電話する', minutes = null, estimate = 15, kind = 'done', sourceId = null } = task
  const { rows } = await sql<{ id: number }>`
    insert into tasks.task (account_id, title, due_at, minutes, source, source_id, closed_at)
    values (${accountId}, ${title}, ${at}, ${estimate}, ${sourceId ? 'play' : 'manual'}, ${sourceId}, ${at})
    returning id`.execute(db)
  const id = rows[0]?.id ?? 0
  await sql`
    insert into tasks.outcome (task_id, kind, minutes, note, at)
    values (${id}, ${kind}, ${minutes}, ${kind === 'done' ? null : 'why'}, ${at})`.execute(db)
  return id
}
