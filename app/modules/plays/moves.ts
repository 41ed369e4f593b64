import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Erase, Erased } from '../../web/erased.ts'
import type { MergeAccounts, MergeContacts, PersonRemoved } from '../../web/module.ts'
import { forgetWords } from '../activity/index.ts'
import { mentions, withMergedIn } from '../customers/index.ts'
import { keepSegments, playsOfOwnSegments } from '../segments/index.ts'
import { noteTurned, type Turned } from './asked.ts'
import { watchForPlays } from './starting/triggers/event.ts'
import { playsOfPlays, segmentsOfPlays } from './uses.ts'

/**
 * Where an account was drawn to it stays: the survivor keeps its own arms and paths, and takes over those it has none of. Its plays go
 * on; where both are in the same one, the survivor's does.
 */
export const mergeAccounts: MergeAccounts = async (tx, { fromId, intoId }) => {
  await sql`
    update plays.arm a set account_id = ${intoId}
    where account_id = ${fromId}
      and not exists (select from plays.arm o where o.play_id = a.play_id and o.account_id = ${intoId})`.execute(tx)
  await tx.deleteFrom('plays.arm').where('account_id', '=', fromId).execute()
  await sql`
    update plays.drawn_path d set account_id = ${intoId}
    where account_id = ${fromId} and not exists (
      select from plays.drawn_path o where (o.play_id, o.step, o.account_id) = (d.play_id, d.step, ${intoId})
    )`.execute(tx)
  await tx.deleteFrom('plays.drawn_path').where('account_id', '=', fromId).execute()
  await moveEnrollments(tx, 'account_id', { fromId, intoId })
  // What only the other one was treated with, it has been treated with now in spite of its arm.
  await sql`
    update plays.arm a set despite_at = ${nowDate()}
    where account_id = ${intoId} and arm = 'held_out' and despite_at is null
      and exists (select from plays.enrollment e where e.play_id = a.play_id and e.account_id = a.account_id)`.execute(
    tx,
  )
  await sql`
    update plays.passed_over p set account_id = ${intoId}
    where account_id = ${fromId} and not exists (
      select from plays.passed_over o
      where (o.play_id, o.account_id, o.contact_id, o.reason) = (p.play_id, ${intoId}, p.contact_id, p.reason)
    )`.execute(tx)
  await tx.deleteFrom('plays.passed_over').where('account_id', '=', fromId).execute()
  await tx.deleteFrom('plays.health_seen').where('account_id', '=', fromId).execute()
  await tx.updateTable('plays.news').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
  await tx.updateTable('plays.candidate').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
}

/** The same for a contact. Arms are of accounts. */
export const mergeContacts: MergeContacts = async (tx, { fromId, intoId }) => {
  await moveEnrollments(tx, 'contact_id', { fromId, intoId })
  await sql`
    update plays.passed_over p set contact_id = ${intoId}
    where contact_id = ${fromId} and not exists (
      select from plays.passed_over o
      where (o.play_id, o.account_id, o.contact_id, o.reason) = (p.play_id, p.account_id, ${intoId}, p.reason)
    )`.execute(tx)
  await tx.deleteFrom('plays.passed_over').where('contact_id', '=', fromId).execute()
  await tx.updateTable('plays.candidate').set({ contact_id: intoId }).where('contact_id', '=', fromId).execute()
}

interface Pair {
  readonly fromId: number
  readonly intoId: number
}

/** Of two under way in one play the one that goes is over; of two with one key it takes one of its own, since it stays told. */
async function moveEnrollments(tx: Tx, column: 'account_id' | 'contact_id', { fromId, intoId }: Pair): Promise<void> {
  const id = sql.ref(`e.${column}`)
  const other = sql`
    other.play_id = e.play_id and other.id <> e.id and ${
      column === 'account_id'
        ? sql`other.account_id = ${intoId} and other.contact_id is not distinct from e.contact_id`
        : sql`other.contact_id = ${intoId}`
    }`
  await endMoved(
    tx,
    sql`${id} = ${fromId} and exists (select from plays.enrollment other where ${other} and other.ended_at is null)`,
  )
  await sql`
    update plays.enrollment e
    set ${sql.id(column)} = ${intoId},
        key = case when exists (select from plays.enrollment other where ${other} and other.key = e.key)
                   then left(e.key, 180) || '~' || e.id else e.key end
    where ${id} = ${fromId}`.execute(tx)
}

async function endMoved(tx: Tx, which: RawBuilder<unknown>): Promise<void> {
  const at = nowDate()
  const { rows } = await sql<Turned>`
    with gone as (
      select e.id, e.step from plays.enrollment e where e.ended_at is null and ${which} for no key update
    ), ended as (
      update plays.enrollment e
      set ended_at = ${at}, ended_by = 'moved', step = null, wake_at = null, held_wake_at = null, waiting = null,
          waiting_since = null, waiting_limit = null, passages = e.passages + 1
      from gone where gone.id = e.id
      returning e.id, e.play_id, e.account_id, e.passages, gone.step
    ), told as (
      insert into plays.passage (enrollment_id, number, at, step, what, detail)
      select id, passages, ${at}, step, 'ended', '{"by": "moved"}' from ended
    )
    select play_id as "playId", account_id as "accountId" from ended`.execute(tx)
  await noteTurned(tx, rows)
}

/**
 * Enrollments of a person who is erased go with the person, as they are rows of the contact. In those of accounts what names
 * the person goes: what triggers saw, what was decided by it, and what people said; that somebody was in, and when, stays.
 */
export const erase: Erase = async (tx, erased) => {
  const { contactId } = erased
  const { rows } = await sql<{ account_id: number; play_id: number }>`
    delete from plays.enrollment where contact_id = ${contactId} returning account_id, play_id`.execute(tx)
  await noteTurned(
    tx,
    rows.map(row => ({ playId: row.play_id, accountId: row.account_id })),
  )
  await tx.deleteFrom('plays.passed_over').where('contact_id', '=', contactId).execute()
  await tx.deleteFrom('plays.candidate').where('contact_id', '=', contactId).execute()
  const changed = [...rows, ...(await forgetSaid(tx, erased))]
  await forgetWords(tx, {
    module: 'plays',
    accountIds: await withMergedIn(tx, [...new Set(changed.map(row => row.account_id))]),
    subjectIds: [...new Set(changed.map(row => String(row.play_id)))],
  })
}

async function forgetSaid(tx: Tx, erased: Erased) {
  // What is to be told to others still is not told any more.
  await sql`
    delete from plays.webhook_delivery d using plays.enrollment e
    where e.id = d.enrollment_id and ${mentions(erased, sql`e.account_id`, sql`d.body::text`)}`.execute(tx)
  await sql`
    update plays.arm a set cause = '{}' where ${mentions(erased, sql`a.account_id`, sql`a.cause::text`)}`.execute(tx)
  await sql`
    update plays.candidate c set cause = '{}', key = '~' || id
    where ${mentions(erased, sql`c.account_id`, sql`concat_ws(' ', c.key, c.cause::text)`)}`.execute(tx)
  const said = sql`concat_ws(' ', e.key, e.ended_detail, e.cause::text)`
  const { rows } = await sql<{ id: number; account_id: number; play_id: number }>`
    update plays.enrollment e
    set cause = '{}', ended_detail = case when ended_by = 'stopped' then '…' else ended_detail end,
        key = case when key = '' then '' else '~' || id end
    where ${mentions(erased, sql`e.account_id`, said)}
    returning id, account_id, play_id`.execute(tx)
  return rows
}

/** A play of somebody who was taken out of the company waits for another owner; it goes on. */
export const personRemoved: PersonRemoved = async (tx, staffId) => {
  await tx.updateTable('plays.play').set({ owner_id: null }).where('owner_id', '=', staffId).execute()
}

/**
 * Deletes the sample's plays with all that happened in them, and what plays of the company's own did with the sample's
 * accounts. Segments that the company's own plays speak of become the company's; so do plays that its own segments and plays ask
 * about, which have ended then: they reach none of its customers.
 */
export async function removeSample(tx: Tx): Promise<void> {
  await keepSegments(tx, await segmentsOfPlays(tx, sql`not p.sample`))
  if (await keepAsked(tx)) await keepSegments(tx, await segmentsOfPlays(tx, sql`not p.sample`))
  const accounts = sql`select account_id from customers.account_fact where sample`
  await sql`delete from plays.enrollment where account_id in (${accounts})`.execute(tx)
  await sql`delete from plays.arm where account_id in (${accounts})`.execute(tx)
  await sql`delete from plays.drawn_path where account_id in (${accounts})`.execute(tx)
  await sql`delete from plays.passed_over where account_id in (${accounts})`.execute(tx)
  await sql`delete from plays.news where account_id in (${accounts})`.execute(tx)
  await sql`delete from plays.candidate where account_id in (${accounts})`.execute(tx)
  await sql`update plays.play set live_version_id = null where sample`.execute(tx)
  await sql`delete from plays.drawn_path where play_id in (select id from plays.play where sample)`.execute(tx)
  await sql`delete from plays.play where sample`.execute(tx)
  await watchForPlays(tx)
}

/** Whether there were any. */
async function keepAsked(tx: Tx): Promise<boolean> {
  const asked = [...(await playsOfOwnSegments(tx)), ...(await playsOfPlays(tx, sql`not p.sample`))]
  const { rows } = await sql<{ id: number }>`
    update plays.play set sample = false, state = 'archived', standing_due_at = null
    where sample and id = any(${asked}::bigint[]) returning id`.execute(tx)
  const ids = rows.map(row => row.id)
  if (ids.length > 0) await endMoved(tx, sql`e.play_id = any(${ids}::bigint[])`)
  return ids.length > 0
}
