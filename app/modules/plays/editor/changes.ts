import { transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import type { Asked, Definition } from '../definition/definition.ts'
import { isAsked } from '../definition/field-problems.ts'
import type { Problem } from '../definition/problem.ts'
import { problemsOf } from '../definition/problems.ts'
import { allSteps, findStep } from '../definition/steps.ts'
import type { FormChange } from './apply-form.ts'
import { fieldsFor } from './new-step.ts'
import { type Part, partText, stepOfPath } from './part.ts'
import type { EditedPlay } from './sheet.ts'

/** What of an open editor is to be said anew. */
export interface Changes {
  readonly lines: readonly string[]
  readonly reshaped: boolean
  readonly fields: readonly string[]
}

/** A play as it is now, to be held against what it is after a change. */
export interface Before {
  readonly definition: Definition
  readonly problems: readonly Problem[]
  readonly against: (after: Before, change: FormChange) => Changes
}

/** Looks at a play, so that it can be told what a change changed. */
export async function changesOf(services: Services, play: EditedPlay): Promise<Before> {
  const { id: playId, about, definition } = play
  const problems = await transact(services.db, tx => problemsOf(tx, services, { playId, about, definition }))
  const shapeOf = (one: Definition, part: Part) => shape(services, { ...play, definition: one }, part)
  return {
    definition,
    problems,
    against: (after, { part }) => ({
      lines: [
        ...new Set([
          partText(part),
          ...linesAsking(part, after.definition),
          ...linesThatDiffer({ definition, problems }, after),
        ]),
      ],
      reshaped: shapeOf(definition, part) !== shapeOf(after.definition, part),
      fields: [...new Set([...problems, ...after.problems].flatMap(problem => fieldIn(problem)))],
    }),
  }
}

type Judged = Pick<Before, 'definition' | 'problems'>

/** Parts that speak of the answer to a step: by its words. */
function linesAsking(part: Part, { steps, exits }: Definition): readonly string[] {
  if (part.kind !== 'step') return []
  const asks = ({ answer }: Pick<Asked, 'answer'>) => answer?.step === part.id
  const asking = allSteps(steps).filter(step =>
    step.kind === 'branch' ? step.paths.some(asks) : step.kind === 'until' && asks(step),
  )
  return [...asking.map(step => `step-${step.id}`), ...exits.filter(asks).map(exit => `exit-${exit.id}`)]
}

/** Parts about which there is another thing to say than before. */
function linesThatDiffer(before: Judged, after: Judged): readonly string[] {
  const told = (one: Judged) => new Set(one.problems.map(problem => JSON.stringify(problem)))
  const [then, now] = [told(before), told(after)]
  const differing = [
    ...before.problems.filter(problem => !now.has(JSON.stringify(problem))),
    ...after.problems.filter(problem => !then.has(JSON.stringify(problem))),
  ]
  return differing.flatMap(problem => lineOf(problem, after.definition))
}

function lineOf({ at: { part, id } }: Problem, definition: Definition): readonly string[] {
  if (part === 'steps') return []
  if (part === 'step' || part === 'exit') return id ? [`${part}-${id}`] : []
  if (part !== 'path') return [part]
  const step = id && stepOfPath(definition, id)
  return step ? [`step-${step.id}`] : []
}

function fieldIn({ at }: Problem): readonly string[] {
  return [at.part === 'path' ? `path.${at.id}` : (at.field ?? 'part')]
}

/** Which fields a part asks for. */
function shape({ offers }: Services, { about, definition }: EditedPlay, part: Part): string {
  if (part.kind === 'outcome') return `${definition.outcome?.kind} ${measureOf(definition)}`
  if (part.kind === 'reentry') return definition.reentry.rule
  const step = part.kind === 'step' ? findStep(definition, part.id) : undefined
  const { trigger } = definition
  const set =
    part.kind === 'trigger' && trigger
      ? { fields: offers.playTriggers.get(trigger.kind)?.fields, settings: trigger.settings, key: trigger.kind }
      : step?.kind === 'action'
        ? { fields: offers.playSteps.get(step.action)?.fields, settings: step.settings, key: step.action }
        : undefined
  if (!set) return ''
  const asked = fieldsFor(set.fields ?? [], about).filter(field => isAsked(field, set.settings))
  return [set.key, ...asked.map(field => field.name)].join(' ')
}

function measureOf({ outcome }: Definition): string {
  return outcome?.kind === 'measure' ? outcome.use.measure : ''
}
