import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { TimelineEntry, TimelineReader } from '../../web/readers.ts'
import type { Ending } from './tables.ts'

interface Row {
  readonly kind: 'entered' | 'left' | 'held_out'
  readonly at: Date
  readonly play_id: number
  readonly play: string
  readonly enrollment_id: number | null
  readonly contact: string | null
  readonly ended_by: Ending | null
  readonly ended_detail: string | null
}

const looks = {
  entered: { icon: 'workflow', tone: 'accent' },
  left: { icon: 'flag', tone: 'neutral' },
  held_out: { icon: 'scale', tone: 'neutral' },
} as const

/** When an account entered plays, left them and why, and was held out. What plays did with it is told by who did it. */
export const readTimeline: TimelineReader = async (db, accountId, { before, limit }) => {
  const { rows } = await sql<Row>`
    select told.kind, told.at, told.play_id, p.name as play, told.enrollment_id, c.label as contact, told.ended_by,
           told.ended_detail
    from (
      (select 'entered' as kind, entered_at as at, play_id, id as enrollment_id, contact_id, null as ended_by,
              null as ended_detail
       from plays.enrollment where account_id = ${accountId} and entered_at < ${before}
       order by entered_at desc limit ${limit})
      union all
      (select 'left', ended_at, play_id, id, contact_id, ended_by, ended_detail
       from plays.enrollment where account_id = ${accountId} and ended_at < ${before}
       order by ended_at desc limit ${limit})
      union all
      (select 'held_out', entered_at, play_id, null, null, null, null
       from plays.arm where account_id = ${accountId} and arm = 'held_out' and entered_at < ${before}
       order by entered_at desc limit ${limit})
    ) told
    join plays.play p on p.id = told.play_id
    left join customers.contact_fact c on c.contact_id = told.contact_id
    order by told.at desc, told.kind limit ${limit}`.execute(db)
  return rows.map(entry)
}

function entry(row: Row): TimelineEntry {
  const detail = row.ended_by === 'exit' || row.ended_by === 'stopped' ? row.ended_detail : null
  const note = [row.contact, detail].filter(Boolean).join(' · ')
  return {
    at: row.at,
    ...looks[row.kind],
    text: row.kind === 'left' ? `plays:timeline.left.${row.ended_by ?? 'finished'}` : `plays:timeline.${row.kind}`,
    values: { play: row.play },
    ...(note && { note }),
    href:
      row.enrollment_id === null
        ? href(paths.play, { id: row.play_id })
        : href(paths.enrollment, { id: row.enrollment_id }),
  }
}
