import type { Definition } from '../../plays/index.ts'
import type { SampleWords } from '../words/words.ts'
import { brokenHabit } from '../world/lapses.ts'
import { type Answer, halves, moreDays, type SamplePlay } from './play.ts'

type Step = Definition['steps'][number]
type CallWords = SampleWords['plays']['call']

/**
 * A call within two days after the log broke off: it does good, most of all in the evening. First every morning by itself and
 * with a mail afterwards; since lately a person chooses, and nothing is mailed.
 */
export function call({ plays: { call: words } }: SampleWords): SamplePlay {
  const { name, description } = words
  return {
    ...{ key: 'call', name, description, owner: 'first', salt: 'umi-call' },
    versions: [
      { publishedAgo: 101, definition: everyMorning(words) },
      { publishedAgo: 20, definition: byHand(words) },
    ],
    starts: {
      event: null,
      who: ({ ago, active, silentDays, activeDays }) => ago >= 20 && active && silentDays >= 5 && activeDays >= 8,
    },
    again: false,
    // Whoever is called as proposed is nearly back after two days, in the evening they do more than before; elsewhere the habit
    // stays broken.
    pull: (arm, days, path) => {
      if (arm !== 'treated' || days < 2) return brokenHabit(days)
      return path === 'p2' ? 1.8 : 0.7
    },
    answers: answered.map(answer => answerIn(words, answer)),
  }
}

const outcome = moreDays(0.1)

function everyMorning(words: CallWords): Definition {
  return {
    v: 1,
    trigger: { kind: 'schedule', settings: { every: 'day', weekday: '1', monthday: 1, hour: 9 } },
    audience: {
      kind: 'all',
      of: [
        { kind: 'field', field: 'customers.stage', asks: { is: 'one_of', texts: ['active'] } },
        { kind: 'measure', use: { measure: 'events.silence_days' }, asks: { is: 'at_least', number: 5 } },
        { kind: 'measure', use: { measure: 'events.days_active', window: 28 }, asks: { is: 'at_least', number: 8 } },
      ],
    },
    reentry: { rule: 'never' },
    steps: [
      whenToCall(words),
      waitForTheLog('go_on'),
      {
        ...{ id: 's3', kind: 'action', action: 'email' },
        settings: { to: 'main', ...words.thanks, whenLimited: 'wait' },
      },
    ],
    exits: [],
    outcome,
    holdout: halves,
  }
}

function byHand(words: CallWords): Definition {
  return {
    v: 1,
    trigger: { kind: 'manual', settings: {} },
    audience: null,
    reentry: { rule: 'after_days', days: 14 },
    steps: [whenToCall(words), waitForTheLog('end')],
    exits: [],
    outcome,
    holdout: halves,
  }
}

/** As proposed, or as somebody tried it once, made a variant: boats are back, and people have time. */
function whenToCall({ task, evening, paths }: CallWords): Step {
  const ask = (id: string, words: CallWords['task']): Step => ({
    ...{ id, kind: 'action', action: 'task' },
    settings: { ...words, assign: 'owner', role: 'csm', days: 2, minutes: 15 },
  })
  return {
    id: 's5',
    kind: 'split',
    paths: [
      { id: 'p1', name: paths.asProposed, share: 50, steps: [ask('s1', task)] },
      { id: 'p2', name: paths.evening, share: 50, steps: [ask('s4', { ...task, ...evening })] },
    ],
  }
}

/** Until somebody there writes again. */
function waitForTheLog(onLimit: 'go_on' | 'end'): Step {
  return {
    id: 's2',
    kind: 'until',
    condition: {
      kind: 'all',
      of: [{ kind: 'measure', use: { measure: 'events.silence_days' }, asks: { is: 'less', number: 2 } }],
    },
    limit: { amount: 7, unit: 'days' },
    onLimit,
  }
}

type Note = keyof CallWords['notes']

/** What came of a task; what was noted, by which key the words have it. */
interface Answered {
  readonly weight: number
  readonly outcome:
    | { readonly kind: 'done'; readonly minutes: number; readonly note: Note | null }
    | { readonly kind: 'not_needed'; readonly note: Note }
    | { readonly kind: 'something_else'; readonly minutes: number; readonly note: Note }
}

const answered: readonly Answered[] = [
  { weight: 12, outcome: { kind: 'done', minutes: 12, note: 'harvest' } },
  { weight: 12, outcome: { kind: 'done', minutes: 9, note: 'storm' } },
  { weight: 10, outcome: { kind: 'done', minutes: 16, note: 'away' } },
  { weight: 10, outcome: { kind: 'done', minutes: 11, note: 'paper' } },
  { weight: 10, outcome: { kind: 'done', minutes: 14, note: 'phone' } },
  { weight: 8, outcome: { kind: 'done', minutes: 8, note: 'redTide' } },
  { weight: 12, outcome: { kind: 'done', minutes: 7, note: null } },
  { weight: 5, outcome: { kind: 'not_needed', note: 'backAgain' } },
  { weight: 4, outcome: { kind: 'not_needed', note: 'noFish' } },
  // What people did instead: trials of the play.
  { weight: 3, outcome: { kind: 'something_else', minutes: 50, note: 'atTheHarbour' } },
  { weight: 3, outcome: { kind: 'something_else', minutes: 6, note: 'shortMessage' } },
  { weight: 3, outcome: { kind: 'something_else', minutes: 20, note: 'neighbour' } },
  { weight: 3, outcome: { kind: 'something_else', minutes: 15, note: 'wife' } },
  { weight: 3, outcome: { kind: 'something_else', minutes: 10, note: 'chart' } },
  { weight: 3, outcome: { kind: 'something_else', minutes: 35, note: 'online' } },
  { weight: 3, outcome: { kind: 'something_else', minutes: 8, note: 'boatsBack' } },
]

function answerIn({ notes }: CallWords, { weight, outcome }: Answered): Answer {
  if (outcome.kind !== 'done') return { weight, outcome: { ...outcome, note: notes[outcome.note] } }
  return { weight, outcome: { ...outcome, note: outcome.note && notes[outcome.note] } }
}
