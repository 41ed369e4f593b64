import { rule, type Verdict } from '../../app/modules/effects/estimates/comparison.ts'
import { addMoments, type Moments, noMoments } from '../../app/modules/effects/estimates/moments.ts'
import type { Stratum } from '../../app/modules/effects/estimates/strata.ts'
import { seededRandom } from '../../app/platform/random.ts'
import type { Outcome } from './outcomes.ts'

/** What became of plays that were looked at on every day of a year. */
export interface Years {
  readonly plays: number
  /** Of the plays: ever called so on any day. */
  readonly works: number
  readonly harms: number
  /** Whose interval left out the true difference on any day. */
  readonly missed: number
  /** The day of the first verdict of works, in the middle; null when fewer than half came to it. */
  readonly middleDay: number | null
}

interface Setting {
  readonly plays: number
  readonly lift: number
  readonly days?: number
  /** The smallest lift that matters; far too small to matter by default, so that "clearly nothing" ends no play. */
  readonly smallest?: number
  readonly seed?: number
  /** In the middle of it half are held out from then on, and all customers do half as much again, in both arms. */
  readonly changing?: boolean
}

/** Lets plays run for a year, with a look every day. `lift` is what they truly change. */
export function liveYears(
  outcome: Outcome,
  { plays, lift, days = 365, smallest = 1e-9, seed = 1, changing = false }: Setting,
): Years {
  const random = seededRandom(seed)
  const truth = trueDifference(outcome, lift)
  const told: (readonly Told[])[] = []
  for (let play = 0; play < plays; play++) {
    told.push(liveYear(outcome, { random, lift, days, smallest, truth, changing }))
  }
  const firstDays = told.flatMap(list => list.find(({ what }) => what === 'works')?.day ?? []).sort((a, b) => a - b)
  return {
    plays,
    works: count(told, 'works'),
    harms: count(told, 'harms'),
    missed: count(told, 'missed'),
    middleDay: firstDays[Math.ceil(plays / 2) - 1] ?? null,
  }
}

interface Told {
  readonly what: Verdict | 'missed'
  /** The first on which it was so. */
  readonly day: number
}

interface Year {
  readonly random: () => number
  readonly lift: number
  readonly days: number
  readonly smallest: number
  readonly truth: number
  readonly changing: boolean
}

function liveYear(outcome: Outcome, { random, lift, days, smallest, truth, changing }: Year): readonly Told[] {
  const question = { kind: outcome.kind, better: 'more', smallest: { of: 'mean', size: smallest } } as const
  const strata: Stratum[] = []
  const told = new Map<Told['what'], Told>()
  const tell = (what: Told['what'], day: number) => void (told.has(what) || told.set(what, { what, day }))
  for (let day = 1; day <= days; day++) {
    const later = changing && day > days / 2
    const place = later ? 1 : 0
    const [holdout, drift] = later ? [0.5, 0.5] : [outcome.holdout, 0]
    let { arm, control } = strata[place] ?? { arm: noMoments, control: noMoments }
    for (let account = 0; account < outcome.perDay; account++) {
      if (random() < holdout) control = addMoments(control, momentsOf(outcome.draw(random, drift)))
      else arm = addMoments(arm, momentsOf(outcome.draw(random, (1 + drift) * (1 + lift) - 1)))
    }
    strata[place] = { arm, control }
    const { always, verdict } = rule(strata, question)
    tell(verdict, day)
    if (truth < always.low || truth > always.high) tell('missed', day)
  }
  return [...told.values()]
}

/** One account's. */
export function momentsOf(y: number, x = 0): Moments {
  return { n: 1, y, yy: y * y, x, xx: x * x, xy: x * y }
}

function count(told: readonly (readonly Told[])[], what: Told['what']): number {
  return told.filter(list => list.some(one => one.what === what)).length
}

/** By very many draws: all outcomes here grow in proportion to their mean, but for those that have a ceiling. */
function trueDifference(outcome: Outcome, lift: number): number {
  if (lift === 0) return 0
  const draws = 400_000
  let sum = 0
  const [with_, without] = [seededRandom(7), seededRandom(7)]
  for (let draw = 0; draw < draws; draw++) sum += outcome.draw(with_, lift) - outcome.draw(without, 0)
  return sum / draws
}
