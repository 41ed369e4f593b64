import { now, startOfDay, today } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Candidate, Find, PlayTriggerKind, Triggered } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { colleagues, companySettings } from '../../identity/index.ts'
import { fitting, type ListEntry } from '../list/compose.ts'
import { dayNow } from '../list/load.ts'
import { minutesBetween } from '../minutes.ts'
import { seesUnowned } from '../policy.ts'
import { inAudience } from './audience.ts'
import { equallyUrgent, nearestFirst } from './equally-urgent.ts'
import { leaveOut, returnFromEnded } from './left-out.ts'
import { drawnBefore, drawnOfEach, ownersOnToday } from './queries.ts'

const key = 'today.equally_urgent'

/**
 * Accounts that are equally urgent where people's time runs out, once a day. The play's holdout then draws who is contacted and who
 * is left off Today: so what contact by hand does becomes an effect.
 */
export const equallyUrgentTrigger: PlayTriggerKind = {
  key,
  label: 'today:draw.label',
  icon: 'dices',
  sentence: 'today:draw.sentence',
  abouts: ['account'],
  fields: [
    {
      name: 'tolerance',
      type: 'number',
      label: 'today:draw.tolerance',
      hint: 'today:draw.toleranceHint',
      initial: 50,
      min: 5,
      max: 200,
      required: true,
    },
    {
      name: 'most',
      type: 'number',
      label: 'today:draw.most',
      hint: 'today:draw.mostHint',
      initial: 4,
      min: 2,
      max: 20,
      required: true,
    },
    {
      name: 'back',
      type: 'number',
      label: 'today:draw.back',
      hint: 'today:draw.backHint',
      initial: 50,
      min: 20,
      max: 300,
      required: true,
    },
    {
      name: 'rest',
      type: 'number',
      label: 'today:draw.rest',
      hint: 'today:draw.restHint',
      initial: 90,
      min: 0,
      max: 730,
      required: true,
    },
    { name: 'hour', type: 'number', label: 'today:draw.hour', initial: 7, min: 1, max: 23, required: true },
  ],
  async found(tx, services, plays) {
    const { timeZone } = await companySettings(tx)
    const finds: Find[] = []
    for (const play of plays) {
      const day = daysSince1970(timeZone)
      if (day <= play.cursor || now().toZonedDateTimeISO(timeZone).hour < hourOf(play)) continue
      finds.push({ playId: play.playId, cursor: day, candidates: await candidates(tx, services, play) })
    }
    return { finds, more: false }
  },
  // Where the hour is over, people are at work on their lists already: the next day.
  async begin(tx, _services, play) {
    const { timeZone } = await companySettings(tx)
    return daysSince1970(timeZone) - (now().toZonedDateTimeISO(timeZone).hour < hourOf(play) ? 1 : 0)
  },
  standing: candidates,
  heldOut: (tx, _services, play, accountIds) => leaveOut(tx, play, accountIds),
  watch: tx => returnFromEnded(tx),
}

function hourOf({ settings }: Pick<Triggered, 'settings'>): number {
  return Number(settings.hour) || 0
}

function daysSince1970(timeZone: string): number {
  return Temporal.PlainDate.from('1970-01-01').until(today(timeZone)).days
}

const dayLength = 86_400_000

/** Whom a play could draw now: of each person's own the nearest to where that person's time runs out, with nothing promised to them. */
async function candidates(tx: Tx, services: Services, play: Omit<Triggered, 'cursor'>): Promise<readonly Candidate[]> {
  const { playId, settings } = play
  const { timeZone } = await companySettings(tx)
  const day = today(timeZone).toString()
  const lists = await listsOfAll(tx, { day, timeZone })
  const drawable = await inAudience(
    tx,
    services,
    play,
    lists.flatMap(({ free }) => free.map(entry => entry.accountId)),
  )
  const tolerance = (Number(settings.tolerance) || 0) / 100
  const groups = lists.map(({ free, end }) => {
    const meant = free.filter(entry => drawable.has(entry.accountId))
    return nearestFirst(equallyUrgent(meant, end, tolerance), end, day)
  })
  const ids = groups.flat().map(entry => entry.accountId)
  const since = new Date(now().epochMilliseconds - (Number(settings.rest) || 0) * dayLength)
  const drawn = await drawnBefore(tx, key, { playId, since }, ids)
  // Also those who were drawn when the play was published, or before somebody interrupted it.
  const already = await drawnOfEach(tx, { playId, since: startOfDay(day, timeZone) })
  const left = ({ owner_id: owner }: ListEntry) => (Number(settings.most) || 0) - (already.get(owner ?? '') ?? 0)
  return groups.flatMap(group =>
    group
      .filter(entry => !drawn.has(entry.accountId))
      .filter((entry, place) => place < left(entry))
      .map(({ accountId }) => ({ accountId, contactId: null, key: day, cause: { date: day, equals: group.length } })),
  )
}

/** What stands on the list of a person, with nothing promised, and where the time runs out. */
interface Waiting {
  readonly free: readonly ListEntry[]
  readonly end: number
}

/** By person: the list of each is made as their page makes it, so that the time runs out where it does there. */
async function listsOfAll(
  tx: Tx,
  { day, timeZone }: { readonly day: string; readonly timeZone: string },
): Promise<readonly Waiting[]> {
  const owners = await ownersOnToday(tx)
  const people = (await colleagues(tx)).filter(({ id }) => owners.has(id))
  const ids = people.map(({ id }) => id)
  const minutes = await minutesBetween(tx, ids, { from: day, to: day })
  const lists: Waiting[] = []
  for (const person of people) {
    const time = minutes.get(person.id)?.minutes ?? 0
    if (time === 0) continue
    const list = { staffId: person.id, withUnowned: seesUnowned(person), ...dayNow(day, timeZone) }
    const { all, end } = await fitting(tx, list, time)
    lists.push({ free: all.filter(entry => entry.owner_id === person.id && entry.task === undefined), end })
  }
  return lists
}
