import { createHash } from 'node:crypto'
import type { Entry } from '../list/arrange.ts'

/**
 * Of the `drawable` entries the most that are equally urgent where the time of a day runs out: no two differ by more than `tolerance`
 * in gain per minute (0.5: the one is at most half as much again as the other), and the best of those for whom the time does not
 * suffice (`end`, its gain per minute) lies among them. None when there is time for all, or when nothing is beside the one.
 */
export function equallyUrgent<E extends Entry>(drawable: readonly E[], end: number, tolerance: number): readonly E[] {
  const widest = 1 + tolerance + rounding
  const tops = [end, ...drawable.map(({ rate }) => rate).filter(rate => rate >= end && rate <= end * widest)]
  const bands = tops.map(top => drawable.filter(({ rate }) => rate <= top && rate * widest >= top))
  const largest = bands.reduce((best, band) => (band.length > best.length ? band : best), [])
  return end > 0 && largest.length > 1 ? largest : []
}

/**
 * Those nearest to where the time runs out first. Of equally near ones (all, where nothing but the risk is known) another is first
 * each day.
 */
export function nearestFirst<E extends Entry>(entries: readonly E[], end: number, day: string): readonly E[] {
  return entries
    .map(entry => ({ entry, far: Math.abs(Math.log(entry.rate / end)), lot: lotOf(day, entry.accountId) }))
    .sort((a, b) => a.far - b.far || a.lot.localeCompare(b.lot))
    .map(({ entry }) => entry)
}

const rounding = 1e-9

function lotOf(day: string, accountId: number): string {
  return createHash('sha256').update(`${day}:${accountId}`).digest('hex')
}
