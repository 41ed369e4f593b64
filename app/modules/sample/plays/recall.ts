import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import type { StaffActor } from '../../activity/index.ts'
import { type PastEntry, recallEntries, recallPlay } from '../../plays/index.ts'
import { closeTask } from '../../tasks/index.ts'
import { placeOf, type Settled } from '../feelings.ts'
import type { Outcome } from '../tasks.ts'
import { type Anchor, instantOf, workingTime } from '../world/days.ts'
import { type Random, randomFrom } from '../world/random.ts'
import type { Farm } from '../world/world.ts'
import type { Came, PlayCourse } from './course.ts'
import type { Answer, SamplePlay } from './play.ts'

interface Surroundings {
  readonly anchor: Anchor
  readonly settled: Settled
  readonly course: PlayCourse
  /** Ids of the farms' people by the id they have in the app. */
  readonly contacts: ReadonlyMap<string, number>
}

/** Writes down the plays that the sample's team has had on, with all that came of them. */
export async function recallPlays(
  tx: Tx,
  services: Services,
  course: PlayCourse,
  anchor: Anchor,
  settled: Settled,
): Promise<void> {
  const { first, second } = settled.people
  const people = [first, second].flatMap(id => (id === null ? [] : [{ kind: 'staff', id } as const]))
  const around = { anchor, settled, course, contacts: await contactIds(tx, course) }
  for (const [place, play] of course.plays.entries()) {
    const actor = people[play.owner === 'second' ? people.length - 1 : 0]
    if (actor) await recall(tx, services, actor, { play, seed: place + 1 }, around)
  }
}

async function recall(
  tx: Tx,
  services: Services,
  actor: StaffActor,
  { play, seed }: { readonly play: SamplePlay; readonly seed: number },
  around: Surroundings,
): Promise<void> {
  const { anchor, settled, course } = around
  const published = play.versions.map(({ definition, publishedAgo }) => ({
    definition,
    publishedAt: new Date(instantOf(anchor, publishedAgo, 11 * 60)),
  }))
  const [first] = published
  if (!first) return
  const recalled = await recallPlay(tx, services, actor, {
    ...{ name: play.name, description: play.description, about: 'account', salt: play.salt, sample: true },
    ownerId: settled.people[play.owner] ?? actor.id,
    createdAt: new Date(first.publishedAt.getTime() - 40 * 60_000),
    versions: published,
  })
  const random = randomFrom(seed * 101)
  const came = course.came.get(play) ?? []
  let asked = 0
  const entries = came.map(one => ({
    ...entryOf(one, random, around),
    ...(one.arm === 'treated' && answerOf(play, asked++, random)),
  }))
  const tasks = await recallEntries(tx, recalled, [...entries, ...byHand(play, came, actor, around)])
  const farms = new Map(came.map(({ accountId, farm }) => [accountId, farm]))
  const last = Math.max(...tasks.map(({ at }) => at.getTime()))
  for (const { taskId, accountId, at } of tasks) {
    const farm = farms.get(accountId)
    const outcome = pick(play.answers, random)
    const later = Math.floor((anchor.now - at.getTime()) / dayLength) - random.int(0, 1)
    // What was asked for last is still to be done, also after a weekend.
    const answered = later >= 1 && at.getTime() < last
    if (farm && outcome && answered) await close(tx, { farm, taskId, outcome, ago: later }, around)
  }
}

const dayLength = 86_400_000

function entryOf({ farm, ago, ...came }: Came, random: Random, { anchor, course, contacts }: Surroundings): PastEntry {
  // Who is called writes again after the call, at the earliest on the next day.
  const heard = course.heardFrom(farm, ago - 1)
  const main = farm.people.find(({ champion }) => !champion || farm.course.kind !== 'handover') ?? farm.people[0]
  return {
    ...came,
    version: 0,
    contactId: contacts.get(main?.userId ?? '') ?? null,
    ...(heard !== undefined && { metAt: new Date(instantOf(anchor, heard, 18 * 60)) }),
    ...(random.chance(0.35) && { readAfterHours: random.int(1, 60) }),
  }
}

/** Who was asked first answers first. */
function answerOf({ invites = [] }: SamplePlay, place: number, random: Random): Pick<PastEntry, 'answer'> {
  const is = invites[place % Math.max(1, invites.length)]
  return is ? { answer: { is, afterHours: random.int(1, 30) } } : {}
}

/** Days before today on which somebody was sent through by hand, since a play leaves that to people. */
const handAgo = [16, 13, 9, 6, 2, 1] as const

/** Of those treated before whoever came first; of those held out none is chosen. */
function byHand(
  { versions }: SamplePlay,
  came: readonly Came[],
  actor: StaffActor,
  around: Surroundings,
): readonly PastEntry[] {
  if (versions.length < 2) return []
  const again = came.filter(({ arm, farm }) => arm === 'treated' && farm.course.leftAgo === undefined)
  return handAgo.flatMap((ago, place) => {
    const one = again[place]
    if (!one) return []
    const at = workingTime(around.anchor, ago, place * 3)
    const entry = entryOf({ ...one, ago }, randomFrom(place), around)
    const cause = { staff: actor.id, at: at.toISOString() }
    return [{ ...entry, version: 1, at, key: `by_hand ${at.getTime()}`, cause }]
  })
}

/** One of the answers, by how often each is given; it took somewhat longer or shorter. */
function pick(answers: readonly Answer[], random: Random): Outcome | undefined {
  let left = random.next() * answers.reduce((sum, { weight }) => sum + weight, 0)
  const outcome = answers.find(({ weight }) => {
    left -= weight
    return left < 0
  })?.outcome
  if (!outcome || outcome.kind === 'not_needed' || outcome.minutes === null) return outcome
  return { ...outcome, minutes: Math.max(3, Math.round(outcome.minutes * (0.7 + 0.7 * random.next()))) }
}

interface Closing {
  readonly farm: Farm
  readonly taskId: number
  readonly outcome: Outcome
  readonly ago: number
}

async function close(
  tx: Tx,
  { farm, taskId, outcome, ago }: Closing,
  { anchor, settled }: Surroundings,
): Promise<void> {
  const where = placeOf(farm, settled)
  if (where) await closeTask(tx, where.actor, taskId, outcome, { at: workingTime(anchor, ago, taskId) })
}

async function contactIds(tx: Tx, course: PlayCourse): Promise<ReadonlyMap<string, number>> {
  const users = new Set([...course.came.values()].flat().flatMap(({ farm }) => farm.people.map(({ userId }) => userId)))
  const { rows } = await sql<{ external_id: string; contact_id: number }>`
    select external_id, contact_id from customers.contact_fact where external_id = any(${[...users]}::text[])`.execute(
    tx,
  )
  return new Map(rows.map(row => [row.external_id, row.contact_id]))
}
