import type { Db } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import { currenciesPaid } from '../../customers/index.ts'
import { colleagues, companySettings, staffNames } from '../../identity/index.ts'
import { type Group, leavesOf } from '../conditions/condition.ts'
import type { Names } from '../conditions/describe.ts'
import type { Surroundings } from '../conditions/facts.ts'
import { holdsPerson } from '../conditions/people.ts'
import { type Preview, previewCondition } from '../preview.ts'
import { segmentNames } from '../queries.ts'
import { type Draft, type DraftRow, emptyRow, mapRows } from './draft.ts'
import { type Filled, fillDraft } from './fill.ts'
import { asksOfSubject, readSubjects, type Subjects, subjectText } from './subjects.ts'

/** What lies ready for editing a condition. */
export interface Desk {
  readonly subjects: Subjects
  /** Other segments, by id. */
  readonly segments: ReadonlyMap<number, string>
  /** Who can be chosen, by id. */
  readonly people: ReadonlyMap<string, string>
  /** The company's. ISO 4217 */
  readonly currency: string
  /** The company's and those that accounts pay in. */
  readonly currencies: readonly string[]
  /** How the company's is written: ￥, $ */
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

/** What a row or a condition speaks of already. */
export interface Mention {
  readonly subject: string
  readonly text: string
}

/** Everything to choose from; what is mentioned already in any case, the segment itself never. */
export async function deskFor(
  services: Services,
  mentions: readonly Mention[],
  ownId: number | undefined,
  locale: Locale,
): Promise<Desk> {
  const { db, offers } = services
  const [subjects, segments, company, people, paid] = await Promise.all([
    readSubjects(
      db,
      offers,
      mentions.map(({ subject }) => subject),
    ),
    segmentNames(db),
    companySettings(db),
    peopleFor(db, mentions),
    currenciesPaid(db),
  ])
  const traits = [...subjects.values()].flatMap(subject =>
    subject.kind === 'trait' ? [[subject.key, subject.label] as const] : [],
  )
  const others = new Map([...segments].filter(([id]) => id !== ownId))
  const { currency } = company
  const names: Names = { offers, traits: new Map(traits), segments, people, currency }
  const currencies = [...new Set([currency, ...paid])]
  return { subjects, segments: others, people, currency, currencies, money: signOf(currency, locale), names }
}

/** What a stored condition speaks of. */
export function mentionsIn(condition: Group | undefined): readonly Mention[] {
  const leaves = condition ? leavesOf(condition) : []
  return leaves.map(leaf => ({
    subject: subjectText(leaf),
    text: leaf.kind === 'field' && 'text' in leaf.asks ? leaf.asks.text : '',
  }))
}

/** Those who are present, and those who are mentioned though they left. */
async function peopleFor(db: Db, mentions: readonly Mention[]): Promise<ReadonlyMap<string, string>> {
  const ids = mentions.flatMap(({ subject, text }) =>
    text !== '' && holdsPerson({ key: subject.replace(/^field:/, '') }) ? [text] : [],
  )
  const [present, mentioned] = await Promise.all([colleagues(db), staffNames(db, ids)])
  return new Map([...present.map(({ id, name }) => [id, name] as const), ...mentioned])
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
  const possible: readonly string[] = subject.kind === 'segment' ? ['within', 'outside'] : asksOfSubject(subject)
  return possible.includes(fresh.asks) ? fresh : { ...fresh, asks: possible[0] ?? '' }
}

function signOf(currency: string, locale: Locale): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(0)
  return parts.find(part => part.type === 'currency')?.value ?? currency
}
