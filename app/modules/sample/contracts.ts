import type { Tx } from '../../platform/db.ts'
import { accountSubscriptions, addSubscription, cancelSubscription } from '../customers/index.ts'
import { placeOf, type Settled } from './feelings.ts'
import type { Anchor } from './world/days.ts'
import type { Farm } from './world/world.ts'

/**
 * Farms that take more or less than they began with: the larger or smaller contract begins, the one before it ends, as
 * whoever looks after them would have entered it on that day.
 */
export async function changeContracts(tx: Tx, farms: readonly Farm[], anchor: Anchor, settled: Settled): Promise<void> {
  for (const farm of farms) {
    const where = placeOf(farm, settled)
    if (!where) continue
    for (const { plan, monthly, fromAgo } of farm.contracts.slice(1)) {
      const day = anchor.today.subtract({ days: fromAgo })
      const at = (time: string) =>
        new Date(day.toZonedDateTime({ timeZone: anchor.timeZone, plainTime: time }).epochMilliseconds)
      const earlier = await accountSubscriptions(tx, where.accountId)
      const input = {
        plan: farm.words.plans[plan],
        monthlyAmount: monthly,
        currency: 'JPY',
        period: farm.yearly ? 'year' : 'month',
        startedOn: day.toString(),
        renewsOn: nextRenewal(day, anchor.today, farm.yearly).toString(),
      } as const
      await addSubscription(tx, where.actor, where.accountId, input, { at: at('10:30'), sample: true })
      for (const { id, version } of earlier) {
        await cancelSubscription(tx, where.actor, id, version, at('00:00'), { at: at('10:31'), sample: true })
      }
    }
  }
}

/** The day after today on which a contract of that day renews next. */
export function nextRenewal(
  startedOn: Temporal.PlainDate,
  day: Temporal.PlainDate,
  yearly: boolean,
): Temporal.PlainDate {
  const unit = yearly ? 'years' : 'months'
  const passed = startedOn.until(day, { largestUnit: unit })[unit]
  return startedOn.add({ [unit]: passed + 1 })
}
