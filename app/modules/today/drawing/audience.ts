import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Triggered } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { compileCondition, readCondition, surroundingsNow } from '../../segments/index.ts'

/** Those of these accounts whom the play would take: who is not of its audience is not to be one of those that chance picks. */
export async function inAudience(
  tx: Tx,
  { offers }: Pick<Services, 'offers'>,
  { audience, sample }: Pick<Triggered, 'audience' | 'sample'>,
  accountIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const asked = audience === null ? undefined : readCondition({ v: 1, root: audience })
  const surroundings = asked && (await surroundingsNow(tx, offers))
  const meeting =
    asked && surroundings
      ? compileCondition({ about: 'account', condition: asked }, surroundings, accountIds)
      : sql`select id as account_id from unnest(${[...accountIds]}::bigint[]) as g (id)`
  const { rows } = await sql<{ id: number }>`
    select a.account_id as id from (${meeting}) met join customers.account_fact a on a.account_id = met.account_id
    where a.sample or not ${sample}::boolean`.execute(tx)
  return new Set(rows.map(row => row.id))
}
