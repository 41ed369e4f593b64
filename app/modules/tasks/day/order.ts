/** What the order of a day looks at. */
export interface Ordered {
  readonly id: number
  readonly dueAt: Date
  /** Only the day was said. */
  readonly dueOn: string | null
  /** Estimated. */
  readonly minutes: number
  /** What is expected to be gained at the account, comparable across accounts; 0 when nothing is known. */
  readonly gain: number
}

/** What put a task before the one after it. */
export type Why = 'placed' | 'overdue' | 'timed' | 'due' | 'gain' | 'short' | 'older'

export interface Placed<T extends Ordered> {
  readonly task: T
  /** Undefined for the last. */
  readonly why: Why | undefined
}

/**
 * The order of a day, each task with what put it before the next one: first what is late, then what has an hour, then the rest
 * by day; of those due alike the ones that gain most per minute, then the short ones. What a person placed by hand
 * (`places`: position by id) keeps the sequence they gave it; what came since stands behind what it would follow by itself.
 */
export function orderDay<T extends Ordered>(
  tasks: readonly T[],
  places: ReadonlyMap<number, number>,
  now: Date,
): readonly Placed<T>[] {
  const natural = tasks.toSorted((a, b) => compare(a, b, now).by)
  const order = natural
    .filter(({ id }) => places.has(id))
    .toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
  natural.forEach((task, index) => {
    if (places.has(task.id)) return
    const before = natural[index - 1]
    order.splice(before ? order.indexOf(before) + 1 : 0, 0, task)
  })
  return order.map((task, index) => {
    const next = order[index + 1]
    if (!next) return { task, why: undefined }
    const { by, why } = compare(task, next, now)
    return { task, why: by < 0 ? why : 'placed' }
  })
}

export const moves = ['first', 'up', 'down'] as const
export type Move = (typeof moves)[number]

/** The ids with one of them moved; as they are when it is none of them, or at the end already. */
export function moved(ids: readonly number[], id: number, move: Move): readonly number[] {
  const from = ids.indexOf(id)
  if (from < 0) return move === 'first' ? [id, ...ids] : ids
  const to = move === 'first' ? 0 : move === 'up' ? Math.max(0, from - 1) : Math.min(ids.length - 1, from + 1)
  const others = ids.filter(one => one !== id)
  return [...others.slice(0, to), id, ...others.slice(to)]
}

function compare(a: Ordered, b: Ordered, now: Date): { readonly by: number; readonly why: Why } {
  const late = Number(b.dueAt <= now) - Number(a.dueAt <= now)
  if (late !== 0) return { by: late, why: 'overdue' }
  const timed = Number(b.dueOn === null) - Number(a.dueOn === null)
  if (timed !== 0 && a.dueAt > now) return { by: timed, why: 'timed' }
  if (a.dueAt.getTime() !== b.dueAt.getTime()) return { by: a.dueAt.getTime() - b.dueAt.getTime(), why: 'due' }
  const gain = b.gain / b.minutes - a.gain / a.minutes
  if (gain !== 0) return { by: gain, why: 'gain' }
  if (a.minutes !== b.minutes) return { by: a.minutes - b.minutes, why: 'short' }
  return { by: a.id - b.id, why: 'older' }
}
