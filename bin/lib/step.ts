import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** One thing that bin/ci makes sure of. */
export interface Step {
  readonly name: string
  readonly about: string
  /** A shell command; the programs of node_modules are found first. */
  readonly command: string
  /** True when the command is Vitest, whose tests are then counted one by one. */
  readonly tests?: boolean
}

export interface Outcome {
  readonly step: Step
  readonly passed: number
  readonly failed: number
  /** Tests that were not run, for a reason that their names tell. */
  readonly skipped: number
}

/** A step that hangs must not hang everything. */
const longest = 20 * 60 * 1000
const signals = ['SIGINT', 'SIGTERM'] as const

/** Runs the step and says how it went and how long it took; what it printed only when it failed. `folder` is for its report. */
export async function runStep(step: Step, folder: string): Promise<Outcome> {
  const report = join(folder, `${step.name}.json`)
  const command = step.tests
    ? `${step.command} --reporter=default --reporter=json --outputFile.json="${report}"`
    : step.command
  process.stdout.write(`${step.name} (${step.about}) … `)
  const started = performance.now()
  const { status, output } = await run(command)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const counted = step.tests ? countTests(report) : { passed: status === 0 ? 1 : 0, failed: 0, skipped: 0 }
  // Failed without a failed test: a file that cannot be loaded, an error between tests, no report at all.
  const failed = status === 0 ? 0 : Math.max(1, counted.failed)
  const skipped = counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''
  const tests = step.tests ? `, ${counted.passed} passed${skipped}` : ''
  process.stdout.write(status === 0 ? `ok, ${seconds} s${tests}\n` : `FAILED, ${seconds} s${tests}\n${output}\n`)
  return { step, passed: counted.passed, failed, skipped: counted.skipped }
}

function run(command: string): Promise<{ status: number | null; output: string }> {
  const { FORCE_COLOR: _, ...given } = process.env
  const path = `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`
  const env = { ...given, NO_COLOR: '1', PATH: path }
  return new Promise(done => {
    // In a group of its own, so that whatever a step has started ends with it.
    const child = spawn('/bin/sh', ['-c', command], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const late = setTimeout(() => endGroup(child.pid), longest)
    const stop = () => {
      endGroup(child.pid)
      process.exit(130)
    }
    for (const signal of signals) process.once(signal, stop)
    const output: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
    child.once('close', status => {
      clearTimeout(late)
      for (const signal of signals) process.removeListener(signal, stop)
      done({ status, output: Buffer.concat(output).toString('utf8') })
    })
  })
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, 'SIGTERM')
  } catch {
    // It has ended meanwhile.
  }
}

function countTests(report: string): Omit<Outcome, 'step'> {
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
    const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = counts
    return { passed, failed, skipped }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}
