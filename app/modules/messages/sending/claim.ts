import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { deliverableAddress } from '../posting/address.ts'
import { nextFreeDay, type Used } from '../posting/frequency.ts'
import { type ClosedNow, rememberedDays } from '../posting/hours.ts'
import { reachedAt, suppressedAddresses } from '../posting/receivers.ts'
import { type Limits, type MessageSettings, messageLimits } from '../posting/settings.ts'
import { note, noteWaits } from './trace.ts'

/** A mail that this worker alone sends now. */
export interface Claimed {
  readonly id: number
  readonly content_id: number
  readonly contact_id: number | null
  readonly account_id: number | null
  /** The contact's as it is now; none when they have none any more. */
  readonly address: string | null
  readonly locale: 'ja' | 'en'
  readonly time_zone: string
  readonly filled: readonly string[]
  readonly attempts: number
  readonly sample: boolean
}

export interface Claim {
  readonly mails: readonly Claimed[]
  /** How many were looked at: when it is 0, nothing is due or the rate is used up. */
  readonly looked: number
  /** When to look again (ms from now), because of the rate. */
  readonly pause: number
}

/** After a quiet time so much may leave at once, in milliseconds of the rate. */
const burst = 1000

/**
 * Takes up to `most` due mails for the worker of this name, as the rate of all processes admits. What has changed since they
 * were posted is looked at once more: who wants no mail gets none, and whoever is asleep or was reached enough gets it later. The people
 * of the sample get none, unless `toSample`.
 */
export function claimMails(
  db: Db,
  worker: string,
  most: number,
  { toSample = false }: { readonly toSample?: boolean } = {},
): Promise<Claim> {
  return transact(db, async tx => {
    const settings = await messageLimits(tx)
    const pace = await readPace(tx, settings)
    if (pace.admitted === 0) return { mails: [], looked: 0, pause: pace.pause }
    const due = await takeDue(tx, Math.min(most, pace.admitted))
    if (due.length === 0) return { mails: [], looked: 0, pause: 0 }
    const dropped = await dropUnwanted(tx, due, toSample)
    const left = due.filter(({ id }) => !dropped.has(id))
    const later = await postpone(tx, left, settings)
    const mails = left.filter(({ id }) => !later.has(id))
    await sql`
      update messages.message m set state = 'sending', worker = ${worker}, address = claimed.address
      from unnest(${mails.map(({ id }) => id)}::bigint[], ${mails.map(({ address }) => address)}::text[]) claimed (id, address)
      where m.id = claimed.id`.execute(tx)
    await keepPace(tx, pace, settings, mails.length)
    return { mails, looked: due.length, pause: 0 }
  })
}

/** Whether a mail is waiting that may leave by now. */
export async function anyDue(db: Db): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select from messages.message where state = 'waiting' and send_after <= ${nowDate()}) as due`.execute(
    db,
  )
  return rows[0]?.due === true
}

interface Pace {
  readonly from: number
  readonly admitted: number
  readonly pause: number
}

// The generic cell rate algorithm (ITU-T I.371): the next one is due an interval after the last.
async function readPace(tx: Tx, { perMinute }: MessageSettings): Promise<Pace> {
  const row = await tx.selectFrom('messages.pace').select('next_at').forUpdate().executeTakeFirstOrThrow()
  const now = nowDate().getTime()
  const next = row.next_at.getTime()
  const interval = 60_000 / perMinute
  if (next > now) return { from: next, admitted: 0, pause: next - now }
  const from = Math.max(next, now - Math.max(0, burst - interval))
  return { from, admitted: Math.floor((now - from) / interval) + 1, pause: 0 }
}

async function keepPace(tx: Tx, { from }: Pace, { perMinute }: MessageSettings, taken: number): Promise<void> {
  if (taken === 0) return
  const next = from + (taken * 60_000) / perMinute
  await tx
    .updateTable('messages.pace')
    .set({ next_at: new Date(Math.ceil(next)) })
    .execute()
}

/** A mail may have waited for days, or be sent again because the address was wrong: it goes where the contact is now. */
async function takeDue(tx: Tx, most: number): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed & { email: string | null }>`
    select m.id, m.content_id, m.contact_id, m.account_id, c.email, m.locale, m.time_zone, m.filled, m.attempts, m.sample
    from messages.message m left join customers.contact_fact c on c.contact_id = m.contact_id
    where m.state = 'waiting' and m.send_after <= ${nowDate()}
    order by m.send_after, m.id limit ${most} for update of m skip locked`.execute(tx)
  return rows.map(({ email, ...mail }) => ({ ...mail, address: deliverableAddress(email) ?? null }))
}

async function dropUnwanted(tx: Tx, due: readonly Claimed[], toSample: boolean): Promise<ReadonlySet<number>> {
  const reasons = await suppressedAddresses(
    tx,
    due.flatMap(({ address }) => address ?? []),
  )
  const why = ({ contact_id, address, sample }: Claimed) => {
    if (contact_id === null) return 'no_contact'
    if (address === null) return 'no_address'
    return reasons.get(address) ?? (sample && !toSample ? 'sample' : undefined)
  }
  const gone = due.filter(mail => why(mail) !== undefined)
  if (gone.length === 0) return new Set()
  const ids = gone.map(({ id }) => id)
  await tx.updateTable('messages.message').set({ state: 'dropped' }).where('id', 'in', ids).execute()
  await note(
    tx,
    gone.map(mail => ({ id: mail.id, what: 'dropped', detail: why(mail) ?? null })),
  )
  return new Set(ids)
}

/** Puts off those who are asleep, or were reached enough by other mails meanwhile. */
async function postpone(tx: Tx, due: readonly Claimed[], limits: Limits): Promise<ReadonlySet<number>> {
  const at = nowDate()
  const reached = await reachedBy(tx, due)
  const daysIn = rememberedDays(at, limits)
  const later = new Map<number, { readonly until: Date; readonly why: NonNullable<Used['capped']> | ClosedNow }>()
  const leaving: Claimed[] = []
  for (const mail of due) {
    const days = daysIn(mail.time_zone)
    const withIt = leaving.filter(one => one.contact_id === mail.contact_id || one.address === mail.address)
    const times = [...(reached.get(mail.id) ?? []), ...withIt.map(() => at.getTime())]
    const { daysAhead, capped } = nextFreeDay(times, days, limits)
    const why = capped ?? days.closed
    if (why) later.set(mail.id, { until: new Date(days.opening(daysAhead)), why })
    else leaving.push(mail)
  }
  await sql`
    update messages.message m set send_after = later.at
    from unnest(${[...later.keys()]}::bigint[], ${[...later.values()].map(({ until }) => until)}::timestamptz[]) later (id, at)
    where m.id = later.id`.execute(tx)
  await noteWaits(
    tx,
    [...later].map(([id, { why }]) => ({ id, why })),
  )
  return new Set(later.keys())
}

/** When others reached the same contact or address (ms), for each mail; what is being sent does so now. */
async function reachedBy(tx: Tx, due: readonly Claimed[]): Promise<ReadonlyMap<number, readonly number[]>> {
  const at = nowDate()
  const since = new Date(at.getTime() - 8 * 86_400_000)
  const { rows } = await sql<{ id: number; reached: readonly number[] }>`
    select due.id, array_agg(extract(epoch from ${reachedAt(at)})::float8 * 1000) as reached
    from unnest(
      ${due.map(({ id }) => id)}::bigint[], ${due.map(({ contact_id }) => contact_id)}::bigint[],
      ${due.map(({ address }) => address)}::text[]
    ) due (id, contact_id, address)
    join messages.message m on m.contact_id = due.contact_id or m.address = due.address
    where m.kind in ('email', 'in_app') and m.state in ('sending', 'handing_over', 'sent', 'unclear')
      and ${reachedAt(at)} > ${since}::timestamptz
    group by due.id`.execute(tx)
  return new Map(rows.map(row => [row.id, row.reached]))
}
