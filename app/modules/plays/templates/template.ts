import type { Locale } from '../../../web/i18n.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Group } from '../../segments/index.ts'
import type { Definition, Settings, Step } from '../definition/definition.ts'

/** A play for a situation that most companies know, to begin with. */
export interface PlayTemplate {
  readonly key: string
  readonly icon: string
  readonly about: PlayAbout
  /** Whom it starts with, where that is a segment: one that fits is made with it, unless one is chosen. */
  readonly segment?: {
    readonly condition: Group
    readonly texts: Readonly<Record<Locale, { readonly name: string; readonly description: string }>>
  }
  readonly texts: Readonly<Record<Locale, TemplateTexts>>
  /** What it does, in this language; `segmentId` is that of whom it starts with, where there is one. */
  readonly definition: (locale: Locale, segmentId: number | undefined) => Definition
}

export interface TemplateTexts {
  readonly name: string
  readonly description: string
  /** What it does in a sentence, for the list of templates. */
  readonly does: string
  /** What has to be there before it can start anybody; undefined when nothing. */
  readonly needs?: string
}

/** What templates have in common: once for each, and some held out to learn from. */
export const usual = {
  v: 1,
  audience: null,
  reentry: { rule: 'after_days', days: 90 },
  exits: [],
  holdout: 0.1,
} as const satisfies Partial<Definition>

/** A mail to whoever was heard of last. */
export function mail(id: string, words: { readonly subject: string; readonly body: string }): Step {
  return action(id, 'email', { to: 'main', ...words, whenLimited: 'wait' })
}

/** A mail with two buttons to whoever was heard of last. */
export function invitation(
  id: string,
  words: Readonly<Record<'subject' | 'body' | 'acceptLabel' | 'declineLabel', string>>,
  invites: 'webinar' | 'program' | 'question' | 'meeting',
): Step {
  return action(id, 'invitation', { to: 'main', invites, ...words, whenLimited: 'wait' })
}

/** An answer to an invitation, or so many days. */
export function untilAnswered(id: string, step: string, days: number): Step {
  const limit = { amount: days, unit: 'days' } as const
  return { id, kind: 'until', condition: null, answer: { step, is: 'any' }, limit, onLimit: 'go_on' }
}

/** A task for whoever looks after the account. */
export function task(
  id: string,
  words: { readonly title: string; readonly reason: string; readonly proposal: string },
  more: Settings = {},
): Step {
  return action(id, 'task', { ...words, assign: 'owner', role: 'csm', days: 2, minutes: 20, ...more })
}

/** So many days in between. */
export function wait(id: string, days: number): Step {
  return { id, kind: 'wait', for: { amount: days, unit: 'days' } }
}

/** When a segment is entered. */
export function onEntering(segmentId: number | undefined): Definition['trigger'] {
  return { kind: 'segment', settings: { segment: segmentId === undefined ? '' : String(segmentId), on: 'entered' } }
}

/** A customer, and one that did not cancel. */
export const isCustomer = {
  kind: 'field',
  field: 'customers.stage',
  asks: { is: 'one_of', texts: ['active', 'onboarding'] },
} as const satisfies Group['of'][number]

/** Somebody of the account was heard of again in the last days. */
export function heardAgain(days: number): Group {
  return {
    kind: 'all',
    of: [{ kind: 'measure', use: { measure: 'events.silence_days' }, asks: { is: 'less', number: days } }],
  }
}

function action(id: string, key: string, settings: Settings): Step {
  return { id, kind: 'action', action: key, settings }
}
