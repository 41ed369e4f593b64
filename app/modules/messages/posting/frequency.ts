import type { LocalDays } from './hours.ts'
import type { Limits } from './settings.ts'

/** How far a contact's limits are used up. */
export interface Used {
  /** The day, so many ahead, on which the next message may reach the contact; 0 is the present one. */
  readonly daysAhead: number
  readonly capped: 'capped_day' | 'capped_week' | undefined
}

/**
 * When the next message may reach a contact whom others reached at `reached` (ms): days are those of the contact, a week is
 * any seven of them in a row.
 */
export function nextFreeDay(reached: readonly number[], days: LocalDays, limits: Limits): Used {
  const perDay = countPerDay(reached, days)
  const onDay = (ahead: number) => perDay[ahead + 6] ?? 0
  const inWeek = (ahead: number) => {
    let sum = 0
    for (let day = ahead - 6; day <= ahead; day++) sum += onDay(day)
    return sum
  }
  // On the seventh day ahead nothing of what was counted is within the week.
  let ahead = 0
  while (ahead < 7 && (onDay(ahead) >= limits.perDay || inWeek(ahead) >= limits.perWeek)) ahead++
  if (ahead === 0) return { daysAhead: 0, capped: undefined }
  return { daysAhead: ahead, capped: inWeek(0) >= limits.perWeek ? 'capped_week' : 'capped_day' }
}

/** How much on each of the seven days up to the present one. */
function countPerDay(reached: readonly number[], { starts }: LocalDays): readonly number[] {
  const counts = starts.map(() => 0)
  for (const at of reached) {
    const day = starts.findLastIndex(start => start <= at)
    if (day >= 0) counts[day] = (counts[day] ?? 0) + 1
  }
  return counts
}
