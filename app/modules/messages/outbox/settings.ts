import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { refuseLate } from '../../../web/was.ts'
import { type Actor, record } from '../../activity/index.ts'
import { outboxTopic } from '../posting/post.ts'
import { type MessageSettings, messageSettings } from '../posting/settings.ts'

/** What stands in the form of the settings, in the order of its word (see was.ts). */
export function shownOf(settings: Omit<MessageSettings, 'version'>): readonly (string | number)[] {
  const { perDay, perWeek, opensAt, closesAt, businessDays, holidays, closedDays, perMinute } = settings
  return [perDay, perWeek, opensAt, closesAt, businessDays.join(' '), holidays, closedDays.join(' '), perMinute]
}

/** Changes how often, when and how fast messages leave. Throws Conflict when they are no longer what the form showed (`was`). */
export async function changeSettings(
  tx: Tx,
  actor: Actor,
  input: Omit<MessageSettings, 'version'>,
  was?: string,
): Promise<void> {
  await tx.selectFrom('messages.settings').select('one').forUpdate().execute()
  refuseLate(was, shownOf(await messageSettings(tx)))
  await tx
    .updateTable('messages.settings')
    .set(eb => ({
      // Who waits for a limit is looked at again.
      version: eb('version', '+', 1),
      per_day: input.perDay,
      per_week: input.perWeek,
      opens_at: input.opensAt,
      closes_at: input.closesAt,
      business_days: [...input.businessDays],
      holidays: input.holidays,
      closed_days: [...input.closedDays],
      per_minute: input.perMinute,
    }))
    .execute()
  await lookAgain(tx)
  await record(tx, actor, { name: 'messages.settings_changed', data: { ...input } })
}

/** Mails that wait in the outbox for the hour, or because others reached the contact: when they leave is judged anew. */
async function lookAgain(tx: Tx): Promise<void> {
  const now = nowDate()
  await tx
    .updateTable('messages.message')
    .set({ send_after: now })
    .where('state', '=', 'waiting')
    .where('attempts', '=', 0)
    .where('send_after', '>', now)
    .execute()
  await publish(tx, [outboxTopic])
}
