import { type RawBuilder, sql } from 'kysely'

/** A relation that a module offers, such as `events.usage_day`. Throws on anything that is not plainly its name. */
export function relationNamed(name: string): RawBuilder<unknown> {
  if (!/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name of a relation`)
  return sql.table(name)
}

/** A column of such a relation. Throws likewise. */
export function columnNamed(name: string): RawBuilder<unknown> {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name of a column`)
  return sql.id(name)
}
