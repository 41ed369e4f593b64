import type { PlayAbout, PlayStepKind, PlayTriggerKind } from '../../../web/play-kinds.ts'
import { describeProperties, propertyConditionShape } from '../../events/index.ts'
import { describeCondition } from '../../segments/index.ts'
import type { Asked, Definition, Duration, Outcome, Settings, Step } from '../definition/definition.ts'
import { answerWords } from './answers.ts'
import { phrasesOf } from './phrases.ts'
import type { PlayNames, ToldPlay, Tongue } from './telling.ts'
import { short, wordsOfSettings } from './values.ts'

/** What starts a play: 「「静かな顧客」に入ったとき」. */
export function triggerSentence(
  tongue: Tongue,
  { about, definition: { trigger } }: { readonly about: PlayAbout; readonly definition: Pick<Definition, 'trigger'> },
  names: PlayNames,
): string {
  if (!trigger) return tongue.t('plays:say.noTrigger')
  const kind = names.offers.playTriggers.get(trigger.kind)
  if (!kind) return tongue.t('plays:problem.triggerUnknown')
  const sentence = sentenceOf(tongue, kind, { settings: trigger.settings, about }, names)
  const properties = (trigger.properties ?? []).flatMap(one => propertyConditionShape.safeParse(one).data ?? [])
  if (properties.length === 0) return sentence
  return tongue.t('plays:say.withProperties', { sentence, properties: describeProperties(tongue, properties) })
}

/** What a step does: 「3日待つ」. */
export function stepSentence(tongue: Tongue, about: PlayAbout, step: Step, names: PlayNames): string {
  const { t } = tongue
  switch (step.kind) {
    case 'wait':
      return t('plays:flow.wait.sentence', { duration: durationWords(tongue, step.for) })
    case 'until':
      return t(step.onLimit === 'end' ? 'plays:flow.until.sentenceEnd' : 'plays:flow.until.sentence', {
        condition: conditionWords(tongue, about, step, names),
        limit: durationWords(tongue, step.limit),
      })
    case 'branch':
      return t('plays:flow.branch.sentence', { count: step.paths.length + 1 })
    case 'split':
      return t('plays:flow.split.sentence', { count: step.paths.length })
    case 'end':
      return t('plays:flow.end.sentence')
    case 'action': {
      const kind = names.offers.playSteps.get(step.action)
      if (!kind) return t('plays:problem.stepUnknown')
      if (step.action === 'trait' && step.settings.type === 'none') {
        return t('plays:say.traitGone', { trait: short(String(step.settings.trait ?? '')) || t('plays:say.blank') })
      }
      return sentenceOf(tongue, kind, { settings: step.settings, about }, names)
    }
  }
}

function sentenceOf(
  tongue: Tongue,
  kind: Pick<PlayStepKind | PlayTriggerKind, 'key' | 'sentence' | 'fields'>,
  { settings, about }: { readonly settings: Settings; readonly about: PlayAbout },
  names: PlayNames,
): string {
  const words = wordsOfSettings(tongue, { fields: kind.fields, settings }, names)
  return tongue.t(kind.sentence, phrasesOf(kind.key, tongue, { settings, words, about }))
}

/** What has to be true in words; that nothing is chosen, when it is so. */
export function conditionWords(
  tongue: Tongue,
  about: PlayAbout,
  { condition, answer }: Asked,
  names: PlayNames,
): string {
  const words = [
    ...(answer ? [answerWords(tongue, answer, names)] : []),
    ...(condition ? [describeCondition(tongue, condition, about, names.conditions)] : []),
  ]
  const [one = tongue.t('plays:say.blank'), other] = words
  return other === undefined ? one : tongue.t('plays:say.both', { one, other })
}

/** 「3日」 */
export function durationWords({ t }: Tongue, { amount, unit }: Duration): string {
  return t(`plays:duration.${unit}`, { count: amount })
}

/** Whom it is for, beside what starts it. */
export function audienceSentence(tongue: Tongue, { about, definition }: ToldPlay, names: PlayNames): string {
  const { audience } = definition
  if (!audience) return tongue.t(`plays:say.everybody.${about}`)
  return tongue.t(`plays:say.only.${about}`, {
    condition: conditionWords(tongue, about, { condition: audience }, names),
  })
}

/** Whether somebody may enter again. */
export function reentrySentence({ t }: Tongue, { reentry: { rule, days, property } }: Definition): string {
  const words =
    rule === 'after_days'
      ? t('plays:say.reentry.after_days', { count: days ?? 0, days: days ?? t('plays:say.blank') })
      : t(`plays:say.reentry.${rule}`)
  return property ? t('plays:say.reentry.property', { words, property: short(property) }) : words
}

/** When somebody leaves before the end. */
export function exitSentence(
  tongue: Tongue,
  about: PlayAbout,
  exit: Definition['exits'][number],
  names: PlayNames,
): string {
  const words = tongue.t('plays:say.exit', { condition: conditionWords(tongue, about, exit, names) })
  return exit.name ? tongue.t('plays:say.named', { name: exit.name, words }) : words
}

/** What the play is meant to change, and when that is looked at. */
export function outcomeSentence(tongue: Tongue, outcome: Outcome | null, { offers }: PlayNames): string {
  const { t } = tongue
  if (!outcome) return t('plays:say.noOutcome')
  const window =
    outcome.days === undefined ? { count: 0, days: t('plays:say.blank') } : { count: outcome.days, days: outcome.days }
  if (outcome.kind === 'subscription') return t(`plays:say.outcome.${outcome.state}`, window)
  if (outcome.kind === 'event') {
    return t(`plays:say.outcome.event.${outcome.better}`, { ...window, event: outcome.event || t('plays:say.blank') })
  }
  if (outcome.kind === 'survey') {
    const [event, property] = [outcome.event, outcome.property].map(text => text || t('plays:say.blank'))
    return t(`plays:say.outcome.survey.${outcome.better}`, { ...window, event: event ?? '', property: property ?? '' })
  }
  const measure = offers.measures.get(outcome.use.measure)
  const label = measure ? t(measure.label) : outcome.use.measure
  const name = outcome.use.of ? t('plays:say.outcome.of', { name: label, of: outcome.use.of }) : label
  return t(`plays:say.outcome.measure.${outcome.better}`, { ...window, measure: name })
}

/** How many are held out to learn from. */
export function holdoutSentence({ t, format }: Tongue, { holdout }: Definition): string {
  return holdout === 0 ? t('plays:say.noHoldout') : t('plays:say.holdout', { share: format.percent(holdout, 1) })
}
