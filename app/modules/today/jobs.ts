import { sql } from 'kysely'
import { z } from 'zod'
import { nowDate } from '../../platform/clock.ts'
import { type Db, type Tx, transact, transactAgain } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import { log } from '../../platform/log.ts'
import type { Services } from '../../web/services.ts'
import { accountIdsAfter, markManyChanged } from '../customers/index.ts'
import { companySettings, findCompany } from '../identity/index.ts'
import { forgetLeftOut } from './drawing/left-out.ts'
import { dayOf, judgeAccounts } from './judging/candidates.ts'
import { isEffectNews } from './judging/contact.ts'
import { countFigures } from './judging/figures.ts'
import { forgetMeetings } from './judging/meetings.ts'
import { computeReference, readReference } from './judging/reference.ts'

const perTransaction = 2000
const renewPayload = z.object({ force: z.boolean().optional() })

/**
 * Judges all accounts when a new day of the company has begun: silence grows and renewals come nearer without any news.
 * Hourly, because that midnight may be at any hour of UTC, and after health has computed its day. With `force` at once.
 */
const renew: Job<Services> = {
  name: 'today.renew',
  cron: '22 * * * *',
  async run(services, payload, signal) {
    const company = await findCompany(services.db)
    if (!company) return
    const { today } = dayOf(company.timeZone)
    const reference = await readReference(services.db)
    if (reference?.judgedDay === today && !renewPayload.parse(payload ?? {}).force) return
    await judgeAll(services, signal)
    await transact(services.db, async tx => {
      await forgetUntouchedLists(tx, today)
      await forgetMeetings(tx)
      await forgetLeftOut(tx)
      await tx.updateTable('today.reference').set({ judged_day: today }).execute()
      await countFigures(tx, dayOf(company.timeZone))
    })
  },
}

/** Computes what single accounts are judged against, and what is shown of all of them. */
const refer: Job<Services> = {
  name: 'today.refer',
  cron: '*/10 * * * *',
  async run(services) {
    if (!(await findCompany(services.db))) return
    await transact(services.db, async tx => {
      await referAgain(tx, services)
      await countFigures(tx, dayOf((await companySettings(tx)).timeZone))
    })
  },
}

/**
 * Computes what single accounts are judged against from all of them as they are now; they are judged again if that moved, or
 * the effect of contact has, so that all stand on the list by one.
 */
export async function referAgain(tx: Tx, services: Services): Promise<void> {
  const { changed } = await computeReference(tx)
  if (changed || (await isEffectNews(tx))) await judgeAllSoon(tx, services)
}

export const todayJobs: readonly Job<Services>[] = [renew, refer]

/** After everything was judged anew, keeping an order makes sense only where somebody is working through it. */
async function forgetUntouchedLists(tx: Tx, day: string): Promise<void> {
  await sql`
    delete from today.list_item i
    where day >= ${day}::date and not exists (
      select from today.answer a where a.day = i.day and a.list_staff_id is not distinct from i.staff_id
    )`.execute(tx)
}

const settleSeconds = 10

/** Has all accounts judged again in a moment; asked several times in between it happens once. */
export async function judgeAllSoon(tx: Tx | Db, services: Services): Promise<void> {
  const runAt = new Date(nowDate().getTime() + settleSeconds * 1000)
  await services.jobs.enqueue(tx, renew.name, { force: true }, { key: 'today.renew', runAt })
}

/** Judges accounts about which something changed; all of them soon, when that changed what everybody is judged against. */
export async function judgeChanged(tx: Tx, services: Services, accountIds: readonly number[]): Promise<void> {
  const { referenceChanged } = await judgeAccounts(tx, services, accountIds)
  if (referenceChanged) await judgeAllSoon(tx, services)
}

/**
 * Judges every account, so many at a time that changes in between do not wait long. What fails keeps nobody else from being
 * judged: its accounts count as changed, and the refresh finds the one that fails and sets it aside.
 */
export async function judgeAll(services: Services, signal?: AbortSignal): Promise<void> {
  for (let last = 0; ; ) {
    signal?.throwIfAborted()
    const ids = await accountIdsAfter(services.db, last, perTransaction)
    const end = ids.at(-1)
    if (end === undefined) return
    try {
      await transactAgain(services.db, tx => judgeAccounts(tx, services, ids, 'round'))
    } catch (error) {
      log.warn({ err: error, ids: ids.length }, 'accounts could not be judged together')
      await transact(services.db, tx => markManyChanged(tx, ids))
    }
    last = end
  }
}
