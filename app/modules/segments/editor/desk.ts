import type { Db } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { type Group, leavesOf } from '../conditions/condition.ts'
import type { Names } from '../conditions/describe.ts'
import type { Surroundings } from '../conditions/facts.ts'
import { asksOf } from '../conditions/question.ts'
import { type Preview, previewCondition } from '../preview.ts'
import { segmentNames } from '../queries.ts'
import { type Draft, type DraftRow, emptyRow, mapRows } from './draft.ts'
import { type Filled, fillDraft } from './fill.ts'
import { readSubjects, type Subjects, subjectText } from './subjects.ts'

/** What lies ready for editing a condition. */
export interface Desk {
  readonly subjects: Subjects
  /** Other segments, by id. */
  readonly segments: ReadonlyMap<number, string>
  /** ISO 4217 */
  readonly currency: string
  /** How the currency is written: ￥, $ */
  readonly money: string
  readonly names: Names
}

/** A draft, read: what it means, what is missing, and whom it would find. */
export interface Sheet extends Filled {
  readonly draft: Draft
  readonly preview: Preview | undefined
  /** Some rows are begun and left out. */
  readonly incomplete: boolean
  readonly names: Names
}

/** Everything to choose from. Subjects named in `used` or `condition` are there in any case; the segment itself is not. */
export async function deskFor(
  services: Services,
  used: readonly string[],
  ownId: number | undefined,
  condition?: Group,
  locale: Locale = 'ja',
): Promise<Desk> {
  const mentioned = condition ? leavesOf(condition).map(subjectText) : []
  const [subjects, segments, company] = await Promise.all([
    readSubjects(services.db, services.offers, [...used, ...mentioned]),
    segmentNames(services.db),
    companySettings(services.db),
  ])
  const others = new Map([...segments].filter(([id]) => id !== ownId))
  const traits = [...subjects.values()].flatMap(subject =>
    subject.kind === 'trait' ? [[subject.key, subject.label] as const] : [],
  )
  const { currency } = company
  const names: Names = { offers: services.offers, traits: new Map(traits), segments, currency }
  return { subjects, segments: others, currency, money: signOf(currency, locale), names }
}

/** Reads a draft against the desk and looks whom it would find. */
export async function settled(db: Db, surroundings: Surroundings, typed: Draft, desk: Desk): Promise<Sheet> {
  const draft = mapRows(typed, row => withPossibleQuestion(row, desk.subjects))
  const filled = fillDraft(draft, desk)
  const preview = filled.condition ? await previewCondition(db, surroundings, filled.condition) : undefined
  return { ...filled, draft, preview, incomplete: filled.problems.size > 0, names: desk.names }
}

/** When another subject was chosen, the question that was asked may be none of its own, and its values mean nothing. */
function withPossibleQuestion(row: DraftRow, subjects: Subjects): DraftRow {
  const subject = subjects.get(row.subject)
  const before = row.shown.slice(0, row.shown.lastIndexOf('|'))
  const fresh = row.shown !== '' && before !== row.subject ? { ...emptyRow, id: row.id, subject: row.subject } : row
  if (!subject) return fresh
  const possible: readonly string[] = subject.kind === 'segment' ? ['within', 'outside'] : asksOf[subject.type]
  return possible.includes(fresh.asks) ? fresh : { ...fresh, asks: possible[0] ?? '' }
}

function signOf(currency: string, locale: Locale): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(0)
  return parts.find(part => part.type === 'currency')?.value ?? currency
}
