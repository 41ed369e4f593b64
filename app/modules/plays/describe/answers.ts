import type { Action, AskedAnswer } from '../definition/definition.ts'
import type { PlayNames, Tongue } from './telling.ts'
import { wordsOfSettings } from './values.ts'

/** What a step that asks something asks, and the words of its answers. */
export interface AskingWords {
  readonly subject: string
  readonly accepted: string
  readonly declined: string
}

/** What a step asks; undefined when it asks nothing. */
export function askingWords(tongue: Tongue, { action, settings }: Action, names: PlayNames): AskingWords | undefined {
  const kind = names.offers.playSteps.get(action)
  if (!kind?.asks) return undefined
  const words = wordsOfSettings(tongue, { fields: kind.fields, settings }, names)
  const { subject, accepted, declined } = kind.asks.fields
  return { subject: words[subject] ?? '', accepted: words[accepted] ?? '', declined: words[declined] ?? '' }
}

/** An answer that is asked for: 「招待「勉強会」の返事が「参加する」」. */
export function answerWords(tongue: Tongue, { step, is }: AskedAnswer, names: PlayNames): string {
  const { t } = tongue
  const asking = names.asking.get(step)
  const words = asking && askingWords(tongue, asking, names)
  if (!words) return t('plays:say.answerGone')
  const { subject } = words
  if (is === 'any' || is === 'none') return t(`plays:say.answer.${is}`, { subject })
  return t('plays:say.answer.is', { subject, answer: words[is] })
}
