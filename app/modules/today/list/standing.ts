/** Why an item stands where it stands; the words are `today:standing.KEY`. */
export type Standing = 'task' | 'gainShort' | 'value' | 'risk' | 'short' | 'balanced' | 'kept' | 'only'

export interface Standee {
  /** Comparable value at stake; 1 when no value is known. */
  readonly value: number
  readonly risk: number
  readonly minutes: number
  readonly rate: number
  readonly hasTask: boolean
}

const telling = 1.25
const tellingShort = 1.15

/**
 * For each item of a list, in its order, the main reason of its place: which of value and risk lies a quarter above the
 * middle of the list (the one further above), or that it takes 15 % less time. `gainShort` when both together bring that much
 * and it is short besides. `kept` when something below adds a quarter more by now: order does not jump.
 */
export function standings(items: readonly Standee[]): readonly Standing[] {
  const middle = {
    value: median(items.map(item => item.value)),
    risk: median(items.map(item => item.risk)),
    minutes: median(items.map(item => item.minutes)),
  }
  return items.map((item, index) => {
    if (item.hasTask) return 'task'
    if (items.length === 1) return 'only'
    if (items.slice(index + 1).some(later => later.rate > item.rate * telling)) return 'kept'
    const value = ratio(item.value, middle.value)
    const risk = ratio(item.risk, middle.risk)
    const short = ratio(middle.minutes, item.minutes) >= tellingShort
    if (value * risk >= telling && short) return 'gainShort'
    if (Math.max(value, risk) >= telling) return value >= risk ? 'value' : 'risk'
    return short ? 'short' : 'balanced'
  })
}

function ratio(a: number, b: number): number {
  return b > 0 ? a / b : 1
}

/** The middle value; of an even number the mean of the two in the middle. 0 for none. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
