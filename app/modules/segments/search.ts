import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { SearchReader } from '../../web/readers.ts'

/** Segments by a part of their name, however width, case and kana are written. */
export const searchSegments: SearchReader = async (db, query, limit) => {
  const { rows } = await sql<{ id: number; name: string; description: string }>`
    select s.id, s.name, s.description
    from segments.segment s join segments.evaluation e on e.segment_id = s.id
    where position(platform.fold(${query}) in platform.fold(s.name)) > 0
    order by e.members desc, s.id limit ${limit}`.execute(db)
  return rows.map(({ id, name, description }) => ({
    kind: 'segments:search.kind',
    title: name,
    detail: description,
    href: href(paths.segment, { id }),
  }))
}
