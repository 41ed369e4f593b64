import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Band } from '../tables.ts'

/** How present scores are spread, and how sure they are. */
export interface Spread {
  readonly total: number
  readonly bands: Readonly<Record<Band, number>>
  /** Accounts with a score of 0–9, 10–19, … 90–100. */
  readonly counts: readonly number[]
  /** Mean share of weight that had data, of accounts with a score; null when there is none. */
  readonly confidence: number | null
  readonly overridden: number
  /** Accounts, and their mean score, by id of the model. */
  readonly models: ReadonlyMap<number, { readonly accounts: number; readonly mean: number | null }>
}

/** In which parts of a point, and of the whole weight, sums are counted: see health.score_count. */
const partsOfScore = 1000
const partsOfConfidence = 1_000_000

interface Group {
  readonly model_id: number
  readonly band: Band
  readonly bin: number | null
  readonly accounts: number
  readonly overridden: number
  readonly scores: number | null
  readonly confidence: number
}

/** How present scores are spread, from what is counted whenever scores are written. */
export async function spreadOfScores(db: Db): Promise<Spread> {
  const { rows } = await sql<Group>`
    with spread as (
      select version_id, band, bin, sum(accounts)::bigint as accounts, sum(overridden)::bigint as overridden,
        sum(scores)::float8 / ${partsOfScore} as scores, sum(confidence)::float8 / ${partsOfConfidence} as confidence
      from health.score_count group by 1, 2, 3 having sum(accounts) > 0
    )
    select v.model_id, s.* from spread s join health.model_version v on v.id = s.version_id`.execute(db)
  const known = rows.filter(row => row.band !== 'unknown')
  const sum = (groups: readonly Group[], of: (group: Group) => number) =>
    groups.reduce((total, group) => total + of(group), 0)
  const inBand = (band: Band) => sum(rows.filter(row => row.band === band), row => row.accounts) // biome-ignore format: one sum
  const scored = sum(known, row => row.accounts)
  return {
    total: sum(rows, row => row.accounts),
    bands: { good: inBand('good'), care: inBand('care'), bad: inBand('bad'), unknown: inBand('unknown') },
    counts: Array.from({ length: 10 }, (_, bin) => sum(known.filter(row => row.bin === bin), row => row.accounts)), // biome-ignore format: one sum
    confidence: scored > 0 ? sum(known, row => row.confidence) / scored : null,
    overridden: sum(rows, row => row.overridden),
    models: new Map(
      [...Map.groupBy(rows, row => row.model_id)].map(([id, groups]) => {
        const withScore = sum(groups.filter(({ band }) => band !== 'unknown'), row => row.accounts) // biome-ignore format: one sum
        const mean = withScore > 0 ? sum(groups, row => row.scores ?? 0) / withScore : null
        return [id, { accounts: sum(groups, row => row.accounts), mean }]
      }),
    ),
  }
}

/** The accounts whose score moved most within a week, each list with the largest move first. */
export async function movers(
  db: Db,
  limit: number,
): Promise<{ readonly fallen: readonly number[]; readonly risen: readonly number[] }> {
  const { rows } = await sql<{ account_id: number; change: number }>`
    (select account_id, score - week_ago as change from health.score
     where score - week_ago <= -1 order by score - week_ago, account_id limit ${limit})
    union all
    (select account_id, score - week_ago from health.score
     where score - week_ago >= 1 order by score - week_ago desc, account_id desc limit ${limit})`.execute(db)
  return {
    fallen: rows.filter(row => row.change < 0).map(row => row.account_id),
    risen: rows.filter(row => row.change > 0).map(row => row.account_id),
  }
}

/**
 * Of how many accounts without a score an event was heard, so that other things lack. Goes through those without a score or
 * those that were heard, whichever are fewer; where both are many a page takes what the last round found.
 */
export async function heardWithoutScore(db: Db): Promise<number> {
  const { rows } = await sql<{ heard: number }>`
    select count(*) as heard
    from health.score s join events.sign_of_life l on l.account_id = s.account_id where s.score is null`.execute(db)
  return rows[0]?.heard ?? 0
}

/** What lists show of an account beside its health. */
export interface ListedAccount {
  readonly id: number
  readonly name: string
  readonly externalId: string | null
  readonly sample: boolean
  readonly monthlyAmount: number | null
  readonly currency: string
  readonly customerSince: string | null
  /** Whether an event ever came. */
  readonly heard: boolean
}

/** Facts about accounts by id, for lists. */
export async function accountsById(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, ListedAccount>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: number
    name: string
    external_id: string | null
    sample: boolean
    monthly_amount: number | null
    currency: string
    customer_since: string | null
    heard: boolean
  }>`
    select a.account_id as id, a.name, a.external_id, a.sample, a.monthly_amount, a.currency, a.customer_since, l.account_id is not null as heard
    from customers.account_fact a left join events.sign_of_life l on l.account_id = a.account_id
    where a.account_id = any(${[...ids]}::bigint[])`.execute(db)
  return new Map(
    rows.map(row => [
      row.id,
      {
        id: row.id,
        name: row.name,
        externalId: row.external_id,
        sample: row.sample,
        monthlyAmount: row.monthly_amount,
        currency: row.currency,
        customerSince: row.customer_since,
        heard: row.heard,
      },
    ]),
  )
}

/** Where a page of the accounts of a band begins: after this score (null in the band of those without one) and id. */
export interface BandCursor {
  readonly score: number | null
  readonly id: number
}

/**
 * Ids of the accounts of a band, the lowest score first, along the index of scores. Each version has limits of its own: where
 * the band may lie at all is read off those that are in use.
 */
export async function accountsInBand(
  db: Db,
  band: Band,
  limit: number,
  after?: BandCursor,
): Promise<readonly BandCursor[]> {
  const beyond = !after
    ? sql`true`
    : band === 'unknown'
      ? sql`account_id > ${after.id}::bigint`
      : sql`(score, account_id) > (${after.score}::real, ${after.id}::bigint)`
  const { rows } = await sql<BandCursor>`
    select score, account_id as id from health.score
    where band = ${band} and ${withinBand(band)} and ${beyond} order by score, account_id limit ${limit}`.execute(db)
  return rows
}

function withinBand(band: Band) {
  const limit = (which: 'min' | 'max', name: 'care' | 'good') => sql`(
    select ${sql.id(which)}((v.definition #>> ${`{bands,${name}}`}::text[])::real) from health.model_version v
    where v.id in (select version_id from health.score_count group by version_id having sum(accounts) > 0))`
  if (band === 'unknown') return sql`score is null`
  if (band === 'good') return sql`score >= ${limit('min', 'good')}`
  if (band === 'care') return sql`score >= ${limit('min', 'care')} and score < ${limit('max', 'good')}`
  return sql`score < ${limit('max', 'care')}`
}
