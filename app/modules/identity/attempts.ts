import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'

/** What is counted, how many attempts that fail are let through, and for how long. */
interface Limit {
  readonly counted: string
  readonly most: number
  readonly minutes: number
  /** By several people at once: a success of one does not forgive the others. */
  readonly shared: boolean
}

/** Who tries: the address they typed (or another name for what is guessed), and where they are. */
export interface Trier {
  readonly email?: string | undefined
  readonly ip?: string | undefined
}

/**
 * Counts an attempt to sign in before it is made, so that many at once cannot slip through. Undefined when it may be made,
 * else the seconds until the next one may. The address alone is limited too, but loosely, so that a stranger cannot lock
 * somebody out with a few wrong guesses. Source: NIST SP 800-63B (rev. 3) section 5.2.2, at most 100 failures per account.
 */
export async function countAttempt(db: Db, trier: Trier): Promise<number | undefined> {
  return count(db, limitsOf(trier))
}

/** The same for what makes us send a mail, to whatever address was typed: few are enough, and more are a nuisance. */
export async function countMailRequest(
  db: Db,
  { email, ip }: { readonly email: string; readonly ip: string },
): Promise<number | undefined> {
  return count(db, [
    { counted: `mail ${email.toLowerCase()}`, most: 3, minutes: 60, shared: false },
    { counted: `mails from ${ip}`, most: 20, minutes: 60, shared: true },
  ])
}

async function count(db: Db, limits: readonly Limit[]): Promise<number | undefined> {
  const at = nowDate()
  const { rows } = await sql<{ key: string; count: number; until: Date }>`
    insert into identity.attempt as attempt (key, count, until)
    select key, 1, ${at}::timestamptz + minutes * interval '1 minute'
    from unnest(${limits.map(limit => keyOf(limit.counted))}::text[], ${limits.map(limit => limit.minutes)}::int[])
      as counted (key, minutes)
    order by key
    on conflict (key) do update set
      count = case when attempt.until <= ${at} then 1 else attempt.count + 1 end,
      until = case when attempt.until <= ${at} then excluded.until else attempt.until end
    returning key, count, until`.execute(db)
  const waits = limits.flatMap(limit => {
    const row = rows.find(({ key }) => key === keyOf(limit.counted))
    return row && row.count > limit.most ? [Math.ceil((row.until.getTime() - at.getTime()) / 1000)] : []
  })
  return waits.length > 0 ? Math.max(...waits) : undefined
}

/** The attempt that was counted last succeeded: it was the person, so their failures are forgotten. */
export async function forgiveAttempts(db: Db, trier: Trier): Promise<void> {
  const own = limitsOf(trier).filter(limit => !limit.shared)
  const shared = limitsOf(trier).filter(limit => limit.shared)
  await sql`delete from identity.attempt where key = any(${own.map(limit => keyOf(limit.counted))})`.execute(db)
  await sql`
    update identity.attempt set count = count - 1
    where key = any(${shared.map(limit => keyOf(limit.counted))}) and count > 0`.execute(db)
}

function limitsOf({ email, ip }: Trier): readonly Limit[] {
  const address = email?.toLowerCase()
  return [
    ...(address === undefined
      ? []
      : [
          { counted: `both ${address} ${ip}`, most: 10, minutes: 10, shared: false },
          { counted: `email ${address}`, most: 100, minutes: 60, shared: false },
        ]),
    // An office shares one network address, so it may fail more often.
    ...(ip === undefined ? [] : [{ counted: `ip ${ip}`, most: 50, minutes: 10, shared: true }]),
  ]
}

// What was typed may be anything, even a password in the wrong field: it is not kept.
function keyOf(counted: string): string {
  return createHash('sha256').update(counted).digest('base64url')
}
