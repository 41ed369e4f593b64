import { sql } from 'kysely'
import { now } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Candidate, Find, KindSettings, PlayTriggerKind, Triggered } from '../../../../web/play-kinds.ts'
import { companySettings } from '../../../identity/index.ts'

/** Everybody of the audience, again and again. */
export const scheduleTrigger: PlayTriggerKind = {
  key: 'schedule',
  label: 'plays:trigger.schedule.label',
  icon: 'repeat',
  sentence: 'plays:trigger.schedule.sentence',
  abouts: ['account', 'contact'],
  fields: [
    {
      name: 'every',
      required: true,
      type: 'choice',
      label: 'plays:trigger.schedule.every',
      initial: 'week',
      choices: [
        { value: 'day', label: 'plays:trigger.schedule.day' },
        { value: 'week', label: 'plays:trigger.schedule.week' },
        { value: 'month', label: 'plays:trigger.schedule.month' },
      ],
    },
    {
      name: 'weekday',
      required: true,
      type: 'choice',
      label: 'plays:trigger.schedule.weekday',
      initial: '1',
      when: { field: 'every', is: ['week'] },
      choices: ([1, 2, 3, 4, 5, 6, 7] as const).map(day => ({
        value: String(day),
        label: `plays:weekday.${day}` as const,
      })),
    },
    {
      name: 'monthday',
      required: true,
      type: 'number',
      label: 'plays:trigger.schedule.monthday',
      initial: 1,
      min: 1,
      max: 28,
      when: { field: 'every', is: ['month'] },
    },
    { name: 'hour', type: 'number', label: 'plays:trigger.hour', initial: 9, min: 0, max: 23, required: true },
  ],
  async found(tx, _services, plays) {
    const { timeZone } = await companySettings(tx)
    const finds: Find[] = []
    for (const play of plays) {
      const last = lastTurn(play, timeZone)
      const cursor = Math.floor(last.epochMilliseconds / 1000)
      if (cursor <= play.cursor) continue
      finds.push({ playId: play.playId, cursor, candidates: await everybody(tx, play, last.toPlainDate().toString()) })
    }
    return { finds, more: false }
  },
  async begin(tx, _services, play) {
    const { timeZone } = await companySettings(tx)
    return Math.floor(lastTurn(play, timeZone).epochMilliseconds / 1000)
  },
  async standing(tx, _services, play) {
    const { timeZone } = await companySettings(tx)
    return everybody(tx, play, lastTurn(play, timeZone).toPlainDate().toString())
  },
}

/** The last time it was due. Where the clock is put on over the hour, it is due when the clock goes on. */
function lastTurn({ settings }: Pick<Triggered, 'settings'>, timeZone: string): Temporal.ZonedDateTime {
  const present = now().toZonedDateTimeISO(timeZone)
  const at = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour: Number(settings.hour) || 0 }) })
  const today = present.toPlainDate()
  const isOver = (one: Temporal.ZonedDateTime) => Temporal.ZonedDateTime.compare(one, present) <= 0
  if (settings.every === 'day') return isOver(at(today)) ? at(today) : at(today.subtract({ days: 1 }))
  if (settings.every === 'month') {
    const turn = at(today.with({ day: Number(settings.monthday) || 1 }))
    return isOver(turn) ? turn : at(today.with({ day: Number(settings.monthday) || 1 }).subtract({ months: 1 }))
  }
  const back = (today.dayOfWeek - (Number(settings.weekday) || 1) + 7) % 7
  const day = today.subtract({ days: back })
  return isOver(at(day)) ? at(day) : at(day.subtract({ days: 7 }))
}

/** The next time it is due. */
export function nextTurn(settings: KindSettings, timeZone: string): Date {
  const begin = now().toZonedDateTimeISO(timeZone).startOfDay()
  // Within a month and a day each day of the week and of the month has come.
  for (let ahead = 0; ; ahead++) {
    const turn = turnOn(settings, begin.toPlainDate().add({ days: ahead }), timeZone)
    if (turn && turn.epochMilliseconds > now().epochMilliseconds) return new Date(turn.epochMilliseconds)
  }
}

function turnOn(settings: KindSettings, day: Temporal.PlainDate, timeZone: string): Temporal.ZonedDateTime | undefined {
  const isDay =
    settings.every === 'day' ||
    (settings.every === 'month'
      ? day.day === (Number(settings.monthday) || 1)
      : day.dayOfWeek === (Number(settings.weekday) || 1))
  const plainTime = Temporal.PlainTime.from({ hour: Number(settings.hour) || 0 })
  return isDay ? day.toZonedDateTime({ timeZone, plainTime }) : undefined
}

async function everybody(tx: Tx, { about }: Pick<Triggered, 'about'>, day: string): Promise<readonly Candidate[]> {
  const contacts = about === 'contact'
  const { rows } = await sql<{ id: number }>`
    select ${sql.id(contacts ? 'contact_id' : 'account_id')} as id
    from ${sql.table(contacts ? 'customers.contact_fact' : 'customers.account_fact')} order by 1`.execute(tx)
  return rows.map(({ id }) => ({
    accountId: contacts ? null : id,
    contactId: contacts ? id : null,
    key: day,
    cause: { date: day },
  }))
}
