import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { putPlay, workPlays } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
afterEach(() => setClock(undefined))

test('who waits until mails may be sent is looked at again once somebody changes when that is', async () => {
  // Monday, 6:00 in Tokyo.
  setClock(Temporal.Instant.from('2026-11-22T21:00:00Z'))
  await sql`
    with made as (insert into customers.account (external_id, name) values ('a', '養殖') returning id),
      person as (insert into customers.contact (external_id, name, email) values ('c', '海', 'kai@farm.example') returning id)
    insert into customers.membership (account_id, contact_id, first_at, last_at)
    select made.id, person.id, now(), now() from made, person`.execute(db)
  const mail = { to: 'main', subject: 'こんにちは', body: 'お元気ですか', whenLimited: 'wait' }
  await putPlay(
    services,
    {
      trigger: { kind: 'schedule', settings: { every: 'day', hour: 0 } },
      steps: [{ id: 's1', kind: 'action', action: 'email', settings: mail }],
    },
    { standing: true },
  )
  await workPlays(services)
  const waiting = () => db.selectFrom('plays.enrollment').select('waiting').executeTakeFirstOrThrow()
  expect(await waiting()).toEqual({ waiting: 'quiet_hours' })
  await sql`update messages.settings set opens_at = 0, version = version + 1`.execute(db)
  await workPlays(services)
  expect(await waiting()).toEqual({ waiting: null })
  expect(await db.selectFrom('messages.message').select('id').execute()).toHaveLength(1)
})
