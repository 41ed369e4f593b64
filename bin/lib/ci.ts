// Everything that must hold, the same for people and machines. `bin/ci types rules` runs only the steps of these names.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { type Outcome, runStep, type Step } from './step.ts'

const benches = Object.keys(packageJson.scripts).filter(name => name.startsWith('bench:'))
const inSmall = benches.map(name => `npm run --silent ${name} -- --smoke`).join(' && ')

const steps: readonly Step[] = [
  { name: 'style', about: 'format and lint', command: 'biome ci --colors=off .' },
  { name: 'types', about: 'TypeScript', command: 'tsc -p .' },
  { name: 'rules', about: 'our own checks', command: 'node bin/checks/run' },
  { name: 'unit', about: 'functions and requests', command: 'vitest run --project unit', tests: true },
  { name: 'boot', about: 'starting, killing, starting again', command: 'vitest run --project boot', tests: true },
  { name: 'browser', about: 'in a real browser', command: 'vitest run --project browser', tests: true },
  { name: 'benches', about: 'each measurement in small: does it run', command: inSmall },
]

const asked = process.argv.slice(2)
const chosen = steps.filter(({ name }) => asked.length === 0 || asked.includes(name))
const folder = mkdtempSync(join(tmpdir(), 'banso-ci-'))
const outcomes: Outcome[] = []
try {
  for (const step of chosen) outcomes.push(await runStep(step, folder))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
summarise(outcomes)

/** A step without tests of its own counts as one. The last line is what machines read. */
function summarise(all: readonly Outcome[]): void {
  const failed = all.filter(outcome => outcome.failed > 0)
  if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.map(({ step }) => step.name).join(', ')}\n`)
  const sum = (count: (outcome: Outcome) => number) => all.reduce((total, outcome) => total + count(outcome), 0)
  const skipped = sum(outcome => outcome.skipped)
  if (skipped > 0) process.stdout.write(`\n${skipped} tests skipped; their names say why\n`)
  process.stdout.write(`\n${sum(({ passed }) => passed)} passed, ${sum(outcome => outcome.failed)} failed\n`)
  process.exitCode = failed.length > 0 || all.length === 0 ? 1 : 0
}
