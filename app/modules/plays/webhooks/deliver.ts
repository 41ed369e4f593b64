import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, lock, transact } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import { newWebhookSecret } from '../../../platform/outgoing/signature.ts'
import { type Posted, postSigned } from '../../../platform/outgoing.ts'
import type { Services } from '../../../web/services.ts'
import { playTopic } from '../topics.ts'
import { deliveryJob } from './job-name.ts'

const atOnce = 20
/** After how many seconds it is tried again: the times that https://www.standardwebhooks.com proposes. */
const pauses = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000] as const
/** While it is being sent nobody else does; who sends may be killed. */
const claimSeconds = 60
const keptDays = 30
/** So long at least a receiver who did not answer is left alone. */
const restSeconds = 60

interface Due {
  readonly id: number
  readonly play_id: number
  readonly url: string
  readonly body: unknown
  readonly attempts: number
}

/** Sends what is due, as long as anything is, and comes back when something is due again. */
export const deliverWebhooks: Job<Services> = {
  name: deliveryJob,
  cron: '* * * * *',
  async run(services, _payload, signal) {
    await forgetEnded(services.db)
    while (!signal.aborted) {
      const due = await claim(services.db)
      if (due.length === 0) return
      const secret = await webhookSecret(services.db)
      await Promise.all(due.map(one => deliver(services, secret, one)))
    }
  },
}

/**
 * The claim is committed before anything is sent: who is killed then is followed by another one a minute later, who sends the same
 * id again. So it arrives at least once, and the receiver knows a second time by the id.
 */
async function claim(db: Db): Promise<readonly Due[]> {
  const at = nowDate()
  const { rows } = await sql<Due>`
    update plays.webhook_delivery set attempts = attempts + 1, next_try_at = ${new Date(at.getTime() + claimSeconds * 1000)}
    where id = any(array(
      select id from plays.webhook_delivery where state = 'waiting' and next_try_at <= ${at}
      order by next_try_at limit ${atOnce} for update skip locked))
    returning id, play_id, url, body, attempts`.execute(db)
  return rows
}

async function deliver(services: Services, secret: string, one: Due): Promise<void> {
  const post = { url: one.url, id: `play_${one.id}`, body: JSON.stringify(one.body), secret }
  const posted = await postSigned(services.config, post)
  const [state, nextTry] = after(posted, one.attempts)
  const at = nowDate()
  await services.db
    .updateTable('plays.webhook_delivery')
    .set({
      state,
      next_try_at: nextTry === undefined ? null : new Date(at.getTime() + nextTry * 1000),
      status: posted.kind === 'answered' ? posted.status : null,
      reason: posted.kind === 'answered' ? null : posted.reason,
      ended_at: state === 'waiting' ? null : at,
    })
    .where('id', '=', one.id)
    .execute()
  if (state === 'waiting') await postpone(services.db, one.url, nextTry ?? 0)
  await services.live.publish(services.db, [playTopic(one.play_id)])
}

/** Whoever does not answer now is not asked again at once for others: that would hold up those who do. */
async function postpone(db: Db, url: string, seconds: number): Promise<void> {
  const until = new Date(nowDate().getTime() + Math.max(seconds, restSeconds) * 1000)
  await sql`
    update plays.webhook_delivery set next_try_at = ${until}
    where url = ${url} and state = 'waiting' and attempts = 0 and next_try_at < ${until}`.execute(db)
}

/** What becomes of it: 410 means that nobody wants to hear of it any more, and what is refused would be again. */
function after(posted: Posted, attempts: number): readonly ['waiting' | 'sent' | 'failed', seconds?: number] {
  if (posted.kind === 'answered' && posted.status >= 200 && posted.status < 300) return ['sent']
  if (posted.kind === 'refused' || (posted.kind === 'answered' && posted.status === 410)) return ['failed']
  const pause = pauses[attempts - 1]
  return pause === undefined ? ['failed'] : ['waiting', pause]
}

/** What was told long ago is nobody's business any more: it names customers. */
async function forgetEnded(db: Db): Promise<void> {
  const before = new Date(nowDate().getTime() - keptDays * 86_400_000)
  await db.deleteFrom('plays.webhook_delivery').where('ended_at', '<', before).execute()
}

/** What webhooks of plays are signed with; made when it is asked for first. */
export async function webhookSecret(db: Db): Promise<string> {
  const known = await db.selectFrom('plays.setting').select('webhook_secret').executeTakeFirst()
  if (known?.webhook_secret) return known.webhook_secret
  return transact(db, async tx => {
    await lock(tx, 'plays.webhook_secret')
    const { webhook_secret } = await tx
      .updateTable('plays.setting')
      .set(eb => ({ webhook_secret: eb.fn.coalesce('webhook_secret', eb.val(newWebhookSecret())) }))
      .returning('webhook_secret')
      .executeTakeFirstOrThrow()
    return webhook_secret ?? ''
  })
}
