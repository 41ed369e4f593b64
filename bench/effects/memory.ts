import { compare, type Question } from '../../app/modules/effects/estimates/comparison.ts'
import { type Moments, noMoments } from '../../app/modules/effects/estimates/moments.ts'
import { type ArmDay, reportOn } from '../../app/modules/effects/report/report.ts'
import { seededRandom } from '../../app/platform/random.ts'

/** The observations of a play in memory: of each account its arm, the day on which it was seen, the outcome and the same before. */
interface Observations {
  readonly arm: Uint8Array
  readonly day: Uint16Array
  readonly y: Float64Array
  readonly x: Float64Array
}

const days = 365
const arms = ['treated', 'held_out'] as const
export const question: Question = { kind: 'number', better: 'more', smallest: { of: 'mean', size: 0.05 } }

/** Days active of the next 28 and of the 28 before, a tenth held out, over a year. */
export function observe(accounts: number, seed: number): Observations {
  const random = seededRandom(seed)
  const [arm, day] = [new Uint8Array(accounts), new Uint16Array(accounts)]
  const [y, x] = [new Float64Array(accounts), new Float64Array(accounts)]
  for (let account = 0; account < accounts; account++) {
    arm[account] = random() < 0.1 ? 1 : 0
    day[account] = Math.floor(random() * days)
    const habit = random() * 20
    x[account] = Math.round(habit + random() * 8)
    y[account] = Math.round(habit + random() * 8 + (arm[account] ? 0 : 0.3))
  }
  return { arm, day, y, x }
}

/** The least that has to be done: the six sums of each arm, in one pass. */
export function bareSums({ arm, y, x }: Observations): readonly [Moments, Moments] {
  const sums = new Float64Array(12)
  for (let account = 0; account < y.length; account++) {
    add(sums, (arm[account] ?? 0) * 6, y[account] ?? 0, x[account] ?? 0)
  }
  return [momentsAt(sums, 0), momentsAt(sums, 6)]
}

/** The same by day, as the product keeps them. */
export function dailySums({ arm, day, y, x }: Observations): readonly ArmDay[] {
  const sums = new Float64Array(days * 12)
  for (let account = 0; account < y.length; account++) {
    add(sums, ((day[account] ?? 0) * 2 + (arm[account] ?? 0)) * 6, y[account] ?? 0, x[account] ?? 0)
  }
  return Array.from({ length: days * 2 }, (_, at) => ({
    ...momentsAt(sums, at * 6),
    arm: arms[at % 2] ?? 'treated',
    day: Temporal.PlainDate.from('2025-01-01')
      .add({ days: Math.floor(at / 2) })
      .toString(),
  }))
}

/** Everything the page of a play says. */
export function everything(sums: readonly ArmDay[]) {
  return reportOn(sums, {
    question,
    control: 'held_out',
    shares: [
      new Map([
        ['treated', 0.9],
        ['held_out', 0.1],
      ]),
    ],
  })
}

/** What lists show of a play. */
export function onlyVerdict(sums: readonly ArmDay[]) {
  const total = (name: string) =>
    sums.reduce<Moments>((all, { arm, n, y, yy, x, xx, xy }) => {
      if (arm !== name) return all
      return { n: all.n + n, y: all.y + y, yy: all.yy + yy, x: all.x + x, xx: all.xx + xx, xy: all.xy + xy }
    }, noMoments)
  return compare([{ arm: total('treated'), control: total('held_out') }], question)
}

function add(sums: Float64Array, at: number, y: number, x: number): void {
  const terms = [1, y, y * y, x, x * x, x * y]
  for (let term = 0; term < 6; term++) sums[at + term] = (sums[at + term] ?? 0) + (terms[term] ?? 0)
}

function momentsAt(sums: Float64Array, at: number): Moments {
  const [n = 0, y = 0, yy = 0, x = 0, xx = 0, xy = 0] = sums.subarray(at, at + 6)
  return { n, y, yy, x, xx, xy }
}
