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
  /** As `find`, but a key made this very moment may be missing; for a first look. */
  peek(keys: readonly string[]): Promise<number | undefined>
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
  const known = createKnownKeys(db)
  const close = live.subscribe(keysTopic, known.forget)
  const used = new Set<number>()
  const peek = async (given: readonly string[]) => {
    if (given.length > 0 && known.age() > believedMs) await known.read()
    return known.find(given)
  }
  return {
    peek,
    async find(given) {
      const id = await peek(given)
      if (id !== undefined || given.length === 0) return id
      await wait(Math.max(0, askAgainMs - known.age()))
      await known.read()
      return known.find(given)
    },
    used: keyId => used.add(keyId),
    async flush() {
      const ids = [...used].sort((a, b) => a - b)
      used.clear()
      if (ids.length > 0) await noteUse(db, ids)
    },
    close,
  }
}

/** What was read last; several who want to read at once read together. */
function createKnownKeys(db: Db) {
  let keys = new Map<string, number>()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const read = async () => {
    const begun = performance.now()
    const rows = await db.selectFrom('events.write_key').select(['id', 'key']).where('revoked_at', 'is', null).execute()
    keys = new Map(rows.map(row => [row.key, row.id]))
    readAt = begun
  }
  return {
    age: () => performance.now() - readAt,
    find: (given: readonly string[]) => given.map(key => keys.get(key)).find(id => id !== undefined),
    forget: () => {
      readAt = Number.NEGATIVE_INFINITY
    },
    read: () => {
      reading ??= read().finally(() => {
        reading = undefined
      })
      return reading
    },
  }
}

async function noteUse(db: Db, ids: readonly number[]): Promise<void> {
  await sql`update events.write_key set last_used_at = ${nowDate()} where id = any(${ids}::bigint[])`
    .execute(db)
    .catch((error: unknown) => log.warn({ err: error }, 'use of write keys not noted'))
}
