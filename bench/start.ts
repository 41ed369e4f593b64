// From the command until the first page, on an installed and built checkout. `npm run bench:start -- --runs 5`
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Closing, createClosing } from '../app/boot/closing.ts'
import { temporaryFolder } from './lib/database.ts'
import { runBench } from './lib/ending.ts'
import { populatedDatabase } from './lib/installation.ts'
import { describeLoad, describeMachine } from './lib/machine.ts'
import { percentile } from './lib/percentile.ts'
import { figure, printTable } from './lib/table.ts'
import { type Kind, kinds, startEachOnce, type Times } from './start/round.ts'

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string' },
    accounts: { type: 'string' },
    /** A data folder to keep and use again on the same day. */
    keep: { type: 'string' },
    /** Tiny: shows that it runs. */
    smoke: { type: 'boolean', default: false },
  },
})
const runs = Number(options.runs ?? (options.smoke ? 1 : 5))
const accounts = Number(options.accounts ?? (options.smoke ? 300 : 100_000))

await runBench(async closing => {
  process.stdout.write(`${describeMachine()}\nload average at the beginning: ${describeLoad()}\n`)
  const folder = await temporaryFolder(closing)
  const large = options.keep ?? join(folder, 'large')
  process.stdout.write(`filling a data folder with ${accounts.toLocaleString('en')} accounts\n`)
  await fill(closing, large)
  const all: Times[] = []
  for (let run = 0; run < runs; run++) {
    const { times, said } = await startEachOnce(closing, { folder, large })
    all.push(times)
    if (run === runs - 1) report(all, said)
  }
  process.stdout.write(`\nload average at the end: ${describeLoad()}\n`)
  return 0
})

/** Closes the database again: it is Banso that will start it. */
async function fill(closing: Closing, folder: string): Promise<void> {
  const filling = createClosing()
  await closing.add('filling', filling.all)
  // A database elsewhere could not be started by npm start.
  delete process.env.DATABASE_URL
  await populatedDatabase(filling, { accounts, folder })
  await filling.all()
}

function report(all: readonly Times[], said: readonly (readonly [number, string])[]): void {
  const of = (kind: Kind) => all.map(times => times[kind])
  const middle = (kind: Kind) => percentile(of(kind), 0.5)
  printTable(
    [`seconds until the first page, ${all.length} runs`, 'min', 'median', 'max'],
    Object.entries(kinds).map(([kind, name]) => {
      const times = of(kind as Kind)
      return [name, ...[Math.min(...times), percentile(times, 0.5), Math.max(...times)].map(figure)]
    }),
  )
  const ratio = (name: string, kind: Kind, database: Kind) => {
    const without = middle('npm') + middle(database)
    return [name, figure(middle(kind)), figure(without), figure(middle(kind) / without), figure(middle(kind) - without)]
  }
  printTable(
    ['beside npm, a bare server and the bare database', 'Banso', 'bare', 'ratio', 'seconds more'],
    [
      ratio(kinds.first, 'first', 'newDatabase'),
      ratio(kinds.second, 'second', 'oldDatabase'),
      ratio(kinds.large, 'large', 'oldDatabase'),
    ],
  )
  process.stdout.write('\nwhat Banso said at its second start, in seconds after the command\n')
  for (const [seconds, line] of said) process.stdout.write(`  ${figure(seconds)}  ${line}\n`)
}
