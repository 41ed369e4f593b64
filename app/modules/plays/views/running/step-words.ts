import type { PlayAbout } from '../../../../web/play-kinds.ts'
import type { View } from '../../../../web/view.ts'
import type { Branch, Split, Step, Trigger } from '../../definition/definition.ts'
import { conditionWords, stepSentence, triggerSentence } from '../../describe/sentences.ts'
import type { PlayNames } from '../../describe/telling.ts'

/** What telling the steps of a play takes. */
export interface Telling {
  readonly about: PlayAbout
  readonly names: PlayNames
}

const icons = { wait: 'hourglass', until: 'hourglass', branch: 'split', split: 'shuffle', end: 'circle-stop' } as const

/** The picture of a step. */
export function stepIcon({ names }: Telling, step: Step): string {
  return step.kind === 'action' ? (names.offers.playSteps.get(step.action)?.icon ?? 'puzzle') : icons[step.kind]
}

/** A step in one sentence. */
export function stepWords(view: View, { about, names }: Telling, step: Step): string {
  return stepSentence(view, about, step, names)
}

/** What starts the play, in one sentence. */
export function triggerWords(view: View, { about, names }: Telling, trigger: Trigger | null): string {
  return triggerSentence(view, { about, definition: { trigger } }, names)
}

/** Who takes a path: by its name and its condition, or its share. */
export function pathWords(
  view: View,
  { about, names }: Telling,
  path: Branch['paths'][number] | Split['paths'][number],
): string {
  const who = 'share' in path ? view.format.percent(path.share / 100) : conditionWords(view, about, path, names)
  return path.name === '' ? who : view.t('plays:running.step.namedPath', { name: path.name, who })
}
