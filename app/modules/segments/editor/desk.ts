import type { Db } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import { currenciesPaid } from '../../customers/index.ts'
import { colleagues, companySettings, staffNames } from '../../identity/index.ts'
import type { About } from '../about.ts'
import { type Group, leavesBy } from '../conditions/condition.ts'
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
  readonly about: About
  readonly subjects: Readonly<Record<About, Subjects>>
  /** Other segments, by id. */
  readonly segments: Readonly<Record<About, ReadonlyMap<number, string>>>
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
  readonly about: About
  readonly subject: string
  readonly text: string
}

/** What is edited. */
interface Editing {
  readonly about: About
  /** undefined for a new segment. */
  readonly id: number | undefined
}

/** Everything to choose from; what is mentioned already in any case, the segment itself never. */
export async function deskFor(
  services: Services,
  { about, id }: Editing,
  mentions: readonly Mention[],
  locale: Locale,
): Promise<Desk> {
  const { db, offers } = services
  const [account, contact, company, people, paid] = await Promise.all([
    sideFor(services, 'account', mentions),
    sideFor(services, 'contact', mentions),
    companySettings(db),
    peopleFor(db, mentions),
    currenciesPaid(db),
  ])
  const { currency } = company
  const names: Names = {
    offers,
    traits: { account: namedTraits(account.subjects), contact: namedTraits(contact.subjects) },
    segments: new Map([...account.segments, ...contact.segments]),
    people,
    currency,
  }
  const others = (all: ReadonlyMap<number, string>) => new Map([...all].filter(([one]) => one !== id))
  const subjects = { account: account.subjects, contact: contact.subjects }
  const segments = { account: others(account.segments), contact: others(contact.segments) }
  const currencies = [...new Set([currency, ...paid])]
  return { about, subjects, segments, people, currency, currencies, money: signOf(currency, locale), names }
}

interface Side {
  readonly subjects: Subjects
  readonly segments: ReadonlyMap<number, string>
}

async function sideFor({ db, offers }: Services, about: About, mentions: readonly Mention[]): Promise<Side> {
  const used = mentions.filter(mention => mention.about === about).map(({ subject }) => subject)
  const [subjects, segments] = await Promise.all([readSubjects(db, about, offers, used), segmentNames(db, about)])
  return { subjects, segments }
}

function namedTraits(subjects: Subjects): ReadonlyMap<string, string> {
  return new Map(
    [...subjects.values()].flatMap(subject =>
      subject.kind === 'trait' ? [[subject.key, subject.label] as const] : [],
    ),
  )
}

/** What a stored condition speaks of. */
export function mentionsIn(about: About, condition: Group | undefined): readonly Mention[] {
  const leaves = condition ? leavesBy(condition, about) : []
  return leaves.map(({ about: of, leaf }) => ({
    about: of,
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
  const draft = mapRows(typed, (row, about) => withPossibleQuestion(row, desk.subjects[about]))
  const filled = fillDraft(draft, desk)
  const { condition } = filled
  const preview = condition && (await previewCondition(db, surroundings, { about: draft.about, condition }))
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
