import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Measure, Offers } from '../../../web/module.ts'

/** Texts that measures can be pinned to, such as names of events, by the relation that holds them. */
export type Suggestions = ReadonlyMap<string, readonly string[]>

const mostRows = 20_000
const mostTexts = 100
const recentDays = 30

/** What has occurred lately, most frequent first: a look at some rows, since all would take too long to only suggest. */
export async function suggestTexts(db: Db, offers: Pick<Offers, 'measures'>, day: string): Promise<Suggestions> {
  const pinned = [...offers.measures.values()].filter(({ of }) => of !== undefined)
  const relations = new Map(pinned.map(measure => [relationKey(measure), measure]))
  const found = await Promise.all(
    [...relations].map(async ([key, { relation, of = '', on }]) => {
      const recent = on ? sql`where ${sql.ref(on)} > ${day}::date - ${recentDays}::int` : sql``
      const { rows } = await sql<{ text: string }>`
        select text from (
          select ${sql.ref(of)} as text from ${sql.table(relation)} ${recent} limit ${mostRows}
        ) recent
        where text is not null group by text order by count(*) desc, text limit ${mostTexts}`.execute(db)
      return [key, rows.map(row => row.text)] as const
    }),
  )
  return new Map(found)
}

/** Under which the suggestions for a measure are found, also as an id on the page. */
export function relationKey({ relation, of }: Measure): string {
  return `${relation}.${of}`.replaceAll('.', '-')
}

/**
 * The offered measures by the module that offers them, in the order of modules. Those that only stand in for another one
 * where the past is looked at are left out, since they say the same.
 */
export function measuresByModule(offers: Pick<Offers, 'measures'>): ReadonlyMap<string, readonly Measure[]> {
  const all = [...offers.measures.values()]
  const substitutes = new Set(all.flatMap(({ past }) => past?.measure ?? []))
  const choosable = all.filter(({ key }) => !substitutes.has(key))
  return Map.groupBy(choosable, ({ key }) => key.split('.')[0] ?? '')
}
