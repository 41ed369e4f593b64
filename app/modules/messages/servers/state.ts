import { nowDate } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { canMail } from '../../../platform/mail.ts'
import type { Services } from '../../../web/services.ts'
import { stateTopic } from '../sending/outcome.ts'
import { kept } from '../sending/trace.ts'

/** The servers that mail needs: the one that takes our mails, and the mailbox that those which come back lie in. */
export type MailServer = 'sending' | 'bounces'

/** That a server is not there, or refuses us. */
export interface Outage {
  readonly since: Date
  readonly lastAt: Date
  readonly error: string
}

/** Whether a server can be used, as far as is known. */
export interface ServerState {
  readonly setUp: boolean
  /** Undefined when nothing is known to be wrong. */
  readonly outage: Outage | undefined
  /** When it could be used last. */
  readonly reachedAt: Date | null
}

/** So often it is noted that a server still works, in milliseconds. */
const notedEvery = 60_000

/** Notes that a server could not be used just now, and what it said; see `withoutSecrets`. */
export async function noteOutage(db: Db, what: MailServer, said: string): Promise<void> {
  const at = nowDate()
  await db
    .updateTable('messages.server')
    .set(eb => ({
      failing_since: eb.fn.coalesce('failing_since', eb.val(at)),
      failed_at: at,
      error: kept(said) || '?',
    }))
    .where('what', '=', what)
    .execute()
  await publish(db, [stateTopic])
}

/** Notes that it could be used, now and then. */
export async function noteReached(db: Db, what: MailServer): Promise<void> {
  const at = nowDate()
  const well = { reached_at: at, failing_since: null, failed_at: null, error: null }
  const { numUpdatedRows } = await db
    .updateTable('messages.server')
    .set(well)
    .where('what', '=', what)
    .where('failing_since', 'is not', null)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return publish(db, [stateTopic])
  await db
    .updateTable('messages.server')
    .set({ reached_at: at })
    .where('what', '=', what)
    .where(eb => eb.or([eb('reached_at', 'is', null), eb('reached_at', '<', new Date(at.getTime() - notedEvery))]))
    .execute()
}

/** How the servers are that mail needs. */
export async function serverStates({
  db,
  config,
}: Pick<Services, 'db' | 'config'>): Promise<Readonly<Record<MailServer, ServerState>>> {
  const rows = await db.selectFrom('messages.server').selectAll().execute()
  const state = (what: MailServer, setUp: boolean): ServerState => {
    const row = rows.find(one => one.what === what)
    const { failing_since: since = null, failed_at: lastAt = null, error = null } = row ?? {}
    const outage = setUp && since && lastAt && error !== null ? { since, lastAt, error } : undefined
    return { setUp, outage, reachedAt: row?.reached_at ?? null }
  }
  return {
    sending: state('sending', canMail(config)),
    bounces: state('bounces', config.mail.bounceMailbox !== undefined),
  }
}

/** What a server said, without the name and password in its address: some repeat them. */
export function withoutSecrets(said: string, address: string): string {
  const { username = '', password = '' } = URL.parse(address) ?? {}
  const secrets = [username, password, ...[username, password].map(decoded)]
  return secrets
    .filter(secret => secret.length > 2)
    .flatMap(secret => [secret, Buffer.from(secret).toString('base64')])
    .reduce((text, secret) => text.replaceAll(secret, '…'), said)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
