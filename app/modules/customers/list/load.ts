import { sql } from 'kysely'
import { today } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { Field, Offers } from '../../../web/module.ts'
import { findCompany, staffNames } from '../../identity/index.ts'
import { contactCounts } from '../contacts/queries.ts'
import { foldWords } from '../search/words.ts'
import { type KnownTrait, knownTraits } from '../traits/queries.ts'
import { availableColumns, chosenColumns, type ListColumn, usualColumns } from './columns.ts'
import type { AccountRow } from './page.ts'
import type { AccountListQuery } from './query.ts'
import type { ListFacts } from './stretch.ts'

/** What a list needs to know before its rows are read. */
export interface ListSetting {
  readonly facts: ListFacts
  readonly traits: readonly KnownTrait[]
  readonly available: readonly ListColumn[]
  readonly columns: readonly ListColumn[]
  /** Fields that judge others, by the key of what they judge. */
  readonly verdicts: ReadonlyMap<string, Field>
}

/** Rows with what belongs to them from elsewhere. */
export interface ListCells {
  readonly rows: readonly AccountRow[]
  readonly owners: ReadonlyMap<string, string>
  readonly contacts: ReadonlyMap<number, number>
  /** By field key and account id. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<number, unknown>>
  /** The fields that judge those that are shown, by key. */
  readonly verdicts: ReadonlyMap<string, Field>
}

/** Looks up the company's day, the traits there are, and the columns asked for. */
export async function listSetting(db: Db, offers: Offers, query: AccountListQuery): Promise<ListSetting> {
  const [company, traits, words] = await Promise.all([
    findCompany(db),
    knownTraits(db, 'account'),
    foldWords(db, query.q),
  ])
  const available = availableColumns(offers, traits)
  const timeZone = company?.timeZone ?? 'UTC'
  return {
    facts: {
      today: today(timeZone),
      timeZone,
      words,
      traitTypes: new Map(traits.map(trait => [trait.key, trait.type])),
      segments: offers.segments,
      sortField: offers.fields.get(query.sort.key),
    },
    traits,
    available,
    columns: query.columns.length > 0 ? chosenColumns(query.columns, available) : usualColumns(available),
    verdicts: new Map(
      [...offers.fields.values()].flatMap(({ key, verdict }) => {
        const field = verdict && offers.fields.get(verdict)
        return field ? [[key, field] as const] : []
      }),
    ),
  }
}

/** Adds to the rows what their columns show: names of owners, numbers of contacts, what other modules know. */
export async function fillCells(
  db: Db,
  rows: readonly AccountRow[],
  { columns, verdicts }: Pick<ListSetting, 'columns' | 'verdicts'>,
): Promise<ListCells> {
  const ids = rows.map(row => row.id)
  const shown = columns.flatMap(column => ('field' in column ? column.field : []))
  const all = [...new Set(shown.flatMap(field => [field, verdicts.get(field.key) ?? field]))]
  const byRelation = [...Map.groupBy(all, field => field.relation).values()]
  const [owners, contacts, values] = await Promise.all([
    staffNames(
      db,
      rows.flatMap(row => row.owner_id ?? []),
    ),
    columns.some(column => column.key === 'contacts') ? contactCounts(db, ids) : new Map<number, number>(),
    Promise.all(byRelation.map(fields => fieldValues(db, fields, ids))),
  ])
  return { rows, owners, contacts, fields: new Map(values.flat()), verdicts }
}

/** The values of fields of one relation, by key and account. */
async function fieldValues(
  db: Db,
  fields: readonly Field[],
  ids: readonly number[],
): Promise<(readonly [string, ReadonlyMap<number, unknown>])[]> {
  const relation = fields[0]?.relation
  if (relation === undefined) return []
  const columns = sql.join(fields.map((field, place) => sql`${sql.ref(field.column)} as ${sql.ref(`value_${place}`)}`))
  const { rows } = await sql<{ account_id: number } & Record<`value_${number}`, unknown>>`
    select account_id, ${columns} from ${sql.table(relation)} where account_id = any(${ids}::bigint[])`.execute(db)
  return fields.map(
    ({ key }, place) => [key, new Map(rows.map(row => [row.account_id, row[`value_${place}`]]))] as const,
  )
}
