import { sql } from 'kysely'
import { nowDate } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Candidate, PlayTriggerKind, Triggered } from '../../../../web/play-kinds.ts'
import { type HeardEvent, heardTopic, meetsProperties, takeHeard, watchEvents } from '../../../events/index.ts'
import { textOf } from '../../steps/settings.ts'
import { livePlays } from '../live-plays.ts'
import { readProperties } from '../read-properties.ts'
import { shortened } from '../shortened.ts'
import { standingKey } from '../standing-key.ts'

const mostTaken = 5000
/** Dry runs take those for candidates who did it within so many days. */
const standingDays = 30

/** Somebody does something, with conditions on what is said about it. */
export const eventTrigger: PlayTriggerKind = {
  key: 'event',
  label: 'plays:trigger.event.label',
  icon: 'zap',
  sentence: 'plays:trigger.event.sentence',
  abouts: ['account', 'contact'],
  fields: [{ name: 'event', type: 'event', label: 'plays:trigger.event.which', required: true, max: 200 }],
  topics: [heardTopic],
  // What was heard is gone for all plays once it is taken.
  shared: true,
  async found(tx, _services, plays) {
    const heard = await takeHeard(tx, mostTaken)
    const finds = plays.map(play => {
      const meant = heard.filter(event => isMeant(play, event))
      const fit = new Set(meant.filter(event => isAsAsked(play, event)))
      return {
        playId: play.playId,
        cursor: play.cursor,
        candidates: [...fit].map(event => candidate(play, event)),
        unfit: meant.filter(event => !fit.has(event)).map(event => candidate(play, event)),
      }
    })
    return { finds, more: heard.length === mostTaken }
  },
  watch: (tx, _services, live) => watchFor(tx, live),
  standing: (tx, _services, play) => didItLately(tx, play),
}

/** From now on only the events that live plays wait for are noticed. */
export async function watchForPlays(tx: Tx): Promise<void> {
  const live = await livePlays(tx)
  await watchFor(
    tx,
    live.filter(play => play.kind === eventTrigger.key),
  )
}

async function watchFor(tx: Tx, plays: readonly Pick<Triggered, 'settings'>[]): Promise<void> {
  await watchEvents(
    tx,
    plays.map(play => textOf(play.settings, 'event')),
  )
}

function isMeant({ about, settings, liveSince }: Triggered, event: HeardEvent): boolean {
  const known = about === 'contact' ? event.contactId : event.accountId
  return known !== null && event.name === textOf(settings, 'event') && event.at >= liveSince
}

function isAsAsked({ properties }: Triggered, event: HeardEvent): boolean {
  const conditions = readProperties(properties)
  return conditions !== undefined && meetsProperties(event.properties, conditions)
}

function candidate({ about, keyProperty }: Triggered, event: HeardEvent): Candidate {
  const value = keyProperty ? event.properties[keyProperty] : undefined
  return {
    accountId: event.accountId,
    contactId: about === 'contact' ? event.contactId : null,
    key: event.messageId,
    cause: {
      event: event.name,
      at: event.at.toISOString(),
      ...(value !== undefined && { [`property.${keyProperty}`]: shortened(String(value), 200) }),
    },
  }
}

/** Who did it lately, whatever its properties were: use is kept by day, without them. */
async function didItLately(
  tx: Tx,
  { about, settings }: Pick<Triggered, 'about' | 'settings'>,
): Promise<readonly Candidate[]> {
  const contacts = about === 'contact'
  const since = new Date(nowDate().getTime() - standingDays * 86_400_000)
  const { rows } = await sql<{ account_id: number; contact_id: number | null }>`
    select distinct on (${contacts ? sql`contact_id` : sql`account_id`}) account_id,
           ${contacts ? sql`contact_id` : sql`null::bigint as contact_id`}
    from events.usage_day
    where name = ${textOf(settings, 'event')} and day > ${since.toISOString().slice(0, 10)}::date and account_id > 0
      ${contacts ? sql`and contact_id > 0` : sql``}
    order by ${contacts ? sql`contact_id` : sql`account_id`}`.execute(tx)
  return rows.map(row => ({ accountId: row.account_id, contactId: row.contact_id, key: standingKey(), cause: {} }))
}
