import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { refuseLate } from '../../../web/was.ts'
import { type Actor, record } from '../../activity/index.ts'

/** What holds for all plays together. */
export interface PlaySettings {
  /** The share of accounts that no play reaches, between 0 and 0.5. */
  readonly holdout: number
  readonly salt: string
}

/** What holds for all plays together. */
export async function playSettings(db: Db): Promise<PlaySettings> {
  const { holdout, salt } = await db.selectFrom('plays.setting').select(['holdout', 'salt']).executeTakeFirstOrThrow()
  // Stored as real: 0.05 is not exactly that.
  return { holdout: Math.round(holdout * 1000) / 1000, salt }
}

/** How many accounts no play reaches now, as they are drawn. */
export async function countCompanyHeldOut(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from customers.account_fact a cross join plays.setting company
    where plays.draw(company.salt, a.account_id) < company.holdout`.execute(db)
  return rows[0]?.n ?? 0
}

/**
 * Sets the share of accounts that no play reaches. Whoever is in an arm already stays there. Throws Conflict when it is another
 * than `was` said.
 */
export async function setCompanyHoldout(
  tx: Tx,
  actor: Actor,
  { holdout, was }: { readonly holdout: number; readonly was: string | undefined },
): Promise<void> {
  const { holdout: stored } = await tx
    .selectFrom('plays.setting')
    .select('holdout')
    .forUpdate()
    .executeTakeFirstOrThrow()
  refuseLate(was, Math.round(stored * 1000))
  await tx
    .updateTable('plays.setting')
    .set({ holdout, updated_at: nowDate(), updated_by: actor.kind === 'staff' ? actor.id : null })
    .execute()
  await record(tx, actor, { name: 'plays.holdout_changed', data: { percent: Math.round(holdout * 1000) / 10 } })
}
