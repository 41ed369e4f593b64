import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { PlayAbout, Triggered } from '../../../web/play-kinds.ts'
import type { Trigger } from '../definition/definition.ts'

/** A live play with what starts it. */
export interface LivePlay extends Triggered {
  readonly versionId: number
  readonly kind: string
}

interface Row {
  readonly play_id: number
  readonly version_id: number
  readonly about: PlayAbout
  readonly trigger: Trigger
  readonly audience: unknown
  readonly sample: boolean
  readonly key_property: string | null
  readonly trigger_cursor: number
  readonly live_since: Date
}

/** All plays that are live. */
export async function livePlays(tx: Tx): Promise<readonly LivePlay[]> {
  const { rows } = await sql<Row>`
    select p.id as play_id, v.id as version_id, p.about, p.sample, v.definition -> 'trigger' as trigger,
           v.definition -> 'audience' as audience, p.trigger_cursor, p.live_since,
           v.definition -> 'reentry' ->> 'property' as key_property
    from plays.play p join plays.play_version v on v.id = p.live_version_id
    where p.state = 'live' order by p.id`.execute(tx)
  return rows.map(row => ({
    playId: row.play_id,
    versionId: row.version_id,
    about: row.about,
    kind: row.trigger.kind,
    settings: row.trigger.settings,
    properties: row.trigger.properties ?? [],
    audience: row.audience,
    sample: row.sample,
    ...(row.key_property && { keyProperty: row.key_property }),
    cursor: row.trigger_cursor,
    liveSince: row.live_since,
  }))
}
