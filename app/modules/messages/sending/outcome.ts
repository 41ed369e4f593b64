import { sql } from 'kysely'
import { isDead } from '../../../platform/alive.ts'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import type { HandOver } from '../../../platform/mail-connection.ts'
import { outboxTopic } from '../posting/post.ts'
import { suppressAddresses } from '../suppression/suppress.ts'
import type { Claimed } from './claim.ts'
import { forgetHeld, isHeld, note } from './trace.ts'

/** What others can see of a mail changed. */
export const stateTopic = 'messages:state'

/** Pauses between attempts, in minutes: after the last of them the mail is given up, two days after it was first tried. */
const pauses = [1, 5, 15, 60, 120, 240, 480, 720, 1440]

/**
 * Says, before the final dot, that the mail is being handed over. Throws when it is no longer ours: whoever found us dead has
 * it now.
 */
export async function beginHandOver(db: Db, worker: string, id: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('messages.message')
    .set({ state: 'handing_over' })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('worker', '=', worker)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Error('another worker has this mail')
}

/** Writes down what became of a mail that was handed over, or could not be. */
export async function writeOutcome(db: Db, worker: string, mail: Claimed, outcome: HandOver): Promise<void> {
  await transact(db, async tx => {
    if (outcome.kind === 'taken') await markSent(tx, worker, mail.id, outcome.reply)
    else if (outcome.kind === 'lost' && outcome.dotSent) await end(tx, worker, mail.id, 'unclear', outcome.error)
    else if (outcome.kind === 'refused' && !outcome.passing && outcome.of !== 'us')
      await fail(tx, worker, mail, outcome)
    else await tryLater(tx, worker, mail, outcome)
    await publish(tx, [stateTopic, ...(mail.account_id ? [`account:${mail.account_id}`] : [])])
  })
}

/** Gives mails back that were claimed but not begun. */
export async function giveBack(db: Db, worker: string, ids: readonly number[]): Promise<void> {
  await sql`
    update messages.message set state = 'waiting', worker = null
    where id = any(${ids}::bigint[]) and worker = ${worker} and state = 'sending'`.execute(db)
}

/**
 * What workers left behind that died: mails that were not handed over are sent by others; of those that were being handed
 * over nobody knows whether they were, so they are shown and not sent again.
 */
export async function takeFromDead(db: Db): Promise<void> {
  await transact(db, async tx => {
    const { rows } = await sql<{ id: number; state: string }>`
      with dead as materialized (
        select worker from (
          select distinct worker from messages.message where state in ('sending', 'handing_over') offset 0
        ) busy where ${isDead(sql`worker`)}
      )
      update messages.message set state = case state when 'sending' then 'waiting' else 'unclear' end
      where state in ('sending', 'handing_over') and worker in (select worker from dead)
      returning id, state`.execute(tx)
    if (rows.length === 0) return
    await note(
      tx,
      rows.filter(({ state }) => state === 'unclear').map(({ id }) => ({ id, what: 'unclear', detail: 'worker_died' })),
    )
    await publish(tx, [stateTopic, outboxTopic])
  })
}

/** Also when others took us for dead meanwhile: now it is known. */
async function markSent(tx: Tx, worker: string, id: number, reply: string): Promise<void> {
  const { rows } = await sql`
    update messages.message set state = 'sent', sent_at = ${nowDate()}, worker = null
    where id = ${id} and worker = ${worker} and state in ('handing_over', 'unclear') returning id`.execute(tx)
  if (rows.length === 0) return
  await forgetHeld(tx, [id])
  await note(tx, [{ id, what: 'sent', detail: reply }])
}

async function end(tx: Tx, worker: string, id: number, state: 'failed' | 'unclear', detail: string): Promise<boolean> {
  const { rows } = await sql`
    update messages.message set state = ${state} where id = ${id} and worker = ${worker}
      and state in ('sending', 'handing_over', 'unclear') returning id`.execute(tx)
  if (rows.length === 0) return false
  await forgetHeld(tx, [id])
  await note(tx, [{ id, what: state, detail }])
  return true
}

type Refused = Extract<HandOver, { kind: 'refused' }>
type NotYet = Exclude<HandOver, { kind: 'taken' }>

async function fail(tx: Tx, worker: string, mail: Claimed, { of, reply }: Refused): Promise<void> {
  const ended = await end(tx, worker, mail.id, 'failed', reply)
  if (!ended || of !== 'address' || !mail.address || !isAboutAddress(reply)) return
  await suppressAddresses(tx, [{ address: mail.address, reason: 'bounced', messageId: mail.id, note: reply }])
  await note(tx, [{ id: mail.id, what: 'bounced', detail: reply }])
}

/**
 * Whether a reply to an address says that it is none. RFC 3463: 5.1.x is about the address, 5.2.1 a mailbox that takes nothing;
 * 5.7.x is about us. It stands behind the first number (RFC 2034, 4): further on it may be an address of the internet. Without
 * such a code RFC 5321: 550, 551 and 553 are about the mailbox.
 */
export function isAboutAddress(reply: string): boolean {
  const detail = /^\d{3}[ -]5\.(\d{1,3})\.(\d{1,3})\b/.exec(reply)
  if (detail) return detail[1] === '1' || (detail[1] === '2' && detail[2] === '1')
  return /^55[013]\b/.test(reply)
}

/**
 * That the server takes nothing from us is no attempt at this mail: others are tried first, and it is not given up. Nothing is tried
 * again for a play that was paused, or ended, while it was handed over.
 */
async function tryLater(tx: Tx, worker: string, mail: Claimed, outcome: NotYet): Promise<void> {
  const detail = outcome.kind === 'lost' ? outcome.error : outcome.reply
  const ofUs = outcome.kind === 'refused' && outcome.of === 'us'
  const pause = ofUs ? 1 : pauses[mail.attempts]
  if (pause === undefined) {
    await end(tx, worker, mail.id, 'failed', detail)
    return
  }
  const after = new Date(nowDate().getTime() + pause * 60_000)
  const held = await isHeld(tx, mail.id)
  const { rows } = await sql`
    update messages.message set
      state = ${held ? 'dropped' : 'waiting'}, worker = null, attempts = attempts + ${ofUs ? 0 : 1}::int, send_after = ${after}
    where id = ${mail.id} and worker = ${worker} and state in ('sending', 'handing_over', 'unclear') returning id`.execute(
    tx,
  )
  if (rows.length > 0 && !held) await note(tx, [{ id: mail.id, what: 'deferred', detail }])
}
