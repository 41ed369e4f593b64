import { sql } from 'kysely'
import { today } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { Field, Offers } from '../../../web/module.ts'
import { findCompany, staffNames } from '../../identity/index.ts'
import { contactCounts } from '../contacts/queries.ts'
import { foldWords } from '../search/words.ts'
import { type KnownTrait, knownTraits } from '../traits/queries.ts'
import { availableColumns, chosenColumns, type ListColumn } from './columns.ts'
import type { FilterFacts } from './conditions.ts'
import type { AccountRow } from './page.ts'
import type { AccountListQuery } from './query.ts'

/** What a list needs to know before its rows are read. */
export interface ListSetting {
  readonly facts: FilterFacts
  readonly traits: readonly KnownTrait[]
  readonly available: readonly ListColumn[]
  readonly columns: readonly ListColumn[]
}

/** Rows with what belongs to them from elsewhere. */
export interface ListCells {
  readonly rows: readonly AccountRow[]
  readonly owners: ReadonlyMap<string, string>
  readonly contacts: ReadonlyMap<number, number>
  /** By field key and account id. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<number, unknown>>
}

/** Looks up the company's day, the traits there are, and the columns asked for. */
export async function listSetting(db: Db, offers: Offers, query: AccountListQuery): Promise<ListSetting> {
  const [company, traits, words] = await Promise.all([
    findCompany(db),
    knownTraits(db, 'account'),
    foldWords(db, query.q),
  ])
  const available = availableColumns(offers, traits)
  return {
    facts: {
      today: today(company?.timeZone ?? 'UTC'),
      words,
      traitTypes: new Map(traits.map(trait => [trait.key, trait.type])),
    },
    traits,
    available,
    columns: chosenColumns(query.columns, available),
  }
}

/** Adds to the rows what their columns show: names of owners, numbers of contacts, what other modules know. */
export async function fillCells(
  db: Db,
  rows: readonly AccountRow[],
  columns: readonly ListColumn[],
): Promise<ListCells> {
  const ids = rows.map(row => row.id)
  const fields = columns.flatMap(column => ('field' in column ? column.field : []))
  const [owners, contacts, values] = await Promise.all([
    staffNames(
      db,
      rows.flatMap(row => row.owner_id ?? []),
    ),
    columns.some(column => column.key === 'contacts') ? contactCounts(db, ids) : new Map<number, number>(),
    Promise.all(fields.map(field => fieldValues(db, field, ids))),
  ])
  return { rows, owners, contacts, fields: new Map(fields.map((field, i) => [field.key, values[i] ?? new Map()])) }
}

async function fieldValues(db: Db, field: Field, ids: readonly number[]): Promise<ReadonlyMap<number, unknown>> {
  const { rows } = await sql<{ account_id: number; value: unknown }>`
    select account_id, ${sql.ref(field.column)} as value from ${sql.table(field.relation)}
    where account_id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.account_id, row.value]))
}
