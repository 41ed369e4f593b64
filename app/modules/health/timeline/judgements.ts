import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { TimelineEntry } from '../../../web/readers.ts'
import { staffNames } from '../../identity/index.ts'
import type { SentimentValue } from '../sentiments.ts'

interface Row {
  readonly at: Date
  readonly kind: 'set' | 'ended' | 'expired' | 'felt' | 'withdrawn'
  readonly value: number
  readonly words: string | null
  readonly staff_id: string | null
}

/** What people said of an account: overrides that began and ended (not by the next one), and feelings, also those that were taken back. */
export async function judgements(
  db: Db,
  accountId: number,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<readonly TimelineEntry[]> {
  const { rows } = await sql<Row>`
    select * from (
      select created_at as at, 'set' as kind, score::float8 as value, reason as words, staff_id
      from health.override where account_id = ${accountId}
      union all
      select ended_at, case when ended_by is null then 'expired' else 'ended' end, score, null, ended_by
      from health.override o
      where account_id = ${accountId} and ended_at is not null and not exists (
        select from health.override next where next.account_id = o.account_id and next.created_at = o.ended_at)
      union all
      select created_at, 'felt', value, note, staff_id from health.sentiment where account_id = ${accountId}
      union all
      select withdrawn_at, 'withdrawn', value, null, withdrawn_by from health.sentiment
      where account_id = ${accountId} and withdrawn_at is not null
    ) judged
    where at < ${before} order by at desc limit ${limit}`.execute(db)
  const names = await staffNames(
    db,
    rows.flatMap(row => row.staff_id ?? []),
  )
  return rows.map(row => {
    const note = [names.get(row.staff_id ?? ''), row.words].filter(Boolean).join(' · ')
    return { at: row.at, ...told(row), ...(note && { note }) }
  })
}

function told({ kind, value }: Row): Pick<TimelineEntry, 'icon' | 'tone' | 'text' | 'values'> {
  switch (kind) {
    case 'set':
      return {
        icon: 'hand',
        tone: 'accent',
        text: 'health:timeline.overridden',
        values: { score: Math.round(value) },
      }
    case 'ended':
      return { icon: 'hand', tone: 'neutral', text: 'health:timeline.overrideEnded' }
    case 'expired':
      return { icon: 'hand', tone: 'neutral', text: 'health:timeline.overrideExpired' }
    case 'felt':
      return {
        icon: 'message-circle-heart',
        tone: value >= 75 ? 'good' : value >= 50 ? 'neutral' : 'care',
        text: `health:timeline.felt.${value as SentimentValue}`,
      }
    case 'withdrawn':
      return { icon: 'undo-2', tone: 'neutral', text: `health:timeline.withdrawn.${value as SentimentValue}` }
  }
}
