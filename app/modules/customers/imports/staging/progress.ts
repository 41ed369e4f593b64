import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../../../../platform/db.ts'
import { publish } from '../../../../platform/live.ts'
import { log } from '../../../../platform/log.ts'

/** Somebody asked for the import to stop; nothing of it is kept. */
export class Stopped extends Error {
  override name = 'Stopped'
}

/** The topic that open pages about an import listen to. */
export const importTopic = (importId: number) => `import:${importId}`

export type Phase = 'reading' | 'writing'

interface Options {
  readonly db: Db
  readonly importId: number
  /** Another version means that somebody asked for something else. */
  readonly version: number
  readonly signal: AbortSignal
  /** Ends what the database does for us just now. */
  cancel(): Promise<void>
  /** Hears of each step, for the command line. */
  readonly tell?: ((phase: Phase, done: number, total: number) => void) | undefined
}

const interval = 400

/**
 * How far an import is: told to everybody about twice a second, outside of its transaction, and asking at the same time
 * whether it should stop.
 */
export class Progress {
  private phase: Phase = 'reading'
  private count = 0
  private total = 0
  private told = -1
  private stopped = false
  private readonly ending = new AbortController()
  private readonly running: Promise<void>
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
    this.running = this.loop()
  }

  /** Begins a phase of so many rows. Throws Stopped when somebody asked for that. */
  async begin(phase: Phase, total: number): Promise<void> {
    Object.assign(this, { phase, total, count: 0 })
    if (await this.write()) this.stopped = true
    this.check()
  }

  /** So many rows are done; cheap. */
  done(rows: number): void {
    this.count = rows
  }

  /** Throws Stopped when somebody asked for that, and the signal's reason when the process is ending. */
  check(): void {
    this.options.signal.throwIfAborted()
    if (this.stopped) throw new Stopped()
  }

  /** Tells nothing more. */
  async end(): Promise<void> {
    this.ending.abort()
    await this.running
  }

  private async loop(): Promise<void> {
    let failing = false
    for (;;) {
      await wait(interval, undefined, { signal: this.ending.signal }).catch(() => undefined)
      if (this.ending.signal.aborted) return
      try {
        await this.look()
        failing = false
      } catch (error) {
        // It may work the next time; and whoever asks to stop then must be heard.
        if (!failing) log.warn({ err: error }, 'progress of an import cannot be told')
        failing = true
      }
    }
  }

  private async look(): Promise<void> {
    const { signal, cancel } = this.options
    if (!signal.aborted && !(await this.isStopAsked())) return
    this.stopped = true
    await cancel()
  }

  private async isStopAsked(): Promise<boolean> {
    const { db, importId, version } = this.options
    return this.count === this.told ? isStopAsked(await readState(db, importId), version) : this.write()
  }

  /** Returns whether somebody asked to stop. */
  private async write(): Promise<boolean> {
    const { db, importId, version, tell } = this.options
    const { phase, count, total } = this
    tell?.(phase, count, total)
    const row = await db
      .updateTable('customers.import')
      .set({ phase, rows_done: count, rows_total: total })
      .where('id', '=', importId)
      .where('status', 'in', ['checking', 'running'])
      .returning(['stop_asked', 'version'])
      .executeTakeFirst()
    await publish(db, [importTopic(importId)])
    this.told = count
    return isStopAsked(row, version)
  }
}

function readState(db: Db, importId: number) {
  return db
    .selectFrom('customers.import')
    .select(['stop_asked', 'version'])
    .where('id', '=', importId)
    .executeTakeFirst()
}

function isStopAsked(row: Awaited<ReturnType<typeof readState>>, version: number): boolean {
  return !row || row.stop_asked || row.version !== version
}
