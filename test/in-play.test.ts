import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { refreshAccounts, takeAccounts } from '../app/modules/customers/index.ts'
import type { Definition, Step } from '../app/modules/plays/definition/definition.ts'
import { loadVersions } from '../app/modules/plays/engine/versions.ts'
import { plays as playsModule } from '../app/modules/plays/index.ts'
import { stopEnrollment } from '../app/modules/plays/running.ts'
import { startCandidates } from '../app/modules/plays/starting/start.ts'
import { segmentJobs } from '../app/modules/segments/evaluation/jobs.ts'
import { createSegment, type Group } from '../app/modules/segments/index.ts'
import { changeSegment } from '../app/modules/segments/segment.ts'
import { href, paths } from '../app/paths.ts'
import { setClock } from '../app/platform/clock.ts'
import { type Tx, transact } from '../app/platform/db.ts'
import { Invalid } from '../app/platform/errors.ts'
import type { PlayStanding } from '../app/web/play-source.ts'
import { cast, open, openStage, send, signInAs } from './cast.ts'
import { sentOf } from './support/forms.ts'
import { endPlay, putPlay, taskStep, workPlays } from './support/plays.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = await signInAs(stage, 'csm')
const manager = await signInAs(stage, 'manager')
const admin = { kind: 'staff', id: cast.admin.id } as const
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const later = (duration: Temporal.DurationLike) => setClock(morning.add(duration))

const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    ['海', '波', '浜', '沖'].map(name => ({ groupId: name, traits: { name }, at: new Date('2026-01-01') })),
  ),
)
const [one = 0, two = 0, three = 0] = [...ids.values()].sort((a, b) => a - b)

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, plays.news, segments.segment, tasks.task, customers.account_change cascade`.execute(db)
})
afterEach(() => setClock(undefined))

const day: Step = { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } }
const asks = (play: number, standing: PlayStanding, within = true, days?: number): Group => ({
  kind: 'all',
  of: [{ kind: 'play', play, standing, within, ...(days && { days }) }],
})
const inSegment = (segment: number): Group => ({ kind: 'all', of: [{ kind: 'segment', segment, within: true }] })
const bySegment = (segment: number): Definition['trigger'] => ({
  kind: 'segment',
  settings: { segment, on: 'entered' },
})
const create = (name: string, condition: Group, about: 'account' | 'contact' = 'account') =>
  transact(db, tx => createSegment(tx, services, admin, { name, description: '', condition, about }))
const evaluateAll = (segmentId: number) =>
  segmentJobs.find(job => job.name === 'segments.evaluate')?.run(services, { segmentId }, new AbortController().signal)
const members = async (segmentId: number) => {
  const rows = await db
    .selectFrom('segments.membership')
    .select('account_id')
    .where('segment_id', '=', segmentId)
    .execute()
  return rows.map(row => row.account_id).sort((a, b) => a - b)
}
const marked = async () => {
  const rows = await db.selectFrom('customers.account_change').select('account_id').distinct().execute()
  return rows.map(row => row.account_id).sort((a, b) => a - b)
}
const settle = async () => {
  await workPlays(services)
  while ((await refreshAccounts(services)) > 0) await workPlays(services)
}
const enrolled = () =>
  db.selectFrom('plays.enrollment').select(['id', 'play_id', 'account_id', 'ended_by']).orderBy('id').execute()

async function startIn(tx: Tx, playId: number, accountIds: readonly number[], key = 'x') {
  const play = await tx.selectFrom('plays.play').select('live_version_id').where('id', '=', playId).executeTakeFirst()
  const version = (await loadVersions(tx, [play?.live_version_id ?? 0])).get(play?.live_version_id ?? 0)
  if (!version) throw new Error('no version')
  const candidates = accountIds.map(accountId => ({ accountId, contactId: null, key, cause: {} }))
  await startCandidates(tx, services, version, candidates)
}
const start = (playId: number, accountIds: readonly number[], key?: string) =>
  transact(db, tx => startIn(tx, playId, accountIds, key))

describe('accounts that begin and end a play', () => {
  test('enter and leave the segments that ask about it, with the next look; others are not looked at for it', async () => {
    const [play, other] = [await putPlay(services, { steps: [day] }), await putPlay(services, { steps: [day] })]
    const [within, through, lately, outside] = [
      await create('進行中', asks(play, 'under_way')),
      await create('終えた', asks(play, 'gone_through')),
      await create('最近終えた', asks(play, 'gone_through', true, 2)),
      await create('進行中でない', asks(play, 'under_way', false)),
    ]
    for (const id of [within, through, lately, outside]) await evaluateAll(id)
    expect(await members(outside)).toHaveLength(4)

    await start(other, [three])
    expect(await marked()).toEqual([])
    await start(play, [one, two])
    expect(await marked()).toEqual([one, two])
    await settle()
    expect(await members(within)).toEqual([one, two])
    expect(await members(outside)).not.toContain(one)

    const [first] = await enrolled().then(rows => rows.filter(row => row.account_id === two))
    await transact(db, tx => stopEnrollment(tx, admin, first?.id ?? 0, '不要'))
    expect(await marked()).toEqual([two])
    later({ hours: 25 })
    await settle()
    expect(await members(within)).toEqual([])
    // Who was taken out has not gone through it.
    expect([await members(through), await members(lately)]).toEqual([[one], [one]])
    expect(await members(outside)).toHaveLength(4)

    later({ hours: 24 * 5 })
    await evaluateAll(lately)
    expect([await members(through), await members(lately)]).toEqual([[one], []])
  })

  test('while a segment is made that asks, are not overlooked', async () => {
    const play = await putPlay(services, { steps: [day] })
    const made = await transact(db, async tx => {
      await startIn(tx, play, [one])
      const id = await create('進行中', asks(play, 'under_way'))
      const looking = evaluateAll(id)
      // Long enough to look at four accounts.
      await new Promise(resolve => setTimeout(resolve, 400))
      return { id, looking }
    })
    await made.looking
    expect(await members(made.id)).toEqual([one])
  })

  test('those held out are known as such; of a play about people their accounts are asked', async () => {
    const play = await putPlay(services, { steps: [day], holdout: 0.9 })
    const [held, treated] = [
      await create('比較群', asks(play, 'held_out')),
      await create('進行中', asks(play, 'under_way')),
    ]
    for (const id of [held, treated]) await evaluateAll(id)
    await start(play, [...ids.values()])
    expect(await marked()).toHaveLength(4)
    await settle()
    const [inHeld, inTreated] = [await members(held), await members(treated)]
    expect([...inHeld, ...inTreated].sort((a, b) => a - b)).toEqual([...ids.values()].sort((a, b) => a - b))
    expect(inHeld.length).toBeGreaterThan(0)

    const { rows } = await sql<{
      id: number
    }>`insert into customers.contact (name) values ('田中') returning id`.execute(db)
    const contactId = rows[0]?.id ?? 0
    await sql`insert into customers.membership (contact_id, account_id) values (${contactId}, ${one})`.execute(db)
    const about = await create(
      '人',
      { kind: 'all', of: [{ kind: 'accounts', within: true, meets: asks(play, 'held_out') }] },
      'contact',
    )
    await evaluateAll(about)
    const people = await db.selectFrom('segments.contact_membership').select('contact_id').execute()
    expect(people.map(row => row.contact_id)).toEqual(inHeld.includes(one) ? [contactId] : [])
  })

  test('a play may ask about another: its audience, and who leaves it as soon as the other begins', async () => {
    const other = await putPlay(services, { steps: [day] }, { name: '電話' })
    const play = await putPlay(services, {
      steps: [{ id: 's1', kind: 'wait', for: { amount: 9, unit: 'days' } }],
      audience: asks(other, 'gone_through', false),
      exits: [{ id: 'x1', name: '電話が始まった', condition: asks(other, 'under_way') }],
    })
    const page = await (await open(stage, href(paths.play, { id: other }), { cookie: manager })).text()
    expect(page).toContain('この打ち手を条件にしているもの')
    expect(page).toContain(`href="${href(paths.play, { id: play })}"`)
    await start(other, [three])
    await settle()
    later({ hours: 25 })
    await settle()
    await start(play, [one, two, three])
    await settle()
    const mine = async () => (await enrolled()).filter(row => row.play_id === play)
    expect((await mine()).map(row => row.account_id)).toEqual([one, two])
    await start(other, [two], 'y')
    await settle()
    expect((await mine()).map(row => row.ended_by)).toEqual([null, 'exit'])
  })
})

describe('a play that would start itself', () => {
  test('is not published, and no segment is made so that one would', async () => {
    const plain = await create('海', {
      kind: 'all',
      of: [{ kind: 'trait', key: 'name', type: 'text', asks: { is: 'same', text: '海' } }],
    })
    const between = await create('海の中', inSegment(plain))
    const play = await putPlay(services, { steps: [day], trigger: bySegment(between) }, { name: '自分' })
    const change = (id: number, condition: Group) =>
      transact(db, tx =>
        changeSegment(tx, services, admin, { id, version: 1 }, { name: 'x', description: '', condition }),
      )
    await expect(change(plain, asks(play, 'under_way', false))).rejects.toThrow(Invalid)
    await expect(change(between, asks(play, 'gone_through'))).rejects.toThrow(Invalid)
    // Of another play it may.
    const other = await putPlay(services, { steps: [day] })
    await change(plain, asks(other, 'under_way', false))

    const asking = await create('聞く', asks(other, 'under_way'))
    await sql`update plays.play set draft = jsonb_set(draft, '{trigger}', ${JSON.stringify(bySegment(asking))}::jsonb) where id = ${other}`.execute(
      db,
    )
    const page = await (await open(stage, href(paths.playEdit, { id: other }), { cookie: manager })).text()
    expect(page).toContain('このセグメントの条件に、この打ち手そのものが含まれています')
    const exits = [{ id: 'x1', name: '', condition: asks(play, 'gone_through') }]
    await sql`update plays.play set draft = jsonb_set(draft, '{exits}', ${JSON.stringify(exits)}::jsonb) where id = ${play}`.execute(
      db,
    )
    expect(await (await open(stage, href(paths.playEdit, { id: play }), { cookie: manager })).text()).toContain(
      'の条件に、この打ち手そのもの（または',
    )
    // What is asked once, by the way, may be about the play itself.
    await putPlay(services, { steps: [day], audience: asks(play, 'gone_through', false, 90) })
  })
})

describe('the page of a segment', () => {
  const row = (fields: Record<string, string>) => ({
    'node[]': ['r1'],
    'in.r1': '',
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name}.r1`, value])),
  })
  const draft = async (fields: Record<string, string>) =>
    (
      await send(
        stage,
        paths.segmentDraft,
        { about: 'account', ...row({ subject: 'play', ...fields }) },
        { cookie: csm },
      )
    ).text()

  test('offers plays, says whom a condition finds, keeps it, and says that a play has ended', async () => {
    const [play, ended] = [
      await putPlay(services, { steps: [day] }, { name: '声をかける' }),
      await putPlay(services, { steps: [day] }, { name: '昔の打ち手' }),
    ]
    await endPlay(services, ended)
    await start(play, [one, two])
    const shown = await draft({ play: String(play), asks: 'under_way' })
    expect(shown).toContain('打ち手「声をかける」が進行中である')
    expect(shown).toContain('全4件の50%')
    expect(shown).not.toContain('昔の打ち手')
    expect(shown).not.toContain('name="days.r1"')
    expect(await draft({ play: String(play), asks: 'gone_lately', days: '7' })).toContain('name="days.r1"')

    const save = (fields: Record<string, string>) =>
      send(
        stage,
        paths.segments,
        { name: '進行中', about: 'account', ...row({ subject: 'play', ...fields }) },
        { cookie: csm },
      )
    const wrongs: readonly Record<string, string>[] = [
      { play: '' },
      { play: '99999' },
      { play: String(play), asks: 'gone_lately', days: '0' },
    ]
    for (const wrong of wrongs) {
      expect((await save(wrong)).status, JSON.stringify(wrong)).toBe(422)
    }
    expect((await save({ play: String(play), asks: 'not_gone_lately', days: '7' })).status).toBe(303)
    const { id, condition } = await db
      .selectFrom('segments.segment')
      .select(['id', 'condition'])
      .executeTakeFirstOrThrow()
    expect(condition).toMatchObject({ root: asks(play, 'gone_through', false, 7) })
    const editing = await (await open(stage, href(paths.segmentEditing, { id }), { cookie: csm })).text()
    expect((await send(stage, href(paths.segment, { id }), sentOf(editing, 'mode'), { cookie: csm })).status).toBe(303)
    const after = await db.selectFrom('segments.segment').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect([after.condition, after.condition_version]).toEqual([condition, 1])

    const page = async (path: string) => (await open(stage, path, { cookie: manager })).text()
    expect(await page(href(paths.play, { id: play }))).toContain(href(paths.segment, { id }))
    const reply = await send(stage, href(paths.playArchive, { id: play }), {}, { cookie: manager })
    expect(reply.status).toBe(303)
    expect(await page(href(paths.segment, { id }))).toContain('打ち手「声をかける（終了）」')
    // It can still be chosen where it is.
    expect(await page(href(paths.segmentEditing, { id }))).toContain('声をかける（終了）')
  })

  test('where there is no play, nothing is asked about plays', async () => {
    const page = await (await open(stage, href(paths.newSegment, {}, { about: 'account' }), { cookie: csm })).text()
    expect(page).not.toContain('打ち手との関わり')
  })
})

test('a play of the sample that a segment of the company’s own asks about stays, and has ended', async () => {
  const asked = await putPlay(services, { steps: [day] })
  await putPlay(services, { steps: [taskStep('s1')] })
  const between = await create('サンプルの', asks(asked, 'gone_through'))
  await create('自社の', inSegment(between))
  await sql`update segments.segment set sample = true where id = ${between}`.execute(db)
  await start(asked, [one])
  await sql`update plays.play set sample = true`.execute(db)
  await transact(db, tx => playsModule.removeSample?.(tx) ?? Promise.resolve())
  expect(await db.selectFrom('plays.play').select(['id', 'state', 'sample']).execute()).toEqual([
    { id: asked, state: 'archived', sample: false },
  ])
  expect(await enrolled()).toMatchObject([{ play_id: asked, ended_by: 'moved' }])
})
