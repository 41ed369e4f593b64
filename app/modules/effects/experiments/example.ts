import { seededRandom } from '../../../platform/random.ts'

/** What the example says, in the words of whoever looks at it: the line of headings, and how the arms are called. */
interface ExampleWords {
  readonly headings: string
  readonly control: string
  readonly treated: string
}

const rows = 200
const rowsPerDay = 4
const firstDay = Temporal.PlainDate.from('2026-04-01')
const mostDays = 28
const gained = 3

/** A made-up experiment as CSV, always the same: large enough, and with a difference clear enough, that a verdict comes of it. */
export function exampleExperiment({ headings, control, treated }: ExampleWords): string {
  const random = seededRandom(3)
  const lines = Array.from({ length: rows }, (_, at) => {
    const isTreated = random() < 0.5
    const day = firstDay.add({ days: Math.floor(at / rowsPerDay) })
    const before = 4 + Math.floor(random() * 14)
    const after = before - 2 + Math.floor(random() * 5) + (isTreated ? gained : 0)
    const id = `C-${String(at + 1).padStart(3, '0')}`
    return [id, isTreated ? treated : control, day.toString(), before, Math.min(after, mostDays)].join(',')
  })
  return `${[headings, ...lines].join('\n')}\n`
}
