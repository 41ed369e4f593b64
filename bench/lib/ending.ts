import { type Closing, createClosing } from '../../app/boot/closing.ts'

/**
 * Runs a bench and closes what it opened, also when it fails, is interrupted or asked to end. The exit code is 1 when it
 * cannot run; otherwise what `work` returns.
 */
export async function runBench(work: (closing: Closing) => Promise<number>): Promise<never> {
  const closing = createClosing()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void closing.all().then(() => process.exit(130)))
  }
  let status = 1
  try {
    status = await work(closing)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  }
  await closing.all()
  process.exit(status)
}
