import { randomFrom } from './random.ts'
import type { Farm } from './world.ts'

/** Lapses begin between these days before today. */
const first = 100
const last = 46
/** For so many days nobody writes anything: a harvest, a storm, somebody ill. */
const silence = 5

/** The day on which nobody at a farm writes the log any more, in days before today; each farm has one such time. */
export function lapseOf(farm: Pick<Farm, 'index'>): number {
  // A chance of its own: what a farm does else stays as it is.
  return randomFrom(farm.index * 53 + 11).int(last, first)
}

/** Whether the log lapses on that day. */
export function isLapsing(farm: Pick<Farm, 'index'>, ago: number): boolean {
  const since = lapseOf(farm) - ago
  return since >= 0 && since < silence
}

/** What is left of a habit so many days after it broke, when nobody helps it up: little, and a good half year until it is back. */
export function brokenHabit(days: number): number {
  return Math.min(1, 0.3 + days / 280)
}

/** What is left of it so many days after the first of reminders that do not end: people are tired of them for weeks. */
export function tiredOfReminders(days: number): number {
  if (days < 1) return 1
  return days <= 30 ? 0.55 : Math.min(1, 0.55 + (days - 30) / 40)
}
