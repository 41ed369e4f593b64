import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { Live } from '../../../platform/live.ts'
import { log } from '../../../platform/log.ts'
import { keysTopic } from '../keys.ts'

/** The valid write keys, at hand without asking the database for each request. */
export interface KeyRing {
  /** The id of the first of these keys that is valid; undefined when none is. */
  find(keys: readonly string[]): Promise<number | undefined>
  /** Notes that a key is in use; written now and then. */
  used(keyId: number): void
  /** Writes down which keys were used lately. */
  flush(): Promise<void>
  close(): void
}

// A change is told at once; this is for a message that got lost.
const believedMs = 30_000
// A key that nobody knows may be a moment old, so the database is asked; strangers can cause no more than this.
const askAgainMs = 50

/** One per process. */
export function createKeyRing(db: Db, live: Live): KeyRing {
  let keys = new Map<string, number>()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const used = new Set<number>()
  const stop = live.subscribe(keysTopic, () => {
    readAt = Number.NEGATIVE_INFINITY
  })

  const read = async () => {
    const begun = performance.now()
    const rows = await db.selectFrom('events.write_key').select(['id', 'key']).where('revoked_at', 'is', null).execute()
    keys = new Map(rows.map(row => [row.key, row.id]))
    readAt = begun
  }
  const readOnce = () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  const lookUp = (given: readonly string[]) => given.map(key => keys.get(key)).find(id => id !== undefined)

  return {
    async find(given) {
      if (performance.now() - readAt > believedMs) await readOnce()
      const id = lookUp(given)
      if (id !== undefined || given.length === 0) return id
      await wait(Math.max(0, readAt + askAgainMs - performance.now()))
      await readOnce()
      return lookUp(given)
    },
    used: keyId => used.add(keyId),
    async flush() {
      const ids = [...used].sort((a, b) => a - b)
      used.clear()
      if (ids.length === 0) return
      await sql`update events.write_key set last_used_at = ${nowDate()} where id = any(${ids}::bigint[])`
        .execute(db)
        .catch((error: unknown) => log.warn({ err: error }, 'use of write keys not noted'))
    },
    close: stop,
  }
}
