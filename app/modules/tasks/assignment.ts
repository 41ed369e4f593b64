import type { Role } from '../../web/access.ts'
import { foldTag } from '../identity/index.ts'

/** Whose task it becomes: the account's owner, somebody with a role or with strengths, or one person. */
export type Assignment =
  | 'owner'
  | { readonly role: Role }
  | { readonly strengths: readonly string[] }
  | { readonly staffId: string }

/** A person who is here, as far as assignment looks at them. */
export interface Candidate {
  readonly id: string
  /** Their roles. */
  readonly holds: readonly Role[]
  readonly strengths: readonly string[]
  readonly sample: boolean
  /** Estimated minutes of their open tasks. */
  readonly minutes: number
}

export interface Wanted {
  readonly assign: Assignment
  readonly ownerId: string | null
  /** Estimated: what the person chosen has more to do with it. */
  readonly minutes: number
  /** Whether the account is the sample's: people of the sample look after nobody else. */
  readonly sample: boolean
}

/**
 * Who gets each of these tasks, in their order; null for nobody. By role it is the owner where they have it; by strengths who
 * states most of those wanted. Of several who fit alike it is the one with the fewest open minutes, counting the tasks given
 * out before in the same call. Where nobody fits it is the owner, if they are here.
 */
export function chooseAssignees(wanted: readonly Wanted[], people: readonly Candidate[]): readonly (string | null)[] {
  const busy = new Map(people.map(person => [person.id, person.minutes]))
  const folded = new Map(people.map(person => [person.id, new Set(person.strengths.map(foldTag))]))
  return wanted.map(task => {
    const here = people.filter(person => task.sample || !person.sample)
    const chosen = leastBusy(fitting(task, here, folded), busy) ?? here.find(({ id }) => id === task.ownerId)
    if (!chosen) return null
    busy.set(chosen.id, (busy.get(chosen.id) ?? 0) + task.minutes)
    return chosen.id
  })
}

type Folded = ReadonlyMap<string, ReadonlySet<string>>

function fitting({ assign, ownerId }: Wanted, people: readonly Candidate[], folded: Folded): readonly Candidate[] {
  if (assign === 'owner') return []
  if ('staffId' in assign) return people.filter(({ id }) => id === assign.staffId)
  if ('role' in assign) {
    // Who holds it, which is not who may do what it allows: an admin may do everything.
    const having = people.filter(({ holds }) => holds.includes(assign.role))
    const owner = having.filter(({ id }) => id === ownerId)
    return owner.length > 0 ? owner : having
  }
  const tags = new Set(assign.strengths.map(foldTag))
  const fits = (id: string) => folded.get(id)?.intersection(tags).size ?? 0
  const best = Math.max(0, ...people.map(({ id }) => fits(id)))
  return best === 0 ? [] : people.filter(({ id }) => fits(id) === best)
}

function leastBusy(people: readonly Candidate[], busy: ReadonlyMap<string, number>): Candidate | undefined {
  const minutes = ({ id }: Candidate) => busy.get(id) ?? 0
  return people.reduce<Candidate | undefined>(
    (best, one) =>
      !best || minutes(one) < minutes(best) || (minutes(one) === minutes(best) && one.id < best.id) ? one : best,
    undefined,
  )
}
