import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Enrolled, PlayStepKind, StepRun } from '../../../web/play-kinds.ts'
import { fillTexts } from '../../messages/index.ts'
import { deliveryJob } from '../webhooks/job-name.ts'
import { textOf } from './settings.ts'

/** Tells another system, signed; that it is told is written with the step, and it is told afterwards. */
export const webhookStep: PlayStepKind = {
  key: 'webhook',
  label: 'plays:step.webhook.label',
  hint: 'plays:step.webhook.what',
  icon: 'webhook',
  sentence: 'plays:step.webhook.sentence',
  fields: [
    {
      name: 'url',
      type: 'url',
      label: 'plays:step.webhook.url',
      required: true,
      max: 2000,
      hint: 'plays:step.webhook.hint',
    },
    { name: 'note', type: 'words', label: 'plays:step.webhook.note', placeholders: true, max: 2000 },
  ],
  async perform(tx, services, run, enrolled) {
    const notes = await fillTexts(
      tx,
      [textOf(run.settings, 'note')],
      enrolled.map(one => ({ key: String(one.id), accountId: one.accountId, contactId: one.contactId })),
    )
    const bodies = await bodiesOf(tx, run, enrolled, notes)
    await sql`
      insert into plays.webhook_delivery (enrollment_id, play_id, step, url, body, next_try_at, created_at)
      select id, ${run.playId}, ${run.stepId}, ${textOf(run.settings, 'url')}, body::jsonb, ${nowDate()}, ${nowDate()}
      from unnest(${enrolled.map(one => one.id)}::bigint[], ${bodies}::text[]) as n (id, body)
      on conflict do nothing`.execute(tx)
    await services.jobs.enqueue(tx, deliveryJob, {}, { key: deliveryJob })
    return new Map()
  },
}

interface Named {
  readonly id: number
  readonly external_id: string | null
  readonly name: string | null
  readonly email?: string | null
}

/** What is said of each: who it is about, by our id and by the company's own, and the words of the step. */
async function bodiesOf(
  tx: Tx,
  run: StepRun,
  enrolled: readonly Enrolled[],
  notes: ReadonlyMap<string, readonly string[]>,
): Promise<readonly string[]> {
  const { rows: accounts } = await sql<Named>`
    select account_id as id, external_id, name from customers.account_fact
    where account_id = any(${enrolled.map(one => one.accountId)}::bigint[])`.execute(tx)
  const { rows: contacts } = await sql<Named>`
    select contact_id as id, external_id, name, email from customers.contact_fact
    where contact_id = any(${enrolled.flatMap(one => one.contactId ?? [])}::bigint[])`.execute(tx)
  const [accountOf, contactOf] = [
    new Map(accounts.map(row => [row.id, row])),
    new Map(contacts.map(row => [row.id, row])),
  ]
  const timestamp = nowDate().toISOString()
  return enrolled.map(one =>
    JSON.stringify({
      type: 'play.step',
      timestamp,
      data: {
        play: { id: run.playId, name: run.playName, version: run.versionNumber },
        step: run.stepId,
        enrollment: one.id,
        account: accountOf.get(one.accountId) ?? { id: one.accountId },
        contact: one.contactId === null ? null : (contactOf.get(one.contactId) ?? { id: one.contactId }),
        note: notes.get(String(one.id))?.[0] ?? '',
      },
    }),
  )
}
