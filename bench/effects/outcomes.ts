/** An outcome as companies have them: how one account's comes about, and how many accounts enter a play each day. */
export interface Outcome {
  readonly name: string
  readonly kind: 'number' | 'share'
  readonly perDay: number
  readonly holdout: number
  /** One account's outcome, when the play changes the mean by `lift` (0.1 = a tenth more). */
  readonly draw: (random: () => number, lift: number) => number
}

const share = (rate: number) => (random: () => number, lift: number) => (random() < rate * (1 + lift) ? 1 : 0)
const exponential = (random: () => number) => -Math.log(1 - random())
const normal = (random: () => number) => Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * random())

/** From the harmless to those that break intervals: rare, lopsided, mostly nothing, with small holdouts. */
export const outcomes: readonly Outcome[] = [
  { name: 'half and half, 2 a day', kind: 'share', perDay: 2, holdout: 0.5, draw: share(0.5) },
  { name: '2 % churn, 10 a day', kind: 'share', perDay: 10, holdout: 0.1, draw: share(0.02) },
  { name: '2 % churn, 100 a day', kind: 'share', perDay: 100, holdout: 0.05, draw: share(0.02) },
  { name: '0.5 % reply, 50 a day', kind: 'share', perDay: 50, holdout: 0.1, draw: share(0.005) },
  { name: '90 % retained, 30 a day', kind: 'share', perDay: 30, holdout: 0.1, draw: share(0.9) },
  { name: 'days of use, 20 a day', kind: 'number', perDay: 20, holdout: 0.1, draw: daysOfUse },
  {
    name: 'waiting time, 5 a day',
    kind: 'number',
    perDay: 5,
    holdout: 0.1,
    draw: (r, lift) => exponential(r) * (1 + lift),
  },
  { name: 'amounts (log-normal), 5 a day', kind: 'number', perDay: 5, holdout: 0.1, draw: amount },
  { name: 'nine in ten nothing, 20 a day', kind: 'number', perDay: 20, holdout: 0.1, draw: mostlyNothing },
]

/** Days active of the next 28: each account has its own rhythm. */
function daysOfUse(random: () => number, lift: number): number {
  const rate = Math.min(1, (0.1 + 0.6 * random()) * (1 + lift))
  let days = 0
  for (let day = 0; day < 28; day++) if (random() < rate) days++
  return days
}

function amount(random: () => number, lift: number): number {
  return Math.exp(1.5 * normal(random)) * (1 + lift)
}

function mostlyNothing(random: () => number, lift: number): number {
  return random() < 0.1 ? 20 * exponential(random) * (1 + lift) : 0
}
