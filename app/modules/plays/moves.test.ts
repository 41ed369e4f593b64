import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { erasedPerson } from '../../../test/support/erased.ts'
import { putPlay, taskStep, workPlays } from '../../../test/support/plays.ts'
import { href, paths } from '../../paths.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { takeAccounts, takeContacts } from '../customers/index.ts'
import { createSegment } from '../segments/index.ts'
import type { Step } from './definition/definition.ts'
import { playJobs } from './jobs.ts'
import { erase, mergeAccounts, mergeContacts, removeSample } from './moves.ts'
import { startByHand } from './running/by-hand.ts'
import { stopEnrollment } from './running.ts'
import { readTimeline } from './timeline.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const actor = { kind: 'staff', id: cast.csm.id } as const
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const day: Step = { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } }

const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    [0, 1, 2].map(n => ({ groupId: `g${n}`, traits: { name: `養殖 ${n}` }, at: new Date('2026-01-01') })),
  ),
)
const [one = 0, two = 0, three = 0] = [...ids.values()].sort((a, b) => a - b)
await transact(db, tx =>
  takeContacts(
    tx,
    [1, 2].map(n => ({ userId: `u${n}`, groupId: 'g0', traits: { name: `田中 ${n}` }, at: new Date('2026-01-01') })),
  ),
)
const contacts = (await db.selectFrom('customers.contact').select('id').orderBy('id').execute()).map(row => row.id)
const [first = 0, second = 0] = contacts
await sql`
  insert into customers.membership (account_id, contact_id) select ${one}, id from customers.contact`.execute(db)

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, plays.news, tasks.task cascade`.execute(db)
})
afterEach(() => setClock(undefined))

async function start(play: number, started: readonly number[], about: 'account' | 'contact' = 'account') {
  await transact(db, tx => startByHand(tx, services, actor, play, { about, ids: started, despite: false }))
  await workPlays(services)
}
const enrollments = () =>
  db
    .selectFrom('plays.enrollment')
    .select(['id', 'account_id', 'contact_id', 'ended_by', 'ended_detail', 'cause', 'key'])
    .orderBy('id')
    .execute()
const arms = () => db.selectFrom('plays.arm').select(['play_id', 'account_id', 'arm']).orderBy('play_id').execute()

describe('merging accounts', () => {
  test('keeps the arm of the one that stays, and ends what would be twice', async () => {
    const play = await putPlay(services, { steps: [day] })
    await start(play, [one, two])
    await sql`update plays.arm set arm = 'held_out', level = 'play' where account_id = ${one}`.execute(db)
    await transact(db, tx => mergeAccounts(tx, { fromId: one, intoId: two }))
    expect(await arms()).toEqual([{ play_id: play, account_id: two, arm: 'treated' }])
    expect(await enrollments()).toMatchObject([
      { account_id: two, ended_by: 'moved' },
      { account_id: two, ended_by: null },
    ])
    const { rows } = await sql<{ what: string }>`
      select p.what from plays.passage p join plays.enrollment e on e.id = p.enrollment_id
      where e.ended_by = 'moved' order by p.number`.execute(db)
    expect(rows.map(row => row.what)).toEqual(['entered', 'ended'])
  })

  test('notes that the one that stays was treated in spite of its arm, when only the other one was', async () => {
    const play = await putPlay(services, { steps: [day] })
    await start(play, [one])
    await sql`
      insert into plays.arm (play_id, account_id, arm, level, version_id, entered_at)
      select play_id, ${two}, 'held_out', 'play', version_id, now() from plays.arm`.execute(db)
    await transact(db, tx => mergeAccounts(tx, { fromId: one, intoId: two }))
    const [arm] = await db.selectFrom('plays.arm').selectAll().execute()
    expect(arm).toMatchObject({ account_id: two, arm: 'held_out' })
    expect(arm?.despite_at).not.toBeNull()
    expect(await enrollments()).toMatchObject([{ account_id: two, ended_by: null }])
  })

  test('takes over arms and enrollments that only the other one had', async () => {
    const [both, only] = [await putPlay(services, { steps: [day] }), await putPlay(services, { steps: [day] })]
    await start(both, [two])
    await start(only, [one])
    await transact(db, tx => mergeAccounts(tx, { fromId: one, intoId: two }))
    expect((await arms()).map(row => row.account_id)).toEqual([two, two])
    expect((await enrollments()).map(row => [row.account_id, row.ended_by])).toEqual([
      [two, null],
      [two, null],
    ])
    const { rows } = await sql`
      select from plays.arm where account_id = ${one} union all select from plays.enrollment where account_id = ${one}
      union all select from plays.passed_over where account_id = ${one}`.execute(db)
    expect(rows).toEqual([])
  })
})

test('merging contacts moves where they are, and ends what would be twice', async () => {
  const [both, only] = [
    await putPlay(services, { steps: [day] }, { about: 'contact' }),
    await putPlay(services, { steps: [day] }, { about: 'contact' }),
  ]
  await start(both, [first, second], 'contact')
  await start(only, [first], 'contact')
  await transact(db, tx => mergeContacts(tx, { fromId: first, intoId: second }))
  expect((await enrollments()).map(row => [row.contact_id, row.ended_by])).toEqual([
    [second, 'moved'],
    [second, null],
    [second, null],
  ])
})

test('erasing a person takes their enrollments, and their name out of those of accounts', async () => {
  const own = await putPlay(services, { steps: [day] }, { about: 'contact' })
  const accountsPlay = await putPlay(services, { steps: [day] })
  await start(own, [first, second], 'contact')
  await start(accountsPlay, [one, two])
  await sql`update plays.enrollment set cause = '{"property.name": "田中 太郎"}' where play_id = ${accountsPlay}`.execute(
    db,
  )
  const [, , mine] = await enrollments()
  await transact(db, tx => stopEnrollment(tx, actor, mine?.id ?? 0, '田中 太郎さんの希望'))
  await sql`
    insert into plays.webhook_delivery (enrollment_id, play_id, step, url, body, next_try_at, created_at)
    select id, play_id, 's1', 'https://hook.example/', '{"note": "田中 太郎"}', now(), now() from plays.enrollment
    where play_id = ${accountsPlay}`.execute(db)
  await transact(db, tx => erase(tx, erasedPerson({ name: '田中 太郎', contactId: first, accountIds: [one] })))
  const left = await enrollments()
  expect(left.map(row => row.contact_id)).toEqual([second, null, null])
  expect(left.find(row => row.account_id === one && row.contact_id === null)).toMatchObject({
    cause: {},
    ended_detail: '…',
    ended_by: 'stopped',
  })
  const told = await db.selectFrom('plays.webhook_delivery').select('enrollment_id').execute()
  expect(told.map(row => row.enrollment_id)).toEqual([left.find(row => row.account_id === two)?.id])
  // Of another company: not the same person.
  expect(left.find(row => row.account_id === two)).toMatchObject({ cause: { 'property.name': '田中 太郎' } })
})

test('the sample goes with its plays; a segment that a play of the company’s own needs stays', async () => {
  const [kept, gone] = [await putPlay(services, { steps: [day] }), await putPlay(services, { steps: [day] })]
  await start(kept, [one])
  await start(gone, [two])
  const segmentId = await transact(db, tx =>
    createSegment(tx, services, actor, {
      name: 'サンプルの',
      description: '',
      condition: {
        kind: 'all',
        of: [{ kind: 'field', field: 'customers.stage', asks: { is: 'one_of', texts: ['active'] } }],
      },
    }),
  )
  await sql`update segments.segment set sample = true where id = ${segmentId}`.execute(db)
  await sql`
    update plays.play_version set definition = jsonb_set(definition, '{audience}',
      ${JSON.stringify({ kind: 'all', of: [{ kind: 'segment', segment: segmentId, within: true }] })}::jsonb)
    where play_id = ${kept}`.execute(db)
  await sql`update plays.play set sample = true where id = ${gone}`.execute(db)
  await transact(db, tx => removeSample(tx))
  expect((await db.selectFrom('plays.play').select('id').execute()).map(row => row.id)).toEqual([kept])
  expect((await enrollments()).map(row => row.account_id)).toEqual([one])
  const segment = await db
    .selectFrom('segments.segment')
    .select('sample')
    .where('id', '=', segmentId)
    .executeTakeFirst()
  expect(segment?.sample).toBe(false)
})

test('a segment that a play speaks of is not deleted, and says by which', async () => {
  const segmentId = await transact(db, tx =>
    createSegment(tx, services, actor, {
      name: '静か',
      description: '',
      condition: {
        kind: 'all',
        of: [{ kind: 'field', field: 'customers.stage', asks: { is: 'one_of', texts: ['active'] } }],
      },
    }),
  )
  const play = await putPlay(
    services,
    { steps: [day], trigger: { kind: 'segment', settings: { segment: segmentId, on: 'entered' } } },
    { name: '声をかける' },
  )
  const cookie = await signInAs(stage, 'manager')
  const page = async () => (await open(stage, href(paths.segment, { id: segmentId }), { cookie })).text()
  expect(await page()).toContain(href(paths.play, { id: play }))
  await send(stage, href(paths.segmentRemoval, { id: segmentId }), {}, { cookie })
  expect(await db.selectFrom('segments.segment').select('id').where('id', '=', segmentId).execute()).toHaveLength(1)
  await send(stage, href(paths.playArchive, { id: play }), {}, { cookie })
  await send(stage, href(paths.segmentRemoval, { id: segmentId }), {}, { cookie })
  expect(await db.selectFrom('segments.segment').select('id').where('id', '=', segmentId).execute()).toEqual([])
})

test('the timeline of an account tells what it entered and left and why, and what it is held out of', async () => {
  const play = await putPlay(services, { steps: [day] }, { name: '声をかける' })
  const other = await putPlay(services, { steps: [taskStep('s1')] }, { name: '届かない' })
  await start(play, [three])
  await start(other, [three])
  await sql`update plays.arm set arm = 'held_out', level = 'play' where play_id = ${other}`.execute(db)
  await sql`delete from plays.enrollment where play_id = ${other}`.execute(db)
  const [{ id = 0 } = {}] = await enrollments()
  setClock(morning.add({ hours: 1 }))
  await transact(db, tx => stopEnrollment(tx, actor, id, '本人の希望'))
  const range = { before: new Date('2026-12-01'), limit: 10 }
  const told = await readTimeline(db, three, range)
  expect(told.map(entry => [entry.text, entry.values?.play, entry.note])).toEqual([
    ['plays:timeline.left.stopped', '声をかける', '本人の希望'],
    ['plays:timeline.entered', '声をかける', undefined],
    ['plays:timeline.held_out', '届かない', undefined],
  ])
  expect(await readTimeline(db, three, { ...range, limit: 1 })).toHaveLength(1)
  expect(await readTimeline(db, three, { ...range, before: new Date('2026-11-23T00:05:00Z') })).toEqual([])
})

test('who was passed over is forgotten after a month, and health that is gone at once', async () => {
  const play = await putPlay(services, { steps: [day] })
  await sql`
    insert into plays.passed_over (play_id, account_id, reason, at)
    values (${play}, ${one}, 'audience', '2026-10-20'), (${play}, ${two}, 'audience', '2026-11-20')`.execute(db)
  await sql`insert into plays.health_seen (account_id, band) values (${one}, 'bad')`.execute(db)
  for (const job of playJobs) await job.run(services, {}, new AbortController().signal)
  const left = await db.selectFrom('plays.passed_over').select('account_id').execute()
  expect(left.map(row => row.account_id)).toEqual([two])
  expect(await db.selectFrom('plays.health_seen').select('account_id').execute()).toEqual([])
})

test('a play of somebody who left the company waits for another owner', async () => {
  const play = await putPlay(services, { steps: [day] })
  await send(
    stage,
    href(paths.staffMemberRemoval, { id: cast.manager.id }),
    {},
    { cookie: await signInAs(stage, 'admin') },
  )
  const { owner_id } = await db
    .selectFrom('plays.play')
    .select('owner_id')
    .where('id', '=', play)
    .executeTakeFirstOrThrow()
  expect(owner_id).toBeNull()
})
