import { NotFound } from '../../../platform/errors.ts'
import { only } from '../../../web/access.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings, staffNames } from '../../identity/index.ts'
import { type Group, leavesOf } from '../conditions/condition.ts'
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

/** The names that telling these conditions takes. */
export async function namesFor(services: Services, conditions: readonly (Group | undefined)[]): Promise<Names> {
  const leaves = conditions.flatMap(condition => (condition ? leavesOf(condition) : []))
  const keys = leaves.flatMap(leaf => (leaf.kind === 'trait' ? [leaf.key] : []))
  const people = leaves.flatMap(leaf =>
    leaf.kind === 'field' && holdsPerson({ key: leaf.field }) && 'text' in leaf.asks ? [leaf.asks.text] : [],
  )
  const [traits, segments, company, names] = await Promise.all([
    traitLabels(services.db, [...new Set(keys)]),
    segmentNames(services.db),
    companySettings(services.db),
    staffNames(services.db, people),
  ])
  return { offers: services.offers, traits, segments, people: names, currency: company.currency }
}
