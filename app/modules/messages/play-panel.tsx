import { sql } from 'kysely'
import type { RequestContext } from '../../web/routes.ts'
import { serverStates } from './servers/state.ts'
import { WaitingForServer } from './views/waiting-for-server.tsx'

/** Says on the page of a play that its mails wait for the mail server; nothing while they need not. */
export async function showWaitingMails(c: RequestContext, playId: number) {
  const { services } = c.var
  const { sending } = await serverStates(services)
  if (sending.setUp && !sending.outage) return undefined
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from messages.message
    where play_id = ${playId} and state in ('waiting', 'sending', 'handing_over') and kind = 'email'`.execute(
    services.db,
  )
  const waiting = rows[0]?.n ?? 0
  return waiting === 0 ? undefined : <WaitingForServer server={sending} playId={playId} waiting={waiting} />
}
