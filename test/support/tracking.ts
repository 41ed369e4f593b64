import { sql } from 'kysely'
import { afterAll } from 'vitest'
import { system } from '../../app/modules/activity/index.ts'
import { intakeOf } from '../../app/modules/events/intake/intake.ts'
import { createKey, type WriteKey } from '../../app/modules/events/keys.ts'
import { transact } from '../../app/platform/db.ts'
import type { Stage } from '../cast.ts'

/** What the tracking API answers. */
export interface TrackingReply {
  readonly success: boolean
  readonly accepted: number
  readonly duplicates: number
  readonly code?: string
  readonly refused: readonly { index: number; messageId: string | null; code: string; message: string }[]
}

/** Sends to the tracking API of a stage with a key of its own. */
export interface Tracker {
  readonly key: WriteKey
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly reply: TrackingReply }>
  batch(...items: unknown[]): Promise<TrackingReply>
}

/** Opens the tracking API of a stage at the top level of a test file. */
export async function openTracking({ app, services }: Stage): Promise<Tracker> {
  const key = await transact(services.db, tx => createKey(tx, system, { name: 'テスト' }))
  afterAll(() => intakeOf(services).close())
  const basic = { authorization: `Basic ${Buffer.from(`${key.key}:`).toString('base64')}` }
  const post: Tracker['post'] = async (path, body, headers = basic) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    const response = await app.request(path, { method: 'POST', body: raw as BodyInit, headers })
    return { status: response.status, headers: response.headers, reply: (await response.json()) as TrackingReply }
  }
  return {
    key,
    post,
    async batch(...items) {
      const { status, reply } = await post('/v1/batch', { batch: items })
      if (status !== 200) throw new Error(`answered ${status} ${reply.code}`)
      return reply
    },
  }
}

/** Empties everything that the tracking API writes. */
export async function forgetEvents({ services }: Stage): Promise<void> {
  await sql`truncate events.receipt, events.event, events.usage_day, events.sign_of_life, events.anonymous_membership,
    events.unattached, events.settlement, events.arrival, events.refusal, events.calendar`.execute(services.db)
  await sql`delete from customers.contact`.execute(services.db)
  await sql`delete from customers.account`.execute(services.db)
  await sql`delete from customers.suppression`.execute(services.db)
}
