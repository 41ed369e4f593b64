import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { SearchReader } from '../../web/readers.ts'

/** Hypotheses by a part of what they say, however width, case and kana are written; the latest first. */
export const searchHypotheses: SearchReader = async (db, query, limit) => {
  const { rows } = await sql<{ id: number; statement: string; about: string | null; sample: boolean }>`
    select id, statement, about, sample from hypotheses.hypothesis
    where position(platform.fold(${query}) in platform.fold(concat_ws(' ', statement, reason, about))) > 0
    order by id desc limit ${limit}`.execute(db)
  return rows.map(({ id, statement, about, sample }) => ({
    kind: 'hypotheses:search.kind',
    title: statement,
    detail: about ?? '',
    href: href(paths.hypothesis, { id }),
    sample,
  }))
}
