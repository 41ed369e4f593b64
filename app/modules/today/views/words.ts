import type { Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import type { AccountHealth } from '../../health/index.ts'
import type { Signal } from '../judging/signals.ts'
import { suggestionFor } from '../judging/suggestions.ts'
import type { ListEntry } from '../list/compose.ts'
import type { ItemView } from '../list/load.ts'

export type Speaker = Pick<View, 't' | 'format' | 'now'>

const mostReasons = 3

/** Why the account is on the list, in at most three sentences, the most telling first. */
export function reasonsOf(view: Speaker, offers: Offers, { entry, health }: ItemView): readonly string[] {
  const task = entry.task ? [taskReason(view, entry.task)] : []
  const fell = entry.signals.some(signal => signal.key === 'fell')
  const signals = entry.signals.filter(signal => !(fell && signal.key === 'bad'))
  const words = signals.map(signal =>
    reasonWords(view, signal, signal.key === 'fell' ? culprits(view, offers, health) : ''),
  )
  return [...task, ...words].slice(0, mostReasons)
}

function taskReason({ t, now }: Speaker, task: NonNullable<ListEntry['task']>): string {
  return t(task.dueAt <= now ? 'today:reason.taskOverdue' : 'today:reason.taskDue', { title: task.title })
}

function reasonWords(view: Speaker, signal: Signal, because: string): string {
  const { t, format } = view
  switch (signal.key) {
    case 'sentiment':
      return t('today:reason.sentiment', { feeling: t(feelingKey(signal.value)) })
    case 'silence':
      return t('today:reason.silence', {
        count: signal.days,
        days: format.number(signal.days),
        usual: usualWords(view, signal),
      })
    case 'stalled':
      return t('today:reason.stalled', { count: signal.days, days: format.number(signal.days) })
    case 'renewal':
      return t('today:reason.renewal', {
        count: signal.days,
        days: format.number(signal.days),
        band: t(`health:band.${signal.band}`),
      })
    case 'fell': {
      const values = { points: format.number(signal.points), score: format.number(signal.score), because }
      return t(because ? 'today:reason.fellBecause' : 'today:reason.fell', values)
    }
    case 'risk':
      return t('today:reason.risk', { risk: format.percent(signal.risk), base: format.percent(signal.base, 1) })
    case 'bad':
      return t('today:reason.bad', { score: format.number(signal.score) })
  }
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

/** What pulled the score down most within the week: at most two measures by name. */
function culprits({ t }: Speaker, offers: Offers, health: AccountHealth | undefined): string {
  const down = health?.moves.filter(move => move.change <= -2 && !move.reweighted).slice(0, 2) ?? []
  const names = down.flatMap(({ measure }) => {
    const offered = offers.measures.get(measure.measure)
    return offered
      ? [measure.of ? t('health:use.of', { name: t(offered.label), of: measure.of }) : t(offered.label)]
      : []
  })
  return [...new Set(names)].join(t('today:reason.and'))
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
