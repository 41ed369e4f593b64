import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cookiesAfter, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts, takeContacts } from '../../customers/index.ts'
import type { Step } from '../definition/definition.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const [csm, legal, manager] = await Promise.all(
  (['csm', 'legal', 'manager'] as const).map(role => signInAs(stage, role)),
)
const day: Step = { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } }
const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    [0, 1, 2].map(n => ({ groupId: `g${n}`, traits: { name: `養殖 ${n}` }, at: new Date('2026-01-01') })),
  ),
)
const accounts = [...ids.values()].sort((a, b) => a - b)
const [one = 0, two = 0] = accounts
await transact(db, tx =>
  takeContacts(tx, [
    { userId: 'u1', traits: { name: '田中', email: 'Tanaka@fish.example' }, at: new Date('2026-01-01') },
  ]),
)
const { id: contact } = await db.selectFrom('customers.contact').select('id').executeTakeFirstOrThrow()
await sql`insert into customers.membership (account_id, contact_id) values (${one}, ${contact})`.execute(db)

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-23T00:05:00Z'))
  await sql`truncate plays.play, tasks.task cascade`.execute(db)
})
afterEach(() => setClock(undefined))

const enrolled = async () =>
  (await db.selectFrom('plays.enrollment').select('account_id').orderBy('account_id').execute()).map(
    row => row.account_id,
  )
const said = async (reply: Response) =>
  (await open(stage, reply.headers.get('location') ?? '', { cookie: cookiesAfter(reply, csm) })).text()

describe('starting by hand', () => {
  test('is for those who care for customers, and only while the play is on', async () => {
    const id = await putPlay(services, { steps: [day] })
    const path = href(paths.playStart, { id })
    expect((await open(stage, path, { cookie: legal })).status).toBe(404)
    expect((await send(stage, path, { pasted: 'g0' }, { cookie: legal })).status).toBe(404)
    await send(stage, href(paths.playPause, { id }), {}, { cookie: csm })
    expect(await said(await send(stage, path, { pasted: 'g0' }, { cookie: csm }))).toContain('動いていません')
    expect(await enrolled()).toEqual([])
  })

  test('takes those who are searched for and chosen, pasted, or in a segment', async () => {
    const id = await putPlay(services, { steps: [day] })
    const path = href(paths.playStart, { id })
    const found = await (await open(stage, `${path}?q=養殖`, { cookie: csm })).text()
    expect(found).toContain(`value="${two}"`)
    await send(stage, path, { 'ids[]': [String(two)] }, { cookie: csm })
    expect(await enrolled()).toEqual([two])
    expect(await said(await send(stage, path, { pasted: ' g0\n' }, { cookie: csm }))).toContain('1件始まりました')
    await sql`
      insert into segments.segment (name, about, condition, condition_version) values ('全員', 'account', '{}', 1)`.execute(
      db,
    )
    await sql`
      insert into segments.membership (segment_id, account_id, entered_at)
      select s.id, a.id, now() from segments.segment s, customers.account a`.execute(db)
    const { id: segment } = await db.selectFrom('segments.segment').select('id').executeTakeFirstOrThrow()
    const rest = await said(await send(stage, path, { segment: String(segment) }, { cookie: csm }))
    expect(rest).toContain('始まった：1件、比較群：0件、見送り：2件')
    expect(await enrolled()).toEqual(accounts)
  })

  test('says which ids are not known, and starts nobody then', async () => {
    const id = await putPlay(services, { steps: [day] })
    const reply = await send(stage, href(paths.playStart, { id }), { pasted: 'g0, nix' }, { cookie: csm })
    expect(reply.status).toBe(422)
    const page = await reply.text()
    expect(page).toContain('見つからないIDがあります')
    expect(page).toContain('nix')
    expect((await send(stage, href(paths.playStart, { id }), {}, { cookie: csm })).status).toBe(422)
    // Where one searched, what was found stays, and only the way that was taken tells what is wrong.
    const searched = href(paths.playStart, { id }, { q: 'g0' })
    expect(await (await open(stage, searched, { cookie: csm })).text()).toContain(`action="${searched}"`)
    const none = await (await send(stage, searched, { way: 'found' }, { cookie: csm })).text()
    expect(none).toContain('name="ids[]"')
    expect(none.split('相手を選んでください').length).toBe(2)
    expect(await enrolled()).toEqual([])
  })

  test('finds contacts by their mail address, however it is written', async () => {
    const id = await putPlay(services, { steps: [day] }, { about: 'contact' })
    await send(stage, href(paths.playStart, { id }), { pasted: 'tanaka@FISH.example' }, { cookie: csm })
    const { rows } = await sql<{ contact_id: number }>`select contact_id from plays.enrollment`.execute(db)
    expect(rows).toEqual([{ contact_id: contact }])
    await workPlays(services)
    const page = await (await open(stage, href(paths.contact, { id: contact }), { cookie: csm })).text()
    expect(page).toContain('静かな顧客に声をかける')
  })
})

describe('the plays of an account', () => {
  test('are on a page and beside its own, and one can be started there', async () => {
    const id = await putPlay(services, { steps: [taskStep('s2'), day] }, { name: '訪問する' })
    const path = href(paths.accountPlays, { id: one })
    expect((await send(stage, path, { play: String(id) }, { cookie: legal })).status).toBe(404)
    expect((await send(stage, path, { play: '' }, { cookie: csm })).status).toBe(422)
    await send(stage, path, { play: String(id) }, { cookie: csm })
    await workPlays(services)
    expect(await enrolled()).toEqual([one])
    for (const shown of [path, href(paths.account, { id: one })]) {
      const page = await (await open(stage, shown, { cookie: legal })).text()
      expect(page).toContain('訪問する')
      expect(page).toContain('進行中')
    }
  })

  test('that it is held out of are started only knowingly, and it stays in its arm', async () => {
    const id = await putPlay(services, { steps: [day], holdout: 0.9 })
    const path = href(paths.accountPlays, { id: one })
    await sql`update plays.play set salt = (
      select n::text from generate_series(1, 100) n where plays.draw(n::text, ${one}) < 0.5 limit 1)`.execute(db)
    const refused = await said(await send(stage, path, { play: String(id) }, { cookie: csm }))
    expect(refused).toContain('比較群なので、始めませんでした')
    expect(refused).toContain('それでも始める')
    expect(await enrolled()).toEqual([])
    await send(stage, path, { play: String(id), despite: 'on' }, { cookie: csm })
    expect(await enrolled()).toEqual([one])
    const arm = await db.selectFrom('plays.arm').select(['arm', 'despite_at']).executeTakeFirstOrThrow()
    expect(arm.arm).toBe('held_out')
    expect(arm.despite_at).not.toBeNull()
    const heldOut = await (
      await open(stage, href(paths.playHeldOut, { id }, { despite: 'on' }), { cookie: csm })
    ).text()
    expect(heldOut).toContain('養殖 0')
    expect(await (await open(stage, href(paths.play, { id }), { cookie: csm })).text()).toContain(
      '比較群だが手動で始めた',
    )
  })

  test('a play about contacts is not started for an account of the same number', async () => {
    const id = await putPlay(services, { steps: [day] }, { about: 'contact' })
    const path = href(paths.accountPlays, { id: one })
    expect((await send(stage, path, { play: String(id) }, { cookie: csm })).status).toBe(404)
    expect(await enrolled()).toEqual([])
  })
})

describe('why nobody begins', () => {
  const page = async (id: number) => (await open(stage, href(paths.play, { id }), { cookie: csm })).text()

  test('is said: nobody chosen, paused, held out, passed over', async () => {
    const id = await putPlay(services, { steps: [day] })
    expect(await page(id)).toContain('まだだれも選ばれていません')
    await send(stage, href(paths.playPause, { id }), {}, { cookie: csm })
    expect(await page(id)).toContain('再開するまで、だれも始まりません')
    const out = await putPlay(services, { steps: [day], holdout: 0.9 })
    await sql`update plays.play set salt = (
      select n::text from generate_series(1, 100) n where plays.draw(n::text, ${one}) < 0.5 limit 1) where id = ${out}`.execute(
      db,
    )
    await send(stage, href(paths.playStart, { id: out }), { pasted: 'g0' }, { cookie: csm })
    expect(await page(out)).toContain('すべて比較群でした')
    const none = await putPlay(services, {
      steps: [day],
      audience: {
        kind: 'all',
        of: [{ kind: 'trait', key: 'size', type: 'number', asks: { is: 'at_least', number: 1 } }],
      },
    })
    await send(stage, href(paths.playStart, { id: none }), { pasted: 'g0 g1' }, { cookie: csm })
    expect(await page(none)).toContain('2件は、見送りました')
    const passed = await (await open(stage, href(paths.playPassedOver, { id: none }), { cookie: csm })).text()
    expect(passed).toContain('養殖 1')
    expect(passed).toContain('対象の条件に当てはまらない')
  })
})

test('a play that waits for a segment says whether anybody is in it', async () => {
  await sql`delete from segments.segment`.execute(db)
  const { id: segment } = await db
    .insertInto('segments.segment')
    .values({ name: '静か', about: 'account', condition: '{}', condition_version: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const trigger = { kind: 'segment', settings: { segment, on: 'entered' } }
  const id = await putPlay(services, { steps: [day], trigger })
  const page = async () => (await open(stage, href(paths.play, { id }), { cookie: csm })).text()
  expect(await page()).toContain('いまだれもいません')
  await sql`
    insert into segments.membership (segment_id, account_id, entered_at) values (${segment}, ${one}, now())`.execute(db)
  expect(await page()).toContain('いま1件いますが、公開したあとに入った相手だけが始まります')
})

describe('the holdout of all plays', () => {
  test('is set by those who lead, between 0 and 50 %, and never over what somebody else set', async () => {
    expect((await open(stage, paths.playSettings, { cookie: csm })).status).toBe(404)
    const page = await (await open(stage, paths.playSettings, { cookie: manager })).text()
    expect(page).toContain('sha256(')
    const set = (fields: Record<string, string>) => send(stage, paths.playSettings, fields, { cookie: manager })
    for (const holdout of ['51', '-1', 'x', '']) expect((await set({ holdout })).status, holdout).toBe(422)
    expect((await set({ holdout: '１２．５' })).status).toBe(303)
    const stored = async () =>
      (await db.selectFrom('plays.setting').select('holdout').executeTakeFirstOrThrow()).holdout
    expect(await stored()).toBeCloseTo(0.125)
    expect((await set({ holdout: '3', was: '[50]' })).status).toBe(422)
    expect(await stored()).toBeCloseTo(0.125)
  })
})
