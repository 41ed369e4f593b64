/** A version of a play, and which share of those who came was meant to be in each arm; none where they were not shared out. */
export interface SharedOut {
  readonly version: number
  readonly shares: ReadonlyMap<string, number>
}

/** Ways in which accounts were shared out, and in which of them each version did so. */
export interface Strata {
  readonly shares: readonly ReadonlyMap<string, number>[]
  readonly at: ReadonlyMap<number, number>
}

/**
 * Versions that follow each other and share accounts out in the same way are one stratum. Shares that come back later are another:
 * customers may have become others meanwhile. In the order of versions.
 */
export function strataOfVersions(versions: readonly SharedOut[]): Strata {
  const shares: ReadonlyMap<string, number>[] = []
  const at = new Map<number, number>()
  let last: string | undefined
  for (const { version, shares: meant } of versions) {
    const way = JSON.stringify([...meant].sort(([one], [other]) => (one < other ? -1 : 1)))
    if (way !== last) shares.push(meant)
    last = way
    at.set(version, shares.length - 1)
  }
  return { shares, at }
}
