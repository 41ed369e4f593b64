import type { Format } from '../../../web/format.ts'
import type { Words } from '../../../web/i18n.ts'
import type { Offers } from '../../../web/module.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { staffNames } from '../../identity/index.ts'
import { type KnownPlaceholders, knownPlaceholders } from '../../messages/index.ts'
import { conditionNames, type Names } from '../../segments/index.ts'
import type { Action, Definition, Settings, Step } from '../definition/definition.ts'
import { allSteps } from '../definition/steps.ts'

/** Who tells: in which language. */
export interface Tongue {
  readonly t: Words
  readonly format: Format
}

/** What telling a play takes: the names of what it speaks of. */
export interface PlayNames {
  readonly offers: Offers
  /** Of conditions; its segments are all there are. */
  readonly conditions: Names
  /** By id. */
  readonly people: ReadonlyMap<string, string>
  /** What can be filled into texts, to be told by its label. */
  readonly placeholders: KnownPlaceholders
  /** Steps that ask something, by their ids; of one play. */
  readonly asking: ReadonlyMap<string, Action>
}

/** A play that is to be told. */
export interface ToldPlay {
  readonly about: PlayAbout
  readonly definition: Definition
}

/** The names that telling these plays takes, in a handful of queries however many they are. */
export async function playNames(services: Services, plays: readonly ToldPlay[]): Promise<PlayNames> {
  const told = plays.flatMap(({ about, definition }) =>
    conditionsOf(definition).map(condition => ({ about, condition: condition ?? undefined })),
  )
  const [conditions, people, placeholders] = await Promise.all([
    conditionNames(services, told),
    staffNames(
      services.db,
      plays.flatMap(({ definition }) => settingsOf(definition).flatMap(staffIn)),
    ),
    knownPlaceholders(services.db),
  ])
  const asking = plays.flatMap(({ definition }) => askingSteps(services.offers, allSteps(definition.steps)))
  const byId = new Map(asking.map(step => [step.id, step]))
  return { offers: services.offers, conditions, people, placeholders, asking: byId }
}

/** Of these steps those that ask something, and so can be answered. */
export function askingSteps({ playSteps }: Pick<Offers, 'playSteps'>, steps: readonly Step[]): readonly Action[] {
  return steps.filter(
    (step): step is Action => step.kind === 'action' && playSteps.get(step.action)?.asks !== undefined,
  )
}

function conditionsOf({ audience, exits, steps }: Definition) {
  const inSteps = allSteps(steps).flatMap(step => {
    if (step.kind === 'until') return [step.condition]
    return step.kind === 'branch' ? step.paths.map(path => path.condition) : []
  })
  return [audience, ...exits.map(exit => exit.condition), ...inSteps]
}

function settingsOf({ trigger, steps }: Definition): readonly Settings[] {
  const actions = allSteps(steps).flatMap(step => (step.kind === 'action' ? [step.settings] : []))
  return trigger ? [trigger.settings, ...actions] : actions
}

/** By the name that fields for people have. */
function staffIn({ staff }: Settings): readonly string[] {
  return typeof staff === 'string' && staff !== '' ? [staff] : []
}
