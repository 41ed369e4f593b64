import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { RiskModel, TrainRefusal } from '../risk/train.ts'
import type { RiskReason } from './predictions.ts'

/** A training and what came of it. */
export interface Training {
  readonly id: number
  readonly status: 'training' | 'ready' | 'refused' | 'failed'
  readonly active: boolean
  readonly kind: 'dated' | 'undated' | null
  readonly horizonDays: number | null
  readonly progress: number
  readonly stage: string | null
  readonly model: RiskModel | null
  readonly refusal: TrainRefusal | null
  readonly error: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** The last training, and the one whose predictions are shown; they may be the same. */
export async function trainings(
  db: Db,
): Promise<{ readonly last: Training | undefined; readonly active: Training | undefined }> {
  const rows = await db
    .selectFrom('health.risk_model')
    .selectAll()
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('active', '=', true),
        eb(
          'id',
          '=',
          selectFrom('health.risk_model').select(({ fn }) => fn.max('id').as('id')),
        ),
      ]),
    )
    .orderBy('id', 'desc')
    .execute()
  const found = rows.map(row => ({
    id: row.id,
    status: row.status,
    active: row.active,
    kind: row.kind,
    horizonDays: row.horizon_days,
    progress: row.progress,
    stage: row.stage,
    model: row.model as RiskModel | null,
    refusal: row.reason ? (JSON.parse(row.reason) as TrainRefusal) : null,
    error: row.error,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }))
  return { last: found[0], active: found.find(training => training.active) }
}

/** An account in the list of those most likely to leave. */
export interface RiskyAccount {
  readonly id: number
  readonly name: string
  readonly sample: boolean
  readonly externalId: string | null
  readonly monthlyAmount: number | null
  readonly currency: string
  readonly owner: string | null
  readonly score: number | null
  readonly probability: number
  readonly reasons: readonly RiskReason[]
}

/** Where a page of the list begins: after this probability and id. */
export interface RiskCursor {
  readonly probability: number
  readonly id: number
}

/** Accounts by risk, highest first, a page at a time along the index. */
export async function riskiestAccounts(db: Db, limit: number, after?: RiskCursor): Promise<readonly RiskyAccount[]> {
  const { rows } = await sql<RiskyAccountRow>`
    with page as (
      select r.account_id, r.probability, r.reasons from health.risk r
      where ${after ? sql`(r.probability, -r.account_id) < (${after.probability}::real, ${-after.id}::bigint)` : sql`true`}
      order by r.probability desc, r.account_id limit ${limit}
    )
    select p.*, a.name, a.sample, a.external_id, a.monthly_amount, a.currency, owner.name as owner, s.score
    from page p
    join customers.account_fact a on a.account_id = p.account_id
    left join identity.person owner on owner.id = a.owner_id
    left join health.score s on s.account_id = p.account_id
    order by p.probability desc, p.account_id`.execute(db)
  return rows.map(row => ({
    id: row.account_id,
    name: row.name,
    sample: row.sample,
    externalId: row.external_id,
    monthlyAmount: row.monthly_amount,
    currency: row.currency,
    owner: row.owner,
    score: row.score,
    probability: row.probability,
    reasons: row.reasons,
  }))
}

interface RiskyAccountRow {
  account_id: number
  name: string
  sample: boolean
  external_id: string | null
  monthly_amount: number | null
  currency: string
  owner: string | null
  score: number | null
  probability: number
  reasons: readonly RiskReason[]
}

/** How many accounts have a prediction, and how their risks are spread over ten bins of equal width. */
export async function riskSpread(db: Db): Promise<{ readonly total: number; readonly counts: readonly number[] }> {
  const { rows } = await sql<{ bin: number; count: number }>`
    select bin, sum(accounts)::bigint as count from health.risk_count group by bin`.execute(db)
  const counts = Array.from({ length: 10 }, (_, bin) => rows.find(row => row.bin === bin)?.count ?? 0)
  return { total: counts.reduce((sum, count) => sum + count, 0), counts }
}
