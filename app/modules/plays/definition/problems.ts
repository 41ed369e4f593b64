import type { Tx } from '../../../platform/db.ts'
import { judgeDestination } from '../../../platform/outgoing/destination.ts'
import type { Services } from '../../../web/services.ts'
import { playsBehind, problemOfUse } from '../../segments/index.ts'
import { readProperties } from '../starting/read-properties.ts'
import { bounds, type Definition, type Outcome } from './definition.ts'
import { driversOf } from './drivers.ts'
import { isAddress, problemsOfFields } from './field-problems.ts'
import { type Known, knownFor } from './known.ts'
import { asPercent } from './percent.ts'
import { error, type Place, type Problem, problemsOfAsked, problemsOfCondition, type Written } from './problem.ts'
import { problemsOfSteps } from './step-problems.ts'
import { allSteps } from './steps.ts'

/** Nobody learns anything when more than this is held out; everything is nobody. */
const mostHeldOut = 0.9
/** The key of the step that calls addresses. */
const webhookKey = 'webhook'

/** Everything that is wrong with a play, from its top to its end. */
export async function problemsOf(tx: Tx, services: Services, written: Written): Promise<readonly Problem[]> {
  const known = await knownFor(tx, services, written.definition)
  const { definition } = written
  return [
    ...problemsOfTrigger(written, known),
    ...(await problemsOfCircle(tx, written)),
    ...problemsOfCondition(written.about, definition.audience, { part: 'audience' }, known),
    ...problemsOfReentry(definition),
    ...problemsOfSteps(written, known),
    ...definition.exits.flatMap(exit => {
      const at = { part: 'exit', id: exit.id } as const
      return problemsOfAsked(written.about, exit, { at, before: allSteps(definition.steps) }, known)
    }),
    ...problemsOfOutcome(definition.outcome, known),
    ...problemsOfHoldout(definition.holdout),
    ...(await problemsOfAddresses(services, definition)),
  ]
}

/**
 * A play that begins or ends by what it does itself would do so again and again: neither its trigger nor its exits may ask
 * about it, directly or through segments.
 */
async function problemsOfCircle(tx: Tx, { playId, definition }: Written): Promise<readonly Problem[]> {
  if (playId === undefined) return []
  const problems: Problem[] = []
  for (const { at, segments, plays } of driversOf(definition)) {
    const asked = [...plays, ...(await playsBehind(tx, segments))]
    if (asked.includes(playId))
      problems.push(error(at, `plays:problem.circle.${at.part === 'exit' ? 'exit' : 'trigger'}`))
  }
  return problems
}

/**
 * Webhooks to where nothing is sent: as far as the address itself says so. What a name leads to is looked up when it is sent, and
 * every time.
 */
async function problemsOfAddresses({ config }: Services, { steps }: Definition): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const step of allSteps(steps)) {
    if (step.kind !== 'action' || step.action !== webhookKey) continue
    const address = String(step.settings.url ?? '')
    // What is none yet is told with the fields.
    if (!isAddress(address)) continue
    const judged = await judgeDestination(config.webhookAllow, address, async () => [])
    if (judged.kind === 'refused') {
      problems.push(error({ part: 'step', id: step.id, field: 'url' }, `plays:refused.${judged.reason}`))
    }
  }
  return problems
}

function problemsOfTrigger({ about, definition: { trigger } }: Written, known: Known): readonly Problem[] {
  if (!trigger) return [error({ part: 'trigger' }, 'plays:problem.noTrigger')]
  const kind = known.offers.playTriggers.get(trigger.kind)
  if (!kind?.abouts.includes(about)) return [error({ part: 'trigger' }, 'plays:problem.triggerUnknown')]
  const unread = readProperties(trigger.properties ?? []) === undefined
  return [
    ...problemsOfFields({ part: 'trigger' }, { fields: kind.fields, settings: trigger.settings, about }, known),
    ...(unread ? [error({ part: 'trigger', field: 'properties' }, 'plays:problem.condition')] : []),
  ]
}

function problemsOfReentry({ reentry, trigger }: Definition): readonly Problem[] {
  const at = { part: 'reentry', field: 'days' } as const
  if (reentry.rule === 'after_days' && reentry.days === undefined) return [error(at, 'plays:problem.missing')]
  const days = reentry.rule === 'after_days' ? problemsOfBounds(at, reentry.days, bounds.reentryDays) : []
  if (reentry.property !== undefined && trigger?.kind !== 'event') {
    return [...days, error({ part: 'reentry', field: 'property' }, 'plays:problem.propertyWithoutEvent')]
  }
  return days
}

function problemsOfBounds(
  at: Place,
  value: number | undefined,
  { min, max }: { min: number; max: number },
): readonly Problem[] {
  return value === undefined || (value >= min && value <= max) ? [] : [error(at, 'plays:problem.range', { min, max })]
}

function problemsOfOutcome(outcome: Outcome | null, known: Known): readonly Problem[] {
  const at = { part: 'outcome' } as const
  if (!outcome) return [error(at, 'plays:problem.noOutcome')]
  const numbers = [...problemsOfWindow(outcome), ...problemsOfMatters(outcome)]
  const blank = blanksOf(outcome).map(field => error({ ...at, field }, 'plays:problem.missing'))
  if (blank.length > 0) return [...numbers, ...blank]
  if (outcome.kind !== 'measure') return numbers
  const problem = problemOfUse({ ...outcome.use, window: undefined, compare: undefined }, known.offers)
  return problem ? [...numbers, error({ ...at, field: 'measure' }, `segments:error.${problem}`)] : numbers
}

function blanksOf(outcome: Outcome): readonly ('event' | 'property')[] {
  if (outcome.kind === 'survey') return (['event', 'property'] as const).filter(field => outcome[field].trim() === '')
  return outcome.kind === 'event' && outcome.event.trim() === '' ? ['event'] : []
}

function problemsOfWindow({ days }: Outcome): readonly Problem[] {
  const at = { part: 'outcome', field: 'days' } as const
  return days === undefined ? [error(at, 'plays:problem.noWindow')] : problemsOfBounds(at, days, bounds.windowDays)
}

function problemsOfMatters({ matters }: Outcome): readonly Problem[] {
  const at = { part: 'outcome', field: 'matters' } as const
  if (typeof matters === 'string') return [error(at, 'plays:problem.number')]
  return problemsOfBounds(at, matters === undefined ? undefined : asPercent(matters), bounds.matters)
}

function problemsOfHoldout(holdout: number): readonly Problem[] {
  const at = { part: 'holdout' } as const
  if (holdout > mostHeldOut) return [error(at, 'plays:problem.holdoutAll', { most: mostHeldOut * 100 })]
  return holdout === 0 ? [{ at, severity: 'warning', text: 'plays:problem.holdoutNone' }] : []
}
