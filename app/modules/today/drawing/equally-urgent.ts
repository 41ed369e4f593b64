import { createHash } from 'node:crypto'
import type { Entry } from '../list/arrange.ts'

/**
 * Of these entries those that are equally urgent where the time of a day runs out: around the best of those that no longer fit, so
 * near that the gain per minute of any two differs by no more than `tolerance` (0.2: a fifth). None when all fit, or when nothing
 * is beside the one. Whom one happens to contact of these makes next to no difference to the day, so chance may choose.
 */
export function equallyUrgent<E extends Entry>(
  { within, waiting }: { readonly within: readonly E[]; readonly waiting: readonly E[] },
  tolerance: number,
): readonly E[] {
  const end = Math.max(0, ...waiting.map(entry => entry.rate))
  // Half of it to either side, as a ratio.
  const reach = Math.log(1 + tolerance) / 2
  const band = [...within, ...waiting].filter(entry => end > 0 && distance(entry.rate, end) <= reach + rounding)
  return band.length > 1 ? band : []
}

/**
 * Those nearest to where the time runs out first; of equally near ones (all, where nothing but the risk is known) it changes with
 * the day who is first.
 */
export function nearestFirst<E extends Entry>(entries: readonly E[], waiting: readonly E[], day: string): readonly E[] {
  const end = Math.max(0, ...waiting.map(entry => entry.rate))
  const placed = entries.map(entry => ({ entry, far: distance(entry.rate, end), lot: lotOf(day, entry.accountId) }))
  return placed.sort((a, b) => a.far - b.far || a.lot.localeCompare(b.lot)).map(({ entry }) => entry)
}

const rounding = 1e-9

function distance(rate: number, end: number): number {
  return Math.abs(Math.log(rate / end))
}

function lotOf(day: string, accountId: number): string {
  return createHash('sha256').update(`${day}:${accountId}`).digest('hex')
}
