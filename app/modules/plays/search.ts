import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { SearchReader } from '../../web/readers.ts'

/** Plays by a part of their name, however width, case and kana are written; those that are on first. */
export const searchPlays: SearchReader = async (db, query, limit) => {
  const { rows } = await sql<{ id: number; name: string; description: string; sample: boolean }>`
    select id, name, description, sample from plays.play
    where position(platform.fold(${query}) in platform.fold(name)) > 0
    order by state <> 'live', state = 'archived', name, id limit ${limit}`.execute(db)
  return rows.map(({ id, name, description, sample }) => ({
    kind: 'plays:search.kind',
    title: name,
    detail: description,
    href: href(paths.play, { id }),
    sample,
  }))
}
