import { nowDate } from '../../../platform/clock.ts'
import { type Db, lock, transact } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import { newWebhookSecret } from '../../../platform/outgoing/signature.ts'
import { type Posted, postSigned } from '../../../platform/outgoing.ts'
import type { Services } from '../../../web/services.ts'
import { playTopic } from '../topics.ts'
import { type Claimed, claimDeliveries } from './claim.ts'
import { deliveryJob } from './job-name.ts'
import { giveUpWaiting, noteReceiver } from './receivers.ts'

const atOnce = 20
/** After how many seconds it is tried again: the times that https://www.standardwebhooks.com proposes. */
const pauses = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000] as const
const keptDays = 30

/**
 * Sends what is due, as long as anything is, and comes back when something is due again. As soon as one is done another one begins:
 * who answers slowly holds up nobody else.
 */
export const deliverWebhooks: Job<Services> = {
  name: deliveryJob,
  cron: '* * * * *',
  async run(services, _payload, signal) {
    await forgetEnded(services.db)
    await giveUpWaiting(services.db)
    const underWay = new Map<Claimed, Promise<void>>()
    try {
      for (;;) {
        const room = signal.aborted ? 0 : atOnce - underWay.size
        for (const one of room > 0 ? await claimDeliveries(services.db, room, [...underWay.keys()]) : []) {
          underWay.set(
            one,
            deliver(services, one, () => [...underWay.keys()]).finally(() => underWay.delete(one)),
          )
        }
        if (underWay.size === 0) return
        await Promise.race(underWay.values())
      }
    } finally {
      await Promise.allSettled(underWay.values())
    }
  },
}

async function deliver(services: Services, one: Claimed, underWay: () => readonly Claimed[]): Promise<void> {
  const secret = await webhookSecret(services.db)
  const post = { url: one.url, id: `play_${one.id}`, body: JSON.stringify(one.body), secret }
  const posted = await postSigned(services.config, post)
  const [state, nextTry] = after(posted, one.attempts)
  const at = nowDate()
  await transact(services.db, async tx => {
    await tx
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
    const others = underWay().map(({ id }) => id)
    await noteReceiver(tx, one.host, posted, others)
    await services.live.publish(tx, [playTopic(one.play_id)])
  })
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
