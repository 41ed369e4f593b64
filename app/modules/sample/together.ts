import type { Tx } from '../../platform/db.ts'
import { staffNames } from '../identity/index.ts'
import { addCollaborator, addComment } from '../tasks/index.ts'
import type { Settled } from './feelings.ts'
import type { TaskKey } from './tasks.ts'
import type { SampleWords } from './words/words.ts'
import { type Anchor, workingTime } from './world/days.ts'

type Who = 'first' | 'second'

/** What the team says about a task among themselves; `@` calls the other one, or whoever loaded the sample. */
interface Said {
  readonly by: Who
  readonly ago: number
  readonly calls?: Who | 'loader'
  /** By which key the words have it. */
  readonly words: Exclude<keyof SampleWords['comments'], 'calling'>
}

interface Together {
  /** Who works on the task besides. */
  readonly people: readonly (Who | 'loader')[]
  readonly talk: readonly Said[]
}

/** Tasks that are worked on together. */
const together: Readonly<Partial<Record<TaskKey, Together>>> = {
  greeting: {
    people: ['loader'],
    talk: [
      {
        by: 'second',
        ago: 2,
        words: 'firstVisit',
      },
      { by: 'first', ago: 1, calls: 'loader', words: 'thisAfternoon' },
    ],
  },
  alerts: {
    people: ['loader', 'first', 'second'],
    talk: [
      { by: 'first', ago: 3, calls: 'second', words: 'threshold' },
      {
        by: 'second',
        ago: 2,
        calls: 'first',
        words: 'atNight',
      },
    ],
  },
  fading: {
    people: ['loader'],
    talk: [
      {
        by: 'first',
        ago: 4,
        words: 'typhoon',
      },
    ],
  },
  quotes: {
    people: ['first', 'second'],
    talk: [
      { by: 'second', ago: 5, words: 'notThePrice' },
      { by: 'first', ago: 3, words: 'rightToVisit' },
    ],
  },
  again: { people: ['first', 'second'], talk: [] },
}

/** Has the sample's people work on a task together, and whoever loaded it with them. */
export async function workTogether(
  tx: Tx,
  { id, key, closed }: { readonly id: number; readonly key: TaskKey; readonly closed: boolean },
  { people, words: { comments } }: Settled,
  anchor: Anchor,
): Promise<void> {
  const shared = together[key]
  if (!shared) return
  for (const who of shared.people) {
    const by = people.first ?? people.second
    const whom = people[who]
    if (by !== null && whom !== null && !closed) await addCollaborator(tx, { kind: 'staff', id: by }, id, whom)
  }
  const names = await staffNames(
    tx,
    [people.first, people.second, people.loader].filter(one => one !== null),
  )
  for (const { by, ago, calls, words } of shared.talk) {
    const speaker = people[by]
    if (speaker === null) continue
    const called = calls && names.get(people[calls] ?? '')
    const body = called ? comments.calling(called, comments[words]) : comments[words]
    await addComment(tx, { kind: 'staff', id: speaker }, id, body, { at: workingTime(anchor, ago, id), sample: true })
  }
}
