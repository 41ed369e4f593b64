import type { NamedPlay } from '../../../web/play-source.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings, staffNames } from '../../identity/index.ts'
import type { About } from '../about.ts'
import { traitLabels } from '../editor/subjects.ts'
import { segmentNames } from '../queries.ts'
import { type Group, leavesBy } from './condition.ts'
import type { Names } from './describe.ts'
import { holdsPerson } from './people.ts'

/** A condition that is to be told. */
export interface Told {
  readonly about: About
  readonly condition: Group | undefined
}

/** The names that telling these conditions takes. */
export async function conditionNames({ db, offers }: Services, told: readonly Told[]): Promise<Names> {
  const leaves = told.flatMap(({ about, condition }) => (condition ? leavesBy(condition, about) : []))
  const traitKeys = (about: About) =>
    leaves.flatMap(one => (one.about === about && one.leaf.kind === 'trait' ? [one.leaf.key] : []))
  const people = leaves.flatMap(({ leaf }) =>
    leaf.kind === 'field' && holdsPerson({ key: leaf.field }) && 'text' in leaf.asks ? [leaf.asks.text] : [],
  )
  const [account, contact, segments, plays, company, names] = await Promise.all([
    traitLabels(db, 'account', traitKeys('account')),
    traitLabels(db, 'contact', traitKeys('contact')),
    segmentNames(db),
    playNames(db, offers),
    companySettings(db),
    staffNames(db, people),
  ])
  return { offers, traits: { account, contact }, segments, plays, people: names, currency: company.currency }
}

/** All plays that conditions can speak of, by id and in order of their names. */
export async function playNames(
  db: Services['db'],
  { plays }: Pick<Services['offers'], 'plays'>,
): Promise<ReadonlyMap<number, NamedPlay>> {
  return new Map((await plays?.names(db))?.map(play => [play.id, play]))
}
