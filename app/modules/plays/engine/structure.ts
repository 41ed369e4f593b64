import { now, nowDate, startOfDay, today } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import type { Node } from '../definition/compile.ts'
import type { Asked, Branch, Duration, Until, Wait } from '../definition/definition.ts'
import { whoAnswered } from './answers.ts'
import { subjectId, whoMeets } from './conditions.ts'
import type { Traveller } from './journey.ts'
import type { Version } from './versions.ts'

/** Some travellers at one step of one version. */
export interface Stop {
  readonly version: Version
  readonly node: Node
  readonly travellers: readonly Traveller[]
}

/**
 * Lets time go by. Who is woken earlier because of news goes on waiting. Where one can leave on the way, everybody is looked at
 * each day: conditions speak of days.
 */
export async function wait(tx: Tx, { version, node, travellers }: Stop, step: Wait): Promise<void> {
  const instant = nowDate()
  const { timeZone } = await companySettings(tx)
  const full = after(step.for, timeZone)
  const tomorrow = nextLook(timeZone)
  for (const one of travellers) {
    const due = (one.arrived && one.due.waiting_limit) || full
    if (due > instant) {
      const until = version.definition.exits.length > 0 ? earlier(due, tomorrow) : due
      one.stay({ until, why: 'delay', limit: due })
    } else {
      one.note('waited')
      one.goTo(node.next)
    }
  }
}

/** The instant a duration from now: days and weeks are those of the zone, so that 9:00 stays 9:00 when the clocks change. */
function after({ amount, unit }: Duration, timeZone: string): Date {
  const end = now()
    .toZonedDateTimeISO(timeZone)
    .add({ [unit]: amount })
  return new Date(end.epochMilliseconds)
}

/** Waits for a condition: looks when there is news, and at the beginning of each day, since conditions speak of days. */
export async function waitUntil(tx: Tx, services: Services, stop: Stop, step: Until): Promise<void> {
  const { version, node, travellers } = stop
  const instant = nowDate()
  const met = await meeting(tx, services, version, step, travellers)
  const { timeZone } = await companySettings(tx)
  const full = after(step.limit, timeZone)
  const tomorrow = nextLook(timeZone)
  for (const one of travellers) {
    const limit = (one.arrived && one.due.waiting_limit) || full
    if (met.has(one)) {
      one.note('condition_met')
      one.goTo(node.next)
    } else if (limit > instant) {
      one.stay({ until: earlier(limit, tomorrow), why: 'condition', limit })
    } else {
      one.note('limit_reached')
      if (step.onLimit === 'go_on') one.goTo(node.next)
      else one.end('finished', 'limit_reached')
    }
  }
}

function earlier(one: Date, other: Date): Date {
  return one.getTime() < other.getTime() ? one : other
}

/** Soon after the next day has begun: by then it is known who is in which segment on it. */
const afterMidnight = { minutes: 20 } as const

function nextLook(timeZone: string): Date {
  const begin = startOfDay(today(timeZone).add({ days: 1 }), timeZone)
  return new Date(Temporal.Instant.fromEpochMilliseconds(begin.getTime()).add(afterMidnight).epochMilliseconds)
}

/** The first path whose condition holds. */
export async function branch(
  tx: Tx,
  services: Services,
  { version, node, travellers }: Stop,
  step: Branch,
): Promise<void> {
  let left = [...travellers]
  for (const path of step.paths) {
    const met = await meeting(tx, services, version, path, left)
    for (const one of met) take(one, node, path)
    left = left.filter(one => !met.has(one))
  }
  for (const one of left) take(one, node, { id: 'otherwise', name: '' })
}

/** Goes into a path of the step. */
export function take(one: Traveller, node: Node, { id, name }: { readonly id: string; readonly name: string }): void {
  one.note('took', { path: id, name })
  one.goTo(node.into.get(id) ?? null)
}

/** Of these travellers those of whom it is true; nobody when nothing is asked. */
export async function meeting(
  tx: Tx,
  services: Services,
  version: Version,
  { condition, answer }: Asked,
  travellers: readonly Traveller[],
): Promise<ReadonlySet<Traveller>> {
  if ((!condition && !answer) || travellers.length === 0) return new Set()
  const left = answer ? await whoAnswered(tx, services, version, answer, travellers) : travellers
  if (!condition) return new Set(left)
  const { about } = version
  const subject = ({ due }: Traveller) => ({ accountId: due.account_id, contactId: due.contact_id })
  const ids = await whoMeets(tx, services, { about, condition }, left.map(subject))
  return new Set(left.filter(one => ids.has(subjectId(subject(one), about))))
}
