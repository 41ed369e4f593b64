// Estimates for many plays beside the bare sums, and how often verdicts are right: `npm run bench:effects`.
import { parseArgs } from 'node:util'
import { bareSql, forgetSeen, putPlay } from './effects/database.ts'
import { bareSums, dailySums, everything, observe, onlyVerdict } from './effects/memory.ts'
import { outcomes } from './effects/outcomes.ts'
import { liveYears } from './effects/years.ts'
import { connected, privateDatabase } from './lib/database.ts'
import { runBench } from './lib/ending.ts'
import { runJob } from './lib/jobs.ts'
import { describeLoad, describeMachine } from './lib/machine.ts'
import { percentile } from './lib/percentile.ts'
import { startServer } from './lib/server.ts'
import { figure, printTable } from './lib/table.ts'

const { values: options } = parseArgs({
  options: {
    plays: { type: 'string' },
    accounts: { type: 'string' },
    years: { type: 'string' },
    // Everything once in small, to see that it runs; its figures mean nothing.
    smoke: { type: 'boolean', default: false },
  },
})
const plays = Number(options.plays ?? (options.smoke ? 3 : 1000))
const accounts = Number(options.accounts ?? (options.smoke ? 300 : 100_000))
const years = Number(options.years ?? (options.smoke ? 2 : 1000))

await runBench(async closing => {
  process.stdout.write(`${describeMachine()}\nload average at the beginning: ${describeLoad()}\n`)
  estimate()
  rightness()
  const databaseUrl = await privateDatabase(closing)
  await startServer(closing, { databaseUrl })
  const { db } = await connected(closing, databaseUrl)
  await putPlay(db, accounts)
  const runs = options.smoke ? 1 : 3
  const [bare, looked]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run++) {
    bare.push(await seconds(() => bareSql(db)))
    await forgetSeen(db)
    looked.push(await seconds(() => runJob(db, 'effects.look_at_plays')))
  }
  const [least, product] = [percentile(bare, 0.5), percentile(looked, 0.5)]
  printTable(
    [`one play of ${accounts.toLocaleString('en')} accounts in the database`, 'seconds', 'ratio'],
    [
      ['bare SQL, one statement', figure(least), '1'],
      ['looked at by day: play, segments, and all plays together', figure(product), figure(product / least)],
    ],
  )
  process.stdout.write(`\nload average at the end: ${describeLoad()}\n`)
  return 0
})

/** All plays in memory, one after another: observations → sums → everything a page says. */
function estimate(): void {
  const taken = { bare: 0, daily: 0, verdict: 0, everything: 0 }
  // A few sets of observations, taken in turn: making them is not what is measured.
  const sets = Array.from({ length: Math.min(plays, 8) }, (_, seed) => observe(accounts, seed + 1))
  for (let play = 0; play < plays; play++) {
    const seen = sets[play % sets.length]
    if (!seen) continue
    taken.bare += timed(() => bareSums(seen)).seconds
    const { seconds: daily, result: sums } = timed(() => dailySums(seen))
    taken.daily += daily
    taken.verdict += timed(() => onlyVerdict(sums)).seconds
    taken.everything += timed(() => everything(sums)).seconds
  }
  const line = (name: string, value: number) => [
    name,
    figure(value),
    figure((value / plays) * 1000),
    figure(value / taken.bare),
  ]
  printTable(
    [
      `${plays.toLocaleString('en')} plays of ${accounts.toLocaleString('en')} accounts`,
      'seconds',
      'ms a play',
      'ratio',
    ],
    [
      line('bare sums of both arms, in one pass', taken.bare),
      line('sums by arm and day of a year', taken.daily),
      line('verdict from sums (what lists show)', taken.verdict),
      line('everything a page shows, course of 90 points', taken.everything),
    ],
  )
}

/** How often plays are called effective that are not, intervals leave out the truth, and effects that are there are seen. */
function rightness(): void {
  const percent = (count: number) => `${((count / years) * 100).toFixed(1)} %`
  const rows = outcomes.map(outcome => {
    const nothing = liveYears(outcome, { plays: years, lift: 0 })
    const changing = liveYears(outcome, { plays: years, lift: 0, seed: 4, changing: true })
    const tenth = liveYears(outcome, { plays: Math.ceil(years / 4), lift: 0.1, seed: 2 })
    const half = liveYears(outcome, { plays: Math.ceil(years / 4), lift: 0.5, seed: 3 })
    const seen = (one: typeof tenth) => `${((one.works / one.plays) * 100).toFixed(0)} %`
    const missed = (tenth.missed + half.missed) / (tenth.plays + half.plays)
    return [
      outcome.name,
      percent(nothing.works + nothing.harms),
      percent(nothing.missed),
      percent(changing.works + changing.harms),
      `${(missed * 100).toFixed(1)} %`,
      seen(tenth),
      seen(half),
      half.middleDay === null ? '–' : String(half.middleDay),
    ]
  })
  printTable(
    [
      `looked at daily for a year, ${years} plays each`,
      'called though nothing',
      'truth left out',
      'called, holdout changed to half',
      'of +10 %, +50 %',
      '+10 % seen',
      '+50 % seen',
      'in days',
    ],
    rows,
  )
}

function timed<T>(work: () => T): { readonly seconds: number; readonly result: T } {
  const begun = performance.now()
  const result = work()
  return { seconds: (performance.now() - begun) / 1000, result }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
