import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import type { RiskInput } from '../risk/inputs.ts'
import { useKey } from '../scoring/definition.ts'

/** What is measured for learning: the last four weeks, and the same against the four weeks before. */
const window = 28

export interface LearningUse {
  readonly measure: string
  readonly window: number
  readonly compare?: 'previous'
}

/**
 * The inputs that risk may be learned from. `trait:KEY` as the company sent it, `measure:USE` at a moment,
 * `account:NAME` for what Banso knows of every account.
 */
export interface LearningInputs {
  readonly inputs: readonly RiskInput[]
  readonly uses: readonly LearningUse[]
}

const accountInputs: readonly RiskInput[] = [
  { key: 'account:kind', kind: 'category' },
  { key: 'account:plan', kind: 'category' },
  { key: 'account:tenure_days', kind: 'number' },
]

const amountKey = 'account:monthly_amount:'

/** The input that holds the monthly amount, one for each currency: nothing says what amounts of one are worth in another. */
export function amountInput(currency: string): string {
  return amountKey + currency
}

/** The currency of such an input; undefined for others. */
export function currencyOf(key: string): string | undefined {
  return key.startsWith(amountKey) ? key.slice(amountKey.length) : undefined
}

/**
 * Everything that can be known at a past moment: measures over dated rows (a measure without a window only knows the
 * present, so it would leak), traits with their times, and the subscription of that day.
 */
export async function learningInputs(db: Db | Tx, offers: Offers): Promise<LearningInputs> {
  const uses = [...offers.measures.values()]
    .filter(measure => measure.on !== undefined)
    .flatMap(({ key, empty }): LearningUse[] => [
      { measure: key, window },
      // What is unknown without rows has no amount that could have grown or shrunk.
      ...(empty === null ? [] : [{ measure: key, window, compare: 'previous' as const }]),
    ])
  const traits = await db
    .selectFrom('customers.trait_fact')
    .select(['key', 'type'])
    .where('subject', '=', 'account')
    .where('type', '!=', 'date')
    .orderBy('key')
    .execute()
  const { rows: paid } = await sql<{ currency: string }>`
    select distinct currency from customers.account_fact where last_monthly_amount > 0 order by currency`.execute(db)
  const kinds = { number: 'number', boolean: 'boolean', text: 'category', mixed: 'category' } as const
  return {
    uses,
    inputs: [
      ...accountInputs,
      ...paid.map(({ currency }) => ({ key: amountInput(currency), kind: 'number' as const })),
      ...uses.map(use => ({ key: measureInput(use), kind: 'number' as const })),
      ...traits.map(trait => ({ key: `trait:${trait.key}`, kind: kinds[trait.type as keyof typeof kinds] })),
    ],
  }
}

/** The input key of a measure use. */
export function measureInput(use: LearningUse): string {
  return `measure:${useKey(use)}`
}

/** The uses that a model's input keys need, to measure no more than that. */
export function usesOf(keys: readonly string[]): readonly LearningUse[] {
  return keys.flatMap(key => {
    if (!key.startsWith('measure:')) return []
    const [measure = '', days, , compare] = key.slice('measure:'.length).split('|')
    return [{ measure, window: Number(days), ...(compare === 'previous' ? { compare: 'previous' as const } : {}) }]
  })
}
