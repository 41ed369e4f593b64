import { NotFound } from '../../../platform/errors.ts'
import { only } from '../../../web/access.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings, staffNames } from '../../identity/index.ts'
import type { About } from '../about.ts'
import { type Group, leavesBy } from '../conditions/condition.ts'
import type { Names } from '../conditions/describe.ts'
import type { Surroundings } from '../conditions/facts.ts'
import { holdsPerson } from '../conditions/people.ts'
import { traitLabels } from '../editor/subjects.ts'
import { surroundingsNow } from '../evaluation/definitions.ts'
import { segmentNames } from '../queries.ts'

/** Who makes and changes segments; everybody sees them. */
export const editors = only('operator', 'csm', 'manager', 'product')

/** What conditions are read with now. */
export async function surroundingsOf({ db, offers }: Services): Promise<Surroundings> {
  const surroundings = await surroundingsNow(db, offers)
  if (!surroundings) throw new NotFound('no company yet')
  return surroundings
}

/** A condition that is to be told. */
interface Told {
  readonly about: About
  readonly condition: Group | undefined
}

/** The names that telling these conditions takes. */
export async function namesFor({ db, offers }: Services, told: readonly Told[]): Promise<Names> {
  const leaves = told.flatMap(({ about, condition }) => (condition ? leavesBy(condition, about) : []))
  const traitKeys = (about: About) =>
    leaves.flatMap(one => (one.about === about && one.leaf.kind === 'trait' ? [one.leaf.key] : []))
  const people = leaves.flatMap(({ leaf }) =>
    leaf.kind === 'field' && holdsPerson({ key: leaf.field }) && 'text' in leaf.asks ? [leaf.asks.text] : [],
  )
  const [account, contact, segments, company, names] = await Promise.all([
    traitLabels(db, 'account', traitKeys('account')),
    traitLabels(db, 'contact', traitKeys('contact')),
    segmentNames(db),
    companySettings(db),
    staffNames(db, people),
  ])
  return { offers, traits: { account, contact }, segments, people: names, currency: company.currency }
}
