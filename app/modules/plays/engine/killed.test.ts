import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { plainPlay, putPlay, taskStep } from '../../../../test/support/plays.ts'
import { processOf } from '../../../../test/support/script.ts'
import { seededRandom } from '../../../platform/random.ts'
import type { Step } from '../definition/definition.ts'

const { services } = await openStage()
const { db } = services
const random = seededRandom(20_261_122)
const startProcess = processOf('engine.ts')

const many = 1000
const notice: Step = {
  id: 's3',
  kind: 'action',
  action: 'notice',
  settings: { to: 'main', subject: 'お知らせ', body: '{{contact.name|ご担当者}} さま' },
}
const hook: Step = {
  id: 's6',
  kind: 'action',
  action: 'webhook',
  settings: { url: 'https://example.com/hook', note: '' },
}
const split: Step = {
  id: 's4',
  kind: 'split',
  paths: [
    { id: 'p1', name: 'A', share: 50, steps: [taskStep('s5', 'A')] },
    { id: 'p2', name: 'B', share: 50, steps: [hook] },
  ],
}
const trait: Step = {
  id: 's2',
  kind: 'action',
  action: 'trait',
  settings: { trait: 'reached', type: 'text', value: 'はい' },
}

test('however often who moves plays on is killed, two at a time, every step happens once for everybody', async () => {
  await sql`
    with made as (
      insert into customers.account (external_id, name) select 'a' || i, '顧客 ' || i from generate_series(1, ${many}::int) i
      returning id
    ), people as (
      insert into customers.contact (external_id, name, email)
      select 'c' || id, '人 ' || id, 'c' || id || '@example.com' from made returning id, external_id
    )
    insert into customers.membership (account_id, contact_id, first_at, last_at)
    select made.id, people.id, now(), now() from made join people on people.external_id = 'c' || made.id`.execute(db)
  await putPlay(
    services,
    {
      ...plainPlay,
      trigger: { kind: 'schedule', settings: { every: 'day', hour: 0 } },
      steps: [taskStep('s1'), trait, notice, split],
    },
    { standing: true },
  )
  let kills = 0
  let running = [start(), start()]
  while ((await finished()) < many) {
    await wait(150 + random() * 500)
    const [first, ...others] = running
    if (first && kills < 25) {
      const ended = once(first, 'exit')
      first.kill('SIGKILL')
      await ended
      kills++
      running = [...others, start()]
    }
  }
  for (const child of running) child.kill('SIGKILL')

  expect(kills).toBeGreaterThan(8)
  const { rows } = await sql`
    select count(*)::int as enrollments,
           count(*) filter (where ended_by = 'finished')::int as finished,
           (select count(*)::int from tasks.task where title = '電話する') as first_tasks,
           (select count(distinct account_id)::int from tasks.task where title = '電話する') as first_accounts,
           (select count(*)::int from customers.account where traits ->> 'reached' = 'はい') as traits,
           (select count(*)::int from messages.message) as notices,
           (select count(distinct contact_id)::int from messages.message) as noticed,
           (select count(*)::int from tasks.task where title = 'A')
             + (select count(*)::int from plays.webhook_delivery) as either,
           (select count(*)::int from plays.passage where what = 'entered') as entered
    from plays.enrollment`.execute(db)
  expect(rows).toEqual([
    {
      enrollments: many,
      finished: many,
      first_tasks: many,
      first_accounts: many,
      traits: many,
      notices: many,
      noticed: many,
      either: many,
      entered: many,
    },
  ])
  // What each can tell is whole: entered, five steps, the end, numbered without a gap.
  const { rows: odd } = await sql`
    select enrollment_id from plays.passage group by 1
    having array_agg(what order by number) <> '{entered,done,done,done,took,done,ended}' or max(number) <> count(*)`.execute(
    db,
  )
  expect(odd).toEqual([])
}, 240_000)

function start(): ChildProcess {
  return startProcess({ DATABASE_URL: services.database.url })
}

async function finished(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from plays.enrollment where ended_at is not null`.execute(db)
  return rows[0]?.count ?? 0
}
