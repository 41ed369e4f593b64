import { startOfDay } from '../../../platform/clock.ts'
import { contractPull } from './contracts.ts'
import { liveliness } from './course.ts'
import type { WorldWords } from './names.ts'
import type { Farm, Person } from './world.ts'

/** One message of the tracking protocol, as an app would send it. */
export interface SampleMessage {
  readonly type: 'identify' | 'group' | 'track'
  readonly messageId: string
  readonly userId: string
  readonly groupId?: string
  readonly event?: string
  readonly traits?: Readonly<Record<string, unknown>>
  readonly properties?: Readonly<Record<string, unknown>>
  readonly context?: Readonly<Record<string, unknown>>
  readonly timestamp: string
}

/** Where the counting back begins: the day it is, and when that day began, in the company's time zone. */
export interface Anchor {
  readonly today: Temporal.PlainDate
  readonly timeZone: string
  readonly now: number
}

/** By which key the words have it. */
type EventName = keyof WorldWords['events']
const daily = ['feeding', 'temperature', 'report', 'mortality'] as const
const advanced = ['stock', 'exported', 'alert', 'photo', 'harvest', 'cage'] as const

/** The messages that make a farm and its people known: when it became a customer, or when they began. */
export function introductions(farm: Farm, anchor: Anchor): readonly SampleMessage[] {
  const first = Math.min(farm.startedAgo, 548)
  const { traits: called, species, regions, contract } = farm.words
  const traits = {
    name: farm.name,
    [called.species]: species[farm.species],
    [called.region]: regions[farm.region],
    [called.cages]: farm.cages,
    [called.contract]: farm.yearly ? contract.yearly : contract.monthly,
    [called.guided]: farm.index % 3 === 0,
  }
  return farm.people.flatMap(person => {
    const { joinedAgo = first } = person
    // Before anything that this person does on the day.
    const timestamp = new Date(instantOf(anchor, joinedAgo, 4 * 60)).toISOString()
    return [
      {
        type: 'identify',
        messageId: `sample-${person.userId}-identify`,
        userId: person.userId,
        traits: { name: person.name, email: person.email, title: person.title },
        timestamp,
      },
      {
        type: 'group',
        messageId: `sample-${person.userId}-group`,
        userId: person.userId,
        groupId: farm.groupId,
        ...(joinedAgo === first ? { traits } : {}),
        timestamp,
      },
    ] as const
  })
}

/** What the people of a farm did on a day, `ago` days before today; `pull` is how much of what is usual for it on that day. */
export function* eventsOf(farm: Farm, ago: number, anchor: Anchor, pull = 1): Generator<SampleMessage> {
  const { course, random } = farm
  if (course.leftAgo !== undefined && ago < course.leftAgo) return
  const { dayOfWeek, month } = dayOf(anchor, ago)
  const weekend = dayOfWeek === 7 ? 0.25 : dayOfWeek === 6 ? 0.5 : 1
  const lively = liveliness(course, farm.startedAgo, ago, month) * contractPull(farm.contracts, ago) * weekend * pull
  for (const person of farm.people) {
    if (person.joinedAgo !== undefined && ago > person.joinedAgo) continue
    if (gone(farm, person, ago) || !random.chance(Math.min(0.95, person.habit * lively))) continue
    const count = 1 + random.poisson(person.champion ? 1.1 : 0.5)
    const begin = random.int(5 * 60, 17 * 60)
    for (let i = 0; i < count; i++) {
      const minute = begin + i * random.int(2, 25)
      const message = track(farm, person, { ago, minute, order: i }, nameOf(farm, person, ago), anchor)
      if (message) yield message
    }
  }
  if (course.kind === 'loud' && random.chance(0.06)) {
    const message = track(farm, farm.people[0], { ago, minute: 600, order: 90 }, 'fault', anchor)
    if (message) yield message
  }
}

/** In a handover the one who carried the service is gone from one day on; a successor takes over only if the farm stays. */
function gone(farm: Farm, person: Person, ago: number): boolean {
  if (farm.course.kind !== 'handover' || ago >= farm.course.turnsAgo) return false
  if (person.champion) return true
  return farm.course.leftAgo !== undefined && farm.random.chance(0.6)
}

function nameOf(farm: Farm, person: Person, ago: number): EventName {
  const { random, course } = farm
  const maturity =
    course.kind === 'growing' ? 0.25 + (farm.startedAgo - ago) / 1500 : course.kind === 'stalling' ? 0.03 : 0.2
  return random.chance(person.champion ? maturity : maturity / 2) ? random.pick(advanced) : random.pick(daily)
}

interface Moment {
  readonly ago: number
  readonly minute: number
  /** Within the person's day: makes the message's id. */
  readonly order: number
}

function track(
  farm: Farm,
  person: Person | undefined,
  moment: Moment,
  name: EventName,
  anchor: Anchor,
): SampleMessage | undefined {
  if (!person) return undefined
  const at = instantOf(anchor, moment.ago, moment.minute)
  // Today is not over yet.
  if (at > anchor.now) return undefined
  return {
    type: 'track',
    messageId: `sample-${person.userId}-${moment.ago}-${moment.order}`,
    userId: person.userId,
    event: farm.words.events[name],
    properties: propertiesOf(name, farm),
    context: { groupId: farm.groupId },
    timestamp: new Date(at).toISOString(),
  }
}

function propertiesOf(name: EventName, { random, words: { properties } }: Farm): Readonly<Record<string, number>> {
  if (name === 'temperature') return { [properties.temperature]: 12 + random.int(0, 140) / 10 }
  if (name === 'feeding') return { [properties.amount]: random.int(20, 900) }
  return {}
}

/**
 * When somebody of the company did something about `ago` days before today: at work, so not on a weekend, and not later than
 * now. `place` spreads it over the day.
 */
export function workingTime(anchor: Anchor, ago: number, place: number): Date {
  const back = Math.max(0, dayOf(anchor, ago).dayOfWeek - 5)
  const minute = 9 * 60 + ((place * 97) % (9 * 60))
  return new Date(Math.min(instantOf(anchor, ago + back, minute), anchor.now))
}

/** Milliseconds since 1970 of a minute of the day that was `ago` days before today. */
export function instantOf(anchor: Anchor, ago: number, minute: number): number {
  return dayOf(anchor, ago).start + minute * 60_000
}

interface Day {
  readonly start: number
  /** Of the month. */
  readonly day: number
  readonly dayOfWeek: number
  readonly month: number
}

const days = new WeakMap<Anchor, Map<number, Day>>()

/** Asked for each event, so each day of the calendar is worked out once. */
export function dayOf(anchor: Anchor, ago: number): Day {
  const known = days.get(anchor) ?? new Map<number, Day>()
  days.set(anchor, known)
  const found = known.get(ago)
  if (found) return found
  const date = anchor.today.subtract({ days: ago })
  const start = startOfDay(date, anchor.timeZone).getTime()
  const day = { start, day: date.day, dayOfWeek: date.dayOfWeek, month: date.month }
  known.set(ago, day)
  return day
}
