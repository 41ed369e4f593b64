import type { DayScore } from './history.ts'

/**
 * One score per day from `from` to `end`: each day has the last score stored on or before it, since rows exist only for
 * days on which the score changed. Days before the first row are left out.
 */
export function dailyCourse(
  history: readonly Pick<DayScore, 'day' | 'score'>[],
  from: Temporal.PlainDate,
  end: Temporal.PlainDate,
): { readonly days: readonly string[]; readonly scores: readonly (number | null)[] } {
  const days: string[] = []
  const scores: (number | null)[] = []
  let next = 0
  let current: number | null | undefined
  for (let day = from; Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    const text = day.toString()
    for (let row = history[next]; row && row.day <= text; row = history[++next]) current = row.score
    if (current === undefined) continue
    days.push(text)
    scores.push(current)
  }
  return { days, scores }
}
