import type { Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import { changeOfUse, namedValueOfUse, riskReasonWords, tellsOfSilence } from '../../health/index.ts'
import type { Signal } from '../judging/signals.ts'
import { suggestionFor } from '../judging/suggestions.ts'
import type { ListEntry } from '../list/compose.ts'
import type { ItemView } from '../list/load.ts'

export type Speaker = Pick<View, 't' | 'format' | 'now'>

const mostReasons = 3

/** Why the account is on the list, in at most three sentences with their figures, the most telling first. */
export function reasonsOf(view: Speaker, offers: Offers, item: ItemView): readonly string[] {
  const { entry } = item
  const task = entry.task ? [taskReason(view, entry.task)] : []
  const shown = new Set(entry.signals.map(signal => signal.key))
  const words = entry.signals
    .filter(({ key }) => !(key === 'bad' && shown.has('fell')) && !(key === 'risk' && shown.has('risen')))
    .map(signal => reasonWords(view, signal, { ...item, offers }))
  return [...task, ...words].slice(0, mostReasons)
}

function taskReason({ t, now }: Speaker, task: NonNullable<ListEntry['task']>): string {
  return t(task.dueAt <= now ? 'today:reason.taskOverdue' : 'today:reason.taskDue', { title: task.title })
}

type Context = Pick<ItemView, 'account' | 'health' | 'entry'> & { readonly offers: Offers }

function reasonWords(view: Speaker, signal: Signal, context: Context): string {
  const { t, format } = view
  switch (signal.key) {
    case 'sentiment':
      return t('today:reason.sentiment', { feeling: t(feelingKey(signal.value)) })
    case 'silence':
      return t('today:reason.silence', { ...daysOf(view, signal), usual: usualWords(view, signal) })
    case 'stalled':
      return t('today:reason.stalled', daysOf(view, signal))
    case 'renewal':
      return renewalWords(view, signal, context)
    case 'fell': {
      const values = { points: format.number(signal.points), score: format.number(signal.score) }
      return because(view, t('today:reason.fell', values), falls(view, context))
    }
    case 'risen': {
      const values = { from: format.percent(signal.from), risk: format.percent(signal.risk) }
      return because(view, t('today:reason.risen', values), risks(view, context, 'what changes'))
    }
    case 'risk': {
      const values = { risk: format.percent(signal.risk), base: format.percent(signal.base, 1) }
      return because(view, t('today:reason.risk', values), risks(view, context, 'all'))
    }
    case 'bad':
      return because(view, t('today:reason.bad', { score: format.number(signal.score) }), costs(view, context))
  }
}

/** 「…になりました：使った日数 12→3日、使った人の数 4→1人」 */
function because({ t }: Speaker, what: string, why: readonly string[]): string {
  return why.length === 0 ? what : t('today:reason.because', { what, why: why.join(t('today:reason.comma')) })
}

function daysOf({ format }: Speaker, { days }: { readonly days: number }) {
  return { count: days, days: format.number(days) }
}

function renewalWords(view: Speaker, signal: Extract<Signal, { key: 'renewal' }>, { account }: Context): string {
  const { t, format } = view
  const values = { ...daysOf(view, signal), band: t(`health:band.${signal.band}`) }
  if (account.score === null) return t('today:reason.renewal', values)
  return t('today:reason.renewalScored', { ...values, score: format.number(account.score) })
}

function feelingKey(value: number) {
  return `health:sentiment.value.${value <= 12 ? 0 : 25}` as const
}

/** 「（いつもは週5日）」; empty when there was no rhythm. */
function usualWords({ t, format }: Speaker, signal: Extract<Signal, { key: 'silence' }>): string {
  if (!signal.usualDays || !signal.usualSpan) return ''
  const perWeek = (signal.usualDays / signal.usualSpan) * 7
  if (perWeek >= 0.95)
    return t('today:reason.usualWeek', { days: format.number(Math.round(perWeek)), count: Math.round(perWeek) })
  const perMonth = Math.max(1, Math.round((signal.usualDays / signal.usualSpan) * 30))
  return t('today:reason.usualMonth', { days: format.number(perMonth), count: perMonth })
}

const mostCauses = 2

/** What pulled the score down most within the week, with what it was and is; nothing when a person set the score. */
function falls(view: Speaker, { health, offers }: Context): readonly string[] {
  if (!health || health.byHand) return []
  return health.moves
    .filter(move => move.change <= -2 && !move.reweighted && move.after !== null)
    .slice(0, mostCauses)
    .map(move => changeOfUse(view, offers, move.measure, move))
}

const costly = 5
const silenceMeasures: ReadonlySet<string> = new Set(['events.silence_days', 'events.days_since_active'])

/** Of an account of which nothing is heard: since when, and that it was not used. */
function tellsNothingNew(measure: string, value: number | null): boolean {
  return silenceMeasures.has(measure) || value === 0
}

/** That nothing is heard of the account is said already. */
function isQuiet({ signals }: Pick<ListEntry, 'signals'>): boolean {
  return signals.some(({ key }) => key === 'silence' || key === 'stalled')
}

/** What costs the score most, with its value. */
function costs(view: Speaker, { health, offers, entry }: Context): readonly string[] {
  const parts = health?.parts.filter(part => part.value !== null && part.possible - part.contribution >= costly) ?? []
  return parts
    .filter(({ measure, value }) => !measure.compare && !(isQuiet(entry) && tellsNothingNew(measure.measure, value)))
    .slice(0, mostCauses)
    .map(({ measure, value }) => namedValueOfUse(view, offers, measure, value))
}

/**
 * The first reason for the risk being what it is. That nothing is heard of the account is not said twice, and what never
 * changes (a plan, a trait) is no reason for a rise.
 */
function risks(view: Speaker, { health, offers, entry }: Context, which: 'all' | 'what changes'): readonly string[] {
  if (!health?.risk) return []
  const reasons = health.risk.reasons
    .filter(reason => which === 'all' || reason.key.startsWith('measure:'))
    .filter(reason => !(isQuiet(entry) && tellsOfSilence(reason)))
  return riskReasonWords(view, offers, reasons).slice(0, 1)
}

/** What the person could do: their task, or what fits the strongest signal. */
export function suggestionWords({ t }: Speaker, entry: ListEntry): string {
  return entry.task?.title ?? t(`today:suggestion.${suggestionFor(entry.strongest).key}`)
}

/** Why the item stands where it stands. */
export function standingWords({ t, format }: Speaker, { standing, entry }: ItemView): string {
  return t(`today:standing.${standing}`, { minutes: format.minutes(entry.minutes) })
}

/** What is expected of it: money, or without any known amount the chance that a loss is prevented. */
export function gainWords({ format }: Speaker, entry: Pick<ListEntry, 'value' | 'gain' | 'currency'>): string {
  return entry.value === null ? format.percent(entry.gain, 1) : format.money(Math.round(entry.gain), entry.currency)
}
