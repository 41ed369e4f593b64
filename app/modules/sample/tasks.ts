import type { closeTask } from '../tasks/index.ts'
import type { SampleWords } from './words/words.ts'
import type { CourseKind } from './world/course.ts'

export type Outcome = Parameters<typeof closeTask>[3]

export type TaskKey = keyof SampleWords['tasks']

export interface SampleTask {
  /** Whom it is about: the so-manieth farm that takes this course and is still a customer. */
  readonly about: readonly [kind: CourseKind, place: number]
  /** By which key the words have it; of what is done over and over none. */
  readonly key?: TaskKey
  readonly title: string
  readonly reason: string
  /** Estimated, in minutes. */
  readonly minutes: number
  /** Days from today. */
  readonly dueIn: number
  readonly outcome?: Outcome
}

/** A task, by which key the words have it; they also say what came of it. */
interface PlannedTask extends Omit<SampleTask, 'title' | 'reason' | 'outcome'> {
  readonly key: TaskKey
  readonly outcome?: Ended
}

type Ended =
  | { readonly kind: 'done' | 'something_else'; readonly minutes: number | null }
  | { readonly kind: 'not_needed' }

/** What the team of the sample has to do, and did. */
const planned: readonly PlannedTask[] = [
  { key: 'terms', about: ['steady', 6], minutes: 20, dueIn: 2 },
  { key: 'greeting', about: ['handover', 0], minutes: 30, dueIn: 0 },
  { key: 'firstReports', about: ['stalling', 0], minutes: 30, dueIn: 5 },
  { key: 'alerts', about: ['loud', 1], minutes: 25, dueIn: -1 },
  { key: 'lookBack', about: ['growing', 1], minutes: 40, dueIn: -20, outcome: { kind: 'done', minutes: 35 } },
  { key: 'stopped', about: ['fading', 1], minutes: 20, dueIn: -22, outcome: { kind: 'done', minutes: 15 } },
  { key: 'quotes', about: ['steady', 2], minutes: 30, dueIn: -4, outcome: { kind: 'something_else', minutes: 45 } },
  { key: 'fault', about: ['loud', 0], minutes: 15, dueIn: -10, outcome: { kind: 'done', minutes: 10 } },
  { key: 'littleUse', about: ['quiet', 0], minutes: 20, dueIn: -23, outcome: { kind: 'not_needed' } },
  { key: 'handover', about: ['handover', 1], minutes: 60, dueIn: -30, outcome: { kind: 'done', minutes: 70 } },
  { key: 'newcomers', about: ['growing', 2], minutes: 30, dueIn: 1 },
  { key: 'harvest', about: ['steady', 4], minutes: 15, dueIn: 0 },
  { key: 'fading', about: ['fading', 2], minutes: 25, dueIn: -2 },
  { key: 'again', about: ['stalling', 1], minutes: 30, dueIn: 3 },
  { key: 'estimate', about: ['growing', 0], minutes: 30, dueIn: -6, outcome: { kind: 'done', minutes: 25 } },
  { key: 'halfYear', about: ['steady', 8], minutes: 45, dueIn: -1, outcome: { kind: 'done', minutes: 50 } },
]

/** What the team of the sample has to do, and did, in a language. */
export function tasksOf(words: SampleWords): readonly SampleTask[] {
  return planned.map(({ outcome, ...task }) => {
    const { title, reason, ...told } = words.tasks[task.key]
    return { ...task, title, reason, ...(outcome && { outcome: ended(outcome, 'note' in told ? told.note : '') }) }
  })
}

function ended(outcome: Ended, note: string): Outcome {
  return { ...outcome, note }
}
