import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../app/platform/db.ts'

/** Expects that the count of every segment is the number of its members, who are all there. */
export async function expectCountsRight(db: Db): Promise<void> {
  const { rows } = await sql`
    select e.segment_id from segments.evaluation e
    where members <> (select count(*) from segments.membership m where m.segment_id = e.segment_id)
                   + (select count(*) from segments.contact_membership m where m.segment_id = e.segment_id)`.execute(db)
  expect(rows).toEqual([])
}
