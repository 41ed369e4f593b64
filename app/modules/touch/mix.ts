/**
 * How a customer is met. High: a person, for this one customer. Low: a person, led by a program. Tech: a program alone.
 * Community: customers among themselves.
 */
export const touchKinds = ['high', 'low', 'tech', 'community'] as const
export type TouchKind = (typeof touchKinds)[number]

/** A number for each kind. */
export type ByKind = Readonly<Record<TouchKind, number>>

/** What a model says about the kinds: which share of a hundred touches each has, or (and) what it is for. */
export interface Mix {
  /** In percent, adding up to 100; null when nobody said. */
  readonly shares: ByKind | null
  /** Empty where nobody said. */
  readonly purposes: Readonly<Record<TouchKind, string>>
}

/**
 * Whether a model counts on people: at least half of all touches are theirs; where no shares are stated, a purpose is stated
 * for theirs.
 */
export function countsOnPeople({ shares, purposes }: Mix): boolean {
  if (shares) return shares.high + shares.low >= 50
  return purposes.high !== '' || purposes.low !== ''
}

/** The share of each kind among touches, 0 to 1; undefined when there were none. */
export function sharesOf(touches: ByKind): ByKind | undefined {
  const all = touchKinds.reduce((sum, kind) => sum + touches[kind], 0)
  if (all === 0) return undefined
  return {
    high: touches.high / all,
    low: touches.low / all,
    tech: touches.tech / all,
    community: touches.community / all,
  }
}
