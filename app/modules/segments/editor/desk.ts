import type { Db } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { NamedPlay } from '../../../web/play-source.ts'
import type { Services } from '../../../web/services.ts'
import { currenciesPaid } from '../../customers/index.ts'
import { colleagues, companySettings, staffNames } from '../../identity/index.ts'
import type { About } from '../about.ts'
import { leavesBy } from '../conditions/condition.ts'
import type { Names } from '../conditions/describe.ts'
import { playNames, type Told } from '../conditions/names.ts'
import { holdsPerson } from '../conditions/people.ts'
import { segmentNames } from '../queries.ts'
import { type Draft, rowsOf } from './draft.ts'
import { readSubjects, type Subjects, subjectText } from './subjects.ts'

/** What lies ready for editing conditions: for all that stand on a page together. */
export interface Desk {
  readonly subjects: Readonly<Record<About, Subjects>>
  /** Other segments, by id. */
  readonly segments: Readonly<Record<About, ReadonlyMap<number, string>>>
  /** By id. */
  readonly plays: ReadonlyMap<number, NamedPlay>
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

/** What a row or a condition speaks of already. */
interface Mention {
  readonly about: About
  readonly subject: string
  readonly text: string
}

/** Drafts and stored conditions that are edited with a desk. */
type Edited = Draft | Told

/**
 * Everything to choose from for editing these, in a handful of queries however many they are; what they speak of already in
 * any case. The segment `without`, of which it is the condition, is not to choose.
 */
export async function conditionDesk(
  services: Services,
  locale: Locale,
  edited: readonly Edited[],
  without?: number,
): Promise<Desk> {
  const { db, offers } = services
  const mentions = edited.flatMap(mentionsIn)
  const [account, contact, plays, company, people, paid] = await Promise.all([
    sideFor(services, 'account', mentions),
    sideFor(services, 'contact', mentions),
    playNames(db, offers),
    companySettings(db),
    peopleFor(db, mentions),
    currenciesPaid(db),
  ])
  const { currency } = company
  const names: Names = {
    offers,
    traits: { account: namedTraits(account.subjects), contact: namedTraits(contact.subjects) },
    segments: new Map([...account.segments, ...contact.segments]),
    plays,
    people,
    currency,
  }
  const others = (all: ReadonlyMap<number, string>) => new Map([...all].filter(([one]) => one !== without))
  const subjects = { account: withPlays(account.subjects, plays), contact: contact.subjects }
  const segments = { account: others(account.segments), contact: others(contact.segments) }
  const currencies = [...new Set([currency, ...paid])]
  return { subjects, segments, plays, people, currency, currencies, money: signOf(currency, locale), names }
}

/** Plays can be asked about where there are any. */
function withPlays(subjects: Subjects, plays: Desk['plays']): Subjects {
  return plays.size > 0 ? new Map([...subjects, ['play', { kind: 'play' }]]) : subjects
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

function mentionsIn(edited: Edited): readonly Mention[] {
  if ('nodes' in edited) return rowsOf(edited)
  const leaves = edited.condition ? leavesBy(edited.condition, edited.about) : []
  return leaves.map(({ about, leaf }) => ({
    about,
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

function signOf(currency: string, locale: Locale): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(0)
  return parts.find(part => part.type === 'currency')?.value ?? currency
}
