import { sql } from 'kysely'
import { now } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Candidate, Find, KindSettings, PlayTriggerKind, Triggered } from '../../../../web/play-kinds.ts'
import type { Services } from '../../../../web/services.ts'
import { companySettings } from '../../../identity/index.ts'
import { fieldDays } from './field-days.ts'

/** So many days after a play was stopped it still starts those whose day it was; a longer pause is not caught up with. */
const caughtUpDays = 7

/** So many days before or after a date of the account. */
export const dateTrigger: PlayTriggerKind = {
  key: 'date',
  label: 'plays:trigger.date.label',
  icon: 'calendar-clock',
  sentence: 'plays:trigger.date.sentence',
  abouts: ['account'],
  fields: [
    {
      name: 'field',
      type: 'date_field',
      label: 'plays:trigger.date.field',
      required: true,
      initial: 'customers.renews_on',
    },
    { name: 'days', type: 'number', label: 'plays:trigger.date.days', initial: 90, min: 0, max: 730, required: true },
    {
      name: 'when',
      required: true,
      type: 'choice',
      label: 'plays:trigger.date.when',
      initial: 'before',
      choices: [
        { value: 'before', label: 'plays:trigger.date.before' },
        { value: 'after', label: 'plays:trigger.date.after' },
      ],
    },
    { name: 'hour', type: 'number', label: 'plays:trigger.hour', initial: 9, min: 0, max: 23, required: true },
  ],
  async found(tx, services, plays) {
    const { timeZone } = await companySettings(tx)
    const finds: Find[] = []
    for (const play of plays) {
      const day = lastDay(play, timeZone)
      if (day <= play.cursor) continue
      const from = Math.max(play.cursor + 1, day - caughtUpDays)
      finds.push({ playId: play.playId, cursor: day, candidates: await due(tx, services, play, { from, to: day }) })
    }
    return { finds, more: false }
  },
  // Whose day is today is started today, unless the hour is over: then it was yesterday's play.
  async begin(tx, _services, play) {
    const { timeZone } = await companySettings(tx)
    const day = lastDay({ settings: { ...play.settings, hour: 0 } }, timeZone)
    return lastDay(play, timeZone) === day ? day : day - 1
  },
  async standing(tx, services, play) {
    const { timeZone } = await companySettings(tx)
    const day = lastDay({ settings: { ...play.settings, hour: 0 } }, timeZone)
    return due(tx, services, play, { from: day, to: day })
  },
}

/** The next day on which it starts somebody, as far as is known now, and how many; undefined when nobody's day lies ahead. */
export async function nextDay(
  { db, offers }: Pick<Services, 'db' | 'offers'>,
  settings: KindSettings,
): Promise<{ readonly day: Temporal.PlainDate; readonly count: number } | undefined> {
  const { timeZone } = await companySettings(db)
  const days = fieldDays(String(settings.field ?? ''), offers, timeZone)
  const shift = shiftOf(settings)
  const { rows } = await sql<{ day: string; count: number }>`
    select day::text, count(distinct account_id)::int as count from (${days}) dated
    where day > ${epoch.add({ days: lastDay({ settings }, timeZone) + shift }).toString()}::date and day < '9999-01-01'
    group by dated.day order by dated.day limit 1`.execute(db)
  const [next] = rows
  return next && { day: Temporal.PlainDate.from(next.day).subtract({ days: shift }), count: next.count }
}

/** How many days after the one on which it starts the date lies. */
function shiftOf(settings: KindSettings): number {
  return (Number(settings.days) || 0) * (settings.when === 'after' ? -1 : 1)
}

const epoch = Temporal.PlainDate.from('1970-01-01')

/** The last day, counted from 1970, whose hour of starting is over. */
function lastDay({ settings }: Pick<Triggered, 'settings'>, timeZone: string): number {
  const { hour, ...at } = { hour: Number(settings.hour) || 0, zoned: now().toZonedDateTimeISO(timeZone) }
  const day = epoch.until(at.zoned.toPlainDate()).days
  return at.zoned.hour >= hour ? day : day - 1
}

/** Those whose day, shifted, lies on one of these days. The key is their date: each renewal is a cause of its own. */
async function due(
  tx: Tx,
  services: Services,
  { settings }: Pick<Triggered, 'settings'>,
  range: { readonly from: number; readonly to: number },
): Promise<readonly Candidate[]> {
  const shift = shiftOf(settings)
  const day = (count: number) => epoch.add({ days: count + shift }).toString()
  const { timeZone } = await companySettings(tx)
  const days = fieldDays(String(settings.field ?? ''), services.offers, timeZone)
  const { rows } = await sql<{ account_id: number; day: string }>`
    select account_id, day from (${days}) dated
    where day between ${day(range.from)}::date and ${day(range.to)}::date order by account_id`.execute(tx)
  return rows.map(row => ({ accountId: row.account_id, contactId: null, key: row.day, cause: { date: row.day } }))
}
