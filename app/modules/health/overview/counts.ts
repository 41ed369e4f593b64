import { sql } from 'kysely'
import { type Db, transact } from '../../../platform/db.ts'

/**
 * Adds up the rows of differences that have gathered in the counts of scores and risks, so that reading them stays quick.
 * Each round takes away the rows that it sees and puts their sum in their place, in one statement: whoever writes
 * meanwhile, or adds up too, changes nothing about the sum.
 */
export async function addUpCounts(db: Db): Promise<void> {
  await transact(db, async tx => {
    await sql`
      with gathered as (delete from health.score_count returning *)
      insert into health.score_count
      select version_id, band, bin, sum(accounts), sum(overridden), sum(scores), sum(confidence) from gathered
      group by 1, 2, 3 having sum(accounts) <> 0 or sum(overridden) <> 0 or sum(scores) <> 0 or sum(confidence) <> 0`.execute(
      tx,
    )
    await sql`
      with gathered as (delete from health.risk_count returning *)
      insert into health.risk_count
      select bin, sum(accounts) from gathered group by 1 having sum(accounts) <> 0`.execute(tx)
  })
}
