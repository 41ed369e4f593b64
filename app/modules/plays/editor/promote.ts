import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import type { Actor } from '../../activity/index.ts'
import {
  type Action,
  type Definition,
  limits,
  type Split,
  type SplitPath,
  type Step,
} from '../definition/definition.ts'
import { allSteps, findStep } from '../definition/steps.ts'
import { changeDraft, highestId } from './draft.ts'
import { changeStep, idsAfter, type NextId, renamed } from './steps.ts'

/** A short note is what is to be done; a longer one is how. */
const longestTitle = 100

/** How the paths are called. */
export interface PathNames {
  readonly asProposed: string
  readonly asTried: string
}

/** What somebody did instead of what a step proposed. */
export interface TriedInstead {
  readonly step: string
  readonly note: string
}

/**
 * Makes what somebody did instead a variant of its step, in the draft: half of the accounts get the task as it is, half get it
 * with the words of the trial; a step that is compared already gets a path more. Returns the id of the new step. Throws NotFound
 * when it is no trial of this play, Conflict when its step is gone, has too many variants, or the play is archived.
 */
export async function promoteTrial(
  tx: Tx,
  actor: Actor,
  { playId, taskId }: { readonly playId: number; readonly taskId: number },
  names: PathNames,
): Promise<string> {
  const trial = await trialOf(tx, playId, taskId)
  const highest = await highestId(tx, playId)
  let variant: string | undefined
  const any = { playId, revision: Number.MAX_SAFE_INTEGER, part: `step-${trial.step}`, what: 'promoted' }
  await changeDraft(tx, actor, any, definition => {
    const made = withVariant(definition, trial, names, idsAfter(definition, highest))
    variant = made?.variant
    return made?.definition ?? definition
  })
  if (variant === undefined) throw new Conflict('plays:form.noVariant')
  return variant
}

async function trialOf(tx: Tx, playId: number, taskId: number): Promise<TriedInstead> {
  const { rows } = await sql<TriedInstead>`
    select split_part(o.source_id, '.', 2) as step, coalesce(o.note, '') as note
    from tasks.outcome_fact o
    join plays.enrollment e on e.id = case when o.source_id ~ '^[0-9]{1,15}[.]' then split_part(o.source_id, '.', 1)::bigint end
    where o.task_id = ${taskId} and o.kind = 'something_else' and o.source = 'play' and e.play_id = ${playId}`.execute(
    tx,
  )
  const [trial] = rows
  if (!trial) throw new NotFound(`trial ${taskId} of play ${playId}`)
  return trial
}

/** The play with the trial as a variant of its step; undefined when the step is no task of it, or has as many as there can be. */
export function withVariant(
  definition: Definition,
  trial: TriedInstead,
  names: PathNames,
  nextId: NextId,
): { readonly definition: Definition; readonly variant: string } | undefined {
  const step = findStep(definition, trial.step)
  if (step?.kind !== 'action') return undefined
  const tried = renamed({ ...step, settings: triedSettings(step, trial.note) }, nextId)
  const path = { id: nextId('p'), name: names.asTried, share: 0, steps: [tried] }
  const compared = allSteps(definition.steps).find(one => isComparing(one, step.id))
  if (compared?.kind === 'split') {
    if (compared.paths.length >= limits.paths) return undefined
    const paths = evenly([...compared.paths, path])
    return { definition: changeStep(definition, compared.id, () => ({ ...compared, paths })), variant: tried.id }
  }
  const proposed = { id: nextId('p'), name: names.asProposed, share: 0, steps: [step] }
  const split: Split = { id: nextId('s'), kind: 'split', paths: evenly([proposed, path]) }
  return { definition: changeStep(definition, step.id, () => split), variant: tried.id }
}

/** A split in which the step stands alone on its path, beside others that stand alone: it was made to compare. */
function isComparing(split: Step, id: string): boolean {
  return (
    split.kind === 'split' &&
    split.paths.every(path => path.steps.length === 1) &&
    split.paths.some(path => path.steps[0]?.id === id)
  )
}

function triedSettings({ settings }: Action, note: string): Action['settings'] {
  const words = note.trim()
  const [first = ''] = words.split('\n')
  const short = words === first && words.length <= longestTitle
  return short && words !== '' ? { ...settings, title: words, proposal: '' } : { ...settings, proposal: words }
}

/** As evenly as whole percents allow; the first ones get what is left. */
function evenly(paths: readonly SplitPath[]): readonly SplitPath[] {
  const each = Math.floor(100 / paths.length)
  const left = 100 - each * paths.length
  return paths.map((path, index) => ({ ...path, share: each + (index < left ? 1 : 0) }))
}
