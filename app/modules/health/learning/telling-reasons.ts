import { usesOf } from './inputs.ts'
import type { RiskReason } from './predictions.ts'

const mostTold = 3

/** The same absence seen from many sides: no day, nobody, no kind of use. */
const notUsed = 'not used'

/**
 * The reasons worth a person's reading, strongest first, at most three. What is not known and amounts of zero say nothing
 * about a customer, so they are left out, except that it was not used at all: told once, however many measures say it. Of
 * a measure and its change only the stronger is told.
 */
export function tellingReasons(reasons: readonly RiskReason[]): readonly RiskReason[] {
  const told = new Set<string>()
  const telling = reasons.filter(reason => {
    const about = subjectOf(reason)
    if (about === undefined || told.has(about)) return false
    told.add(about)
    return true
  })
  return telling.slice(0, mostTold)
}

/** Whether a reason says that the account was not used at all. */
export function saysNotUsed(reason: RiskReason): boolean {
  return subjectOf(reason) === notUsed
}

/** Whether a reason says that nothing has been heard of the account for long. */
export function tellsOfSilence(reason: RiskReason): boolean {
  const measure = usesOf([reason.key])[0]?.measure
  return saysNotUsed(reason) || measure === 'events.days_since_active' || measure === 'events.silence_days'
}

/** What a reason is about; undefined when there is nothing to tell. */
function subjectOf({ key, value }: RiskReason): string | undefined {
  if (value === null || value === '') return undefined
  const use = usesOf([key])[0]
  if (!use) return value === 0 ? undefined : key
  if (use.measure.startsWith('events.') && value === (use.compare ? -1 : 0)) {
    // Zero days since the last use is the opposite of not being used.
    return counted.has(use.measure) ? notUsed : undefined
  }
  return value === 0 ? undefined : use.measure
}

const counted: ReadonlySet<string> = new Set(['events.count', 'events.people', 'events.days_active', 'events.breadth'])
