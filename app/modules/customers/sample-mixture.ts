import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'

/** What is real must not go when the sample company is removed. Throws Invalid when just one of the two is a sample. */
export async function refuseMixture(
  tx: Tx,
  table: 'customers.account' | 'customers.contact',
  { fromId, intoId }: { readonly fromId: number; readonly intoId: number },
): Promise<void> {
  const { rows } = await sql<{ kinds: number }>`
    select count(distinct sample) as kinds from ${sql.table(table)} where id in (${fromId}, ${intoId})`.execute(tx)
  if ((rows[0]?.kinds ?? 0) > 1) throw new Invalid({ into: 'customers:merge.mixture' })
}
