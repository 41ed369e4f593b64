import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { Candidate, Find, PlayTriggerKind, Triggered } from '../../../../web/play-kinds.ts'
import { standingKey } from '../standing-key.ts'

const mostRead = 5000

/** Who enters a segment, or leaves it, in the order in which that was noticed. */
export const segmentTrigger: PlayTriggerKind = {
  key: 'segment',
  label: 'plays:trigger.segment.label',
  icon: 'shapes',
  sentence: 'plays:trigger.segment.sentence',
  abouts: ['account', 'contact'],
  fields: [
    { name: 'segment', type: 'segment', label: 'plays:trigger.segment.which', required: true },
    {
      name: 'on',
      required: true,
      type: 'choice',
      label: 'plays:trigger.segment.on',
      initial: 'entered',
      choices: [
        { value: 'entered', label: 'plays:trigger.segment.entered' },
        { value: 'left', label: 'plays:trigger.segment.left' },
      ],
    },
  ],
  topics: ['segments'],
  async found(tx, _services, plays) {
    const finds: Find[] = []
    let more = false
    for (const play of plays) {
      const rows = await logged(tx, play)
      more ||= rows.length === mostRead
      finds.push({ playId: play.playId, candidates: rows.map(candidate), cursor: rows.at(-1)?.id ?? play.cursor })
    }
    return { finds, more }
  },
  async begin(tx, _services, { about }) {
    const { rows } = await sql<{ last: number | null }>`select max(id) as last from ${logOf(about)}`.execute(tx)
    return rows[0]?.last ?? 0
  },
  async standing(tx, _services, { about, settings }) {
    // Who is outside of a segment never left it, as far as is known: nobody stands there.
    if (settings.on === 'left') return []
    const id = sql.id(about === 'account' ? 'account_id' : 'contact_id')
    const members = sql.table(about === 'account' ? 'segments.membership_fact' : 'segments.contact_membership_fact')
    const { rows } = await sql<Logged>`
      select 0 as id, ${id} as subject_id, entered_at as at, ${about} as about from ${members}
      where segment_id = ${Number(settings.segment) || 0} order by 2`.execute(tx)
    return rows.map(row => ({ ...candidate(row), key: standingKey() }))
  },
}

interface Logged {
  readonly id: number
  readonly subject_id: number
  readonly at: Date
  readonly about: 'account' | 'contact'
}

async function logged(tx: Tx, { about, settings, cursor }: Triggered): Promise<readonly Logged[]> {
  const id = sql.id(about === 'account' ? 'account_id' : 'contact_id')
  const { rows } = await sql<Logged>`
    select id, ${id} as subject_id, at, ${about} as about from ${logOf(about)}
    where segment_id = ${Number(settings.segment) || 0} and id > ${cursor} and kind = ${settings.on === 'left' ? 'left' : 'entered'}
    order by id limit ${mostRead}`.execute(tx)
  return rows
}

function logOf(about: 'account' | 'contact') {
  return sql.table(about === 'account' ? 'segments.membership_log_fact' : 'segments.contact_membership_log_fact')
}

function candidate({ id, subject_id, at, about }: Logged): Candidate {
  return {
    accountId: about === 'account' ? subject_id : null,
    contactId: about === 'contact' ? subject_id : null,
    key: String(id),
    cause: { at: at.toISOString() },
  }
}
