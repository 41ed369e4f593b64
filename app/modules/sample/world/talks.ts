import type { SentimentValue } from '../../health/index.ts'
import type { SampleWords } from '../words/words.ts'
import { randomFrom } from './random.ts'
import type { Farm } from './world.ts'

/** How a farm felt to whoever talked to it, days before today. */
export interface Feeling {
  readonly value: SentimentValue
  readonly ago: number
  readonly note: string
}

/** Talks that show nothing yet, or that were too hopeful, happen too. */
const hopeful: readonly [SentimentValue, ...SentimentValue[]] = [75, 75, 100, 50]
const worried: readonly [SentimentValue, ...SentimentValue[]] = [0, 25, 25, 25, 50]
const usual: readonly [SentimentValue, ...SentimentValue[]] = [75, 75, 75, 100, 50, 50, 25]

/** What was noted after talks with a farm in the past year: of those who left mostly some weeks before, of others now and then. */
export function talksOf(farm: Farm, notes: SampleWords['notes']): readonly Feeling[] {
  // A chance of its own: what a farm does stays as it is.
  const random = randomFrom(farm.index * 31 + 5)
  const { leftAgo, turnsAgo } = farm.course
  const latest = Math.min(farm.startedAgo - 20, 400)
  const talks: Feeling[] = []
  const feel = (value: SentimentValue, ago: number) => ({ value, ago, note: random.pick<string>(notes[value]) })
  const say = (values: readonly [SentimentValue, ...SentimentValue[]], ago: number) => {
    if (ago > 0 && ago <= latest) talks.push(feel(random.pick(values), ago))
  }
  if (leftAgo !== undefined) {
    if (random.chance(0.8)) say(random.chance(0.15) ? hopeful : worried, leftAgo + random.int(10, 86))
    return talks
  }
  if (random.chance(0.3)) {
    const ago = random.int(10, Math.max(11, latest))
    say(turnsAgo > ago && random.chance(0.6) ? worried : usual, ago)
  }
  return talks
}
