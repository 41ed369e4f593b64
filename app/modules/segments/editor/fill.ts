import { isDay } from '../../../web/forms.ts'
import type { About, Askable } from '../about.ts'
import { type Condition, type Group, type Leaf, leavesOf, limits } from '../conditions/condition.ts'
import { problemOf } from '../conditions/facts.ts'
import { playAsks, playLeaf, takesDays } from '../conditions/plays.ts'
import { type Asked, inputOf, type Question } from '../conditions/question.ts'
import { longestWindow, type MeasureUse, problemOfUse } from '../measures/measure.ts'
import { aboutIn, type Draft, type DraftGroup, type DraftItem, type DraftRow } from './draft.ts'
import { isMoney, scaleOf, typedNumber } from './numbers.ts'
import { asksOfSubject, type Subject, type Subjects, type ValueSubject } from './subjects.ts'

/** What is missing or wrong in a row, as the last part of a text key under `segments:error`. */
export type RowProblem =
  | 'valueMissing'
  | 'textTooLong'
  | 'numberInvalid'
  | 'rangeReversed'
  | 'dayInvalid'
  | 'daysInvalid'
  | 'choiceMissing'
  | 'segmentMissing'
  | 'playMissing'
  | 'playDaysInvalid'
  | 'subjectUnknown'
  | 'windowInvalid'

/** A draft read as a condition: the rows that are finished, and what is wrong with the others. */
export interface Filled {
  /** undefined when no row is finished. */
  readonly condition: Group | undefined
  /** By id of the row. */
  readonly problems: ReadonlyMap<string, RowProblem>
  /** More conditions than there may be; then there is no condition at all. */
  readonly tooMany: boolean
}

interface Known {
  readonly subjects: Readonly<Record<About, Subjects>>
  /** Names by id of the segments that can be chosen. */
  readonly segments: Readonly<Record<About, ReadonlyMap<number, string>>>
  readonly plays: ReadonlyMap<number, unknown>
  /** The company's. ISO 4217 */
  readonly currency: string
  readonly names: { readonly offers: Askable }
}

/** What a row can speak of where it stands. */
interface Sayable {
  readonly subjects: Subjects
  readonly segments: ReadonlyMap<number, string>
  readonly plays: ReadonlyMap<number, unknown>
  readonly currency: string
}

/** Makes the condition of a draft. Rows in which nothing is chosen yet count as not there. */
export function fillDraft(draft: Draft, known: Known): Filled {
  const problems = new Map<string, RowProblem>()
  const items = (nodes: readonly DraftItem[], group?: DraftGroup): Condition[] => {
    const about = aboutIn(draft, group)
    const { plays, currency } = known
    const sayable = { subjects: known.subjects[about], segments: known.segments[about], plays, currency }
    return nodes.flatMap((node): Condition[] => {
      const found = itemOf(node, about, sayable, known.names.offers)
      if (typeof found !== 'string') return found ? [found] : []
      problems.set(node.id, found)
      return []
    })
  }
  const parts = draft.nodes.flatMap((node): Condition[] =>
    node.kind === 'group' ? grouped(node, items(node.nodes, node)) : items([node]),
  )
  const condition: Group | undefined = parts.length > 0 ? { kind: draft.mode, of: parts } : undefined
  const tooMany = condition !== undefined && leavesOf(condition).length > limits.leaves
  return { condition: tooMany ? undefined : condition, problems, tooMany }
}

function itemOf(node: DraftItem, about: About, sayable: Sayable, offers: Askable): Condition | RowProblem | undefined {
  if (node.kind === 'row') return node.subject === '' ? undefined : leafOf(node, sayable)
  return problemOf(node.condition, about, offers) ? 'subjectUnknown' : node.condition
}

function grouped({ accounts, mode }: DraftGroup, of: readonly Condition[]): Condition[] {
  if (of.length === 0) return []
  const group: Group = { kind: mode, of }
  return [accounts === undefined ? group : { kind: 'accounts', within: accounts === 'one', meets: group }]
}

function leafOf(row: DraftRow, known: Sayable): Leaf | RowProblem {
  const subject = known.subjects.get(row.subject)
  if (!subject) return 'subjectUnknown'
  if (subject.kind === 'segment') {
    const segment = Number(row.segment)
    if (!known.segments.has(segment)) return 'segmentMissing'
    return { kind: 'segment', segment, within: row.asks !== 'outside' }
  }
  if (subject.kind === 'play') return playOf(row, known)
  const asks = questionOf(row, subject, known)
  if (typeof asks === 'string') return asks
  if (subject.kind === 'field') {
    const compared = isMoney(subject) && ('number' in asks || 'from' in asks)
    return { kind: 'field', field: subject.field.key, asks, ...(compared && { currency: currencyOf(row, known) }) }
  }
  if (subject.kind === 'trait') return { kind: 'trait', key: subject.key, type: subject.type, asks }
  const use = useOf(row, subject.measure.key, subject.measure.on !== undefined, subject.measure.of !== undefined)
  if (typeof use === 'string') return use
  return problemOfUse(use, { measures: new Map([[subject.measure.key, subject.measure]]) })
    ? 'windowInvalid'
    : { kind: 'measure', use, asks }
}

function playOf(row: DraftRow, { plays }: Sayable): Leaf | RowProblem {
  const asked = playAsks.find(one => one === row.asks) ?? 'under_way'
  const play = Number(row.play)
  if (!plays.has(play)) return 'playMissing'
  const days = takesDays(asked) ? (typedNumber(row.days) ?? 0) : 1
  return Number.isInteger(days) && days >= 1 && days <= 3650 ? playLeaf(asked, play, days) : 'playDaysInvalid'
}

function useOf(row: DraftRow, measure: string, windowed: boolean, named: boolean): MeasureUse | RowProblem {
  const of = row.of.trim()
  if (of.length > 500) return 'textTooLong'
  const use: MeasureUse = { measure, ...(named && of !== '' && { of }) }
  if (!windowed) return use
  const window = typedNumber(row.window)
  if (window === undefined) return row.window.trim() === '' && !row.compare ? use : 'windowInvalid'
  if (!Number.isInteger(window) || window < 1 || window > longestWindow) return 'windowInvalid'
  return { ...use, window, ...(row.compare && { compare: 'previous' as const }) }
}

/** The question of a row; it may be another than was chosen when the subject has changed since. */
function questionOf(row: DraftRow, subject: ValueSubject, known: Sayable): Question | RowProblem {
  const is: Asked = asksOfSubject(subject).find(one => one === row.asks) ?? asksOfSubject(subject)[0] ?? 'known'
  switch (inputOf(is)) {
    case 'text':
      return textQuestion(is as 'same', row.text)
    case 'number':
    case 'two_numbers':
      return numberQuestion(is, row, scaleOf(subject, row.compare, currencyOf(row, known)))
    case 'day':
      return isDay(row.day) ? { is: is as 'on', day: row.day } : 'dayInvalid'
    case 'days':
      return daysQuestion(is as 'last', row.days)
    case 'choices':
      return choiceQuestion(is as 'one_of', row, subject)
    default:
      return { is: is as 'known' }
  }
}

function textQuestion(is: 'same', typed: string): Question | RowProblem {
  const text = typed.trim()
  if (text === '') return 'valueMissing'
  return text.length > 500 ? 'textTooLong' : { is, text }
}

function numberQuestion(is: Asked, row: DraftRow, scale: number): Question | RowProblem {
  const number = typedNumber(row.number, scale)
  if (number === undefined) return row.number.trim() === '' ? 'valueMissing' : 'numberInvalid'
  if (is !== 'between') return { is: is as 'less', number }
  const to = typedNumber(row.to, scale)
  if (to === undefined) return row.to.trim() === '' ? 'valueMissing' : 'numberInvalid'
  return to < number ? 'rangeReversed' : { is, from: number, to }
}

/** In which currency an amount was typed. */
function currencyOf(row: DraftRow, { currency }: Pick<Known, 'currency'>): string {
  return /^[A-Z]{3}$/.test(row.currency) ? row.currency : currency
}

function daysQuestion(is: 'last', typed: string): Question | RowProblem {
  const days = typedNumber(typed)
  return days !== undefined && Number.isInteger(days) && days >= 0 && days <= 3650 ? { is, days } : 'daysInvalid'
}

/** Of the choices there are; of typed ones (a choice without a list), one per comma. */
function choiceQuestion(is: 'one_of', row: DraftRow, subject: Subject): Question | RowProblem {
  const offered = subject.kind === 'field' ? subject.field.choices?.map(choice => choice.value) : undefined
  const typed = row.text.split(/[,、\n]/).map(text => text.trim())
  const texts = (offered ? row.choices.filter(text => offered.includes(text)) : typed)
    .filter(text => text !== '' && text.length <= 500)
    .slice(0, 50)
  return texts.length > 0 ? { is, texts } : 'choiceMissing'
}
