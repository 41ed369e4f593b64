import { type FormValues, readNumber } from '../../../web/forms.ts'
import type { Offers } from '../../../web/module.ts'
import {
  type Asked,
  answerQuestions,
  type Definition,
  type Duration,
  limits,
  type Outcome,
  type Reentry,
  type Step,
  subscriptionStates,
  type Trigger,
  units,
} from '../definition/definition.ts'
import { initialSettings } from './new-step.ts'
import type { Part } from './part.ts'
import { readSettings, settingPrefix } from './read-settings.ts'
import { changeStep } from './steps.ts'

/** What a part is when nothing was said about its measure. */
const usualMeasure = 'events.days_active'

/** The play with a part as it stands in its form, but for its conditions. What is not understood becomes what is a problem. */
export function readFields(definition: Definition, part: Part, values: FormValues, offers: Offers): Definition {
  const typed = typedIn(values)
  switch (part.kind) {
    case 'trigger':
      return { ...definition, trigger: readTrigger(definition.trigger, values, offers) }
    case 'reentry':
      return { ...definition, reentry: readReentry(typed) }
    case 'outcome':
      return { ...definition, outcome: readOutcome(definition.outcome, typed) }
    case 'holdout':
      return { ...definition, holdout: readShare(typed('holdout')) }
    case 'exit': {
      const exits = definition.exits.map(exit =>
        exit.id === part.id ? { ...withAnswer(exit, typed('answer')), name: nameIn(typed('name')) } : exit,
      )
      return { ...definition, exits }
    }
    case 'step':
      return changeStep(definition, part.id, step => readStep(step, values, offers))
    default:
      return definition
  }
}

type Typed = (name: string) => string

function typedIn(values: FormValues): Typed {
  return name => [values[`${settingPrefix}${name}`] ?? []].flat()[0] ?? ''
}

const nameIn = (text: string) => text.trim().slice(0, 100)

/** Another kind of trigger begins with what it is usually set up with. */
function readTrigger(before: Trigger | null, values: FormValues, { playTriggers }: Offers): Trigger | null {
  const kind = playTriggers.get([values.trigger ?? ''].flat()[0] ?? '')
  if (!kind) return before
  if (kind.key !== before?.kind) return { kind: kind.key, settings: initialSettings(kind.fields) }
  return { ...before, settings: readSettings(kind.fields, values, before.settings) }
}

function readReentry(typed: Typed): Reentry {
  const rule = (['never', 'after_days', 'always'] as const).find(one => one === typed('rule')) ?? 'never'
  const days = rule === 'after_days' ? daysIn(typed) : {}
  const property = typed('property').trim().slice(0, 200)
  return { rule, ...days, ...(property && { property }) }
}

/** As the template for bad scores expects them. */
const usualSurvey = ['survey_answered', 'score']

function readOutcome(before: Outcome | null, typed: Typed): Outcome | null {
  const kind = typed('kind')
  const more = { ...daysIn(typed), ...mattersIn(typed('matters')) }
  const better = typed('better') === 'less' ? 'less' : 'more'
  if (kind === 'event') return { kind, event: typed('event').trim().slice(0, 500), better, ...more }
  if (kind === 'survey') {
    const [event = '', property = ''] = before?.kind === kind ? [typed('event'), typed('property')] : usualSurvey
    return { kind, event: event.trim().slice(0, 500), property: property.trim().slice(0, 200), better, ...more }
  }
  if (kind === 'subscription') {
    const state = subscriptionStates.find(one => one === typed('state')) ?? 'retained'
    return { kind, state, ...more }
  }
  if (kind !== 'measure') return kind === 'none' ? null : before
  const of = typed('of').trim().slice(0, 500)
  return { kind, use: { measure: typed('measure') || usualMeasure, ...(of && { of }) }, better, ...more }
}

/** What is too few or too many stays as it is: that is said, and not published. */
function daysIn(typed: Typed): { readonly days?: number } {
  const days = wholeIn(typed('days'), -limits.amount, limits.amount)
  return days === undefined ? {} : { days }
}

function mattersIn(text: string): { readonly matters?: number | string } {
  const percent = readNumber(text)
  if (percent !== undefined) return { matters: percent / 100 }
  return text.trim() === '' ? {} : { matters: text.trim().slice(0, 100) }
}

/** What is no share of those who can be held out is all of them: that is said, and not published. */
function readShare(text: string): number {
  const percent = readNumber(text)
  return percent !== undefined && percent >= 0 && percent <= 100 ? percent / 100 : 1
}

function readStep(step: Step, values: FormValues, { playSteps }: Offers): Step {
  const typed = typedIn(values)
  switch (step.kind) {
    case 'action': {
      const kind = playSteps.get(step.action)
      return kind ? { ...step, settings: readSettings(kind.fields, values, step.settings) } : step
    }
    case 'wait':
      return { ...step, for: readDuration(typed, 'for', step.for) }
    case 'until':
      return {
        ...withAnswer(step, typed('answer')),
        limit: readDuration(typed, 'limit', step.limit),
        onLimit: typed('onLimit') === 'end' ? 'end' : 'go_on',
      }
    case 'branch':
      return {
        ...step,
        paths: step.paths.map(path => ({
          ...withAnswer(path, typed(`answer.${path.id}`)),
          name: nameIn(typed(`name.${path.id}`)),
        })),
      }
    case 'split':
      return {
        ...step,
        paths: step.paths.map(path => ({
          ...path,
          name: nameIn(typed(`name.${path.id}`)),
          share: wholeIn(typed(`share.${path.id}`), 0, 100) ?? 0,
        })),
      }
    case 'end':
      return step
  }
}

/** What was asked of an answer: `s3:accepted`, or `nothing`. Where the form did not show it, it stays as it was. */
function withAnswer<T extends Asked>(asked: T, text: string): T {
  if (text === '') return asked
  const { answer: _, ...rest } = asked
  const [, step, word] = /^([a-z]\d{1,4}):(\w+)$/.exec(text) ?? []
  const is = answerQuestions.find(one => one === word)
  return (step && is ? { ...rest, answer: { step, is } } : rest) as T
}

/** What is no duration is 0, which is said and not published: another than what stands in the form would not be seen. */
function readDuration(typed: Typed, name: string, before: Duration): Duration {
  return {
    amount: wholeIn(typed(name), 0, limits.amount) ?? 0,
    unit: units.find(unit => unit === typed(`${name}.unit`)) ?? before.unit,
  }
}

function wholeIn(text: string, least: number, most: number): number | undefined {
  const number = readNumber(text)
  return number !== undefined && Number.isInteger(number) && number >= least && number <= most ? number : undefined
}
