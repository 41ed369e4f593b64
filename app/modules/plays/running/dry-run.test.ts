import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import { putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts, takeContacts } from '../../customers/index.ts'
import type { Group } from '../../segments/index.ts'
import type { Definition, Step } from '../definition/definition.ts'
import { writeDefinition } from '../definition/definition.ts'
import { startByHand } from './by-hand.ts'
import { dryRun } from './dry-run.ts'
import { loadPlay } from './shown-play.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = await signInAs(stage, 'csm')
const actor = { kind: 'staff', id: 'staff-csm' } as const
const weekday = Temporal.Instant.from('2026-11-24T02:00:00Z')
const large: Group = {
  kind: 'all',
  of: [{ kind: 'trait', key: 'size', type: 'number', asks: { is: 'at_least', number: 5 } }],
}
const email: Step = {
  id: 's1',
  kind: 'action',
  action: 'email',
  settings: { to: 'main', subject: 'お元気ですか', body: 'こんにちは', whenLimited: 'wait' },
}
const day: Step = { id: 's9', kind: 'wait', for: { amount: 1, unit: 'days' } }

const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    Array.from({ length: 10 }, (_, n) => ({
      groupId: `g${n}`,
      traits: { name: `養殖 ${n}`, size: n },
      at: new Date('2026-01-01'),
    })),
  ),
)
const accounts = [...ids.values()].sort((a, b) => a - b)
// Those from 5 on have somebody, of whom one has no address and one asked not to be written to.
await transact(db, tx =>
  takeContacts(
    tx,
    [5, 6, 7, 8].map(n => ({
      userId: `u${n}`,
      groupId: `g${n}`,
      traits: { name: `人 ${n}`, ...(n !== 6 && { email: `u${n}@fish.example` }) },
      at: new Date('2026-01-01'),
    })),
  ),
)
await sql`
  insert into customers.membership (account_id, contact_id)
  select a.id, c.id from customers.account a join customers.contact c on right(c.external_id, 1) = right(a.external_id, 1)`.execute(
  db,
)

beforeEach(async () => {
  setClock(weekday)
  await sql`truncate plays.play, tasks.task, messages.message cascade`.execute(db)
})
afterEach(() => setClock(undefined))

async function runOf(playId: number, definition?: Definition) {
  const play = await loadPlay(db, playId)
  const run = await dryRun(services, play, definition ?? (play.version?.definition as Definition))
  return (
    run && {
      ...run,
      told: run.rows.map(row => `${accounts.indexOf(row.accountId)} ${row.outcome} ${row.why ?? ''}`.trim()),
    }
  )
}

/** What stands in every table: those whose content is another afterwards were written. */
async function contents(): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`.execute(db)
  const content = new Map<string, string>()
  for (const { name } of tables) {
    const { rows } = await sql<{ of: string }>`
      select md5(coalesce(string_agg(t::text, ' ' order by t::text), '')) as of from ${sql.raw(name)} t`.execute(db)
    content.set(name, rows[0]?.of ?? '')
  }
  return content
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...after].filter(([name, of]) => before.get(name) !== of).map(([name]) => name)
}

test('tells who would be reached, and who not and why', async () => {
  const id = await putPlay(services, { steps: [email, day], audience: large })
  await transact(db, tx =>
    startByHand(tx, services, actor, id, { about: 'account', ids: accounts.slice(7, 8), despite: false }),
  )
  await workPlays(services)
  const run = await runOf(id)
  expect(run?.looked).toBe('everybody')
  expect(run?.found).toBe(10)
  expect(run?.told.toSorted()).toEqual([
    '0 passed_over audience',
    '1 passed_over audience',
    '2 passed_over audience',
    '3 passed_over audience',
    '4 passed_over audience',
    '5 reached',
    '6 left_out no_address',
    '7 passed_over already_in',
    '8 reached',
    '9 left_out no_contact',
  ])
  // At night nobody is written to.
  setClock(Temporal.Instant.from('2026-11-24T16:00:00Z'))
  const night = await runOf(id)
  const waiting = night?.rows.filter(row => row.outcome === 'waits')
  expect(waiting?.map(row => row.why)).toEqual(['quiet_hours', 'quiet_hours'])
  expect(waiting?.[0]?.until?.getTime()).toBeGreaterThan(new Date('2026-11-24T16:00:00Z').getTime())
})

test('shows the mail with its buttons as the first one would get it, else who is looked for', async () => {
  const settings = { to: 'main', invites: 'webinar', subject: '{{contact.name}}さんへ', body: '**<b>ぜひ</b>**' }
  const labels = { acceptLabel: '{{account.name}}から出る', declineLabel: '<i>今回は</i>', whenLimited: 'wait' }
  const invitation: Step = { id: 's1', kind: 'action', action: 'invitation', settings: { ...settings, ...labels } }
  const id = await putPlay(services, { steps: [invitation], audience: large })
  const read = async (q: string) => (await open(stage, href(paths.playDryRun, { id }, { q }), { cookie: csm })).text()
  const page = await read('養殖 5')
  expect(page).toContain('人 5さんへ')
  expect(page).toContain('<strong>&lt;b&gt;ぜひ&lt;/b&gt;</strong>')
  expect(page).toMatch(/mail-look-button first">養殖 5から出る<.*mail-look-button">&lt;i&gt;今回は&lt;/s)
  expect(page).toContain('養殖 5の方にお送りしています')
  expect(await read('養殖 8')).toContain('人 8さんへ')
  expect(await read('養殖 9')).toContain('この顧客には担当者がいません。')
})

test('tells who would be held out, as it is drawn when the play starts', async () => {
  const id = await putPlay(services, { steps: [taskStep('s1')], holdout: 0.5 })
  const before = await runOf(id)
  const heldOut = before?.rows.filter(row => row.outcome === 'held_out').map(row => row.accountId)
  expect(before?.rows.every(row => row.outcome === 'held_out' || row.outcome === 'enters')).toBe(true)
  await transact(db, tx => startByHand(tx, services, actor, id, { about: 'account', ids: accounts, despite: false }))
  const { rows } = await sql<{ id: number }>`
    select account_id as id from plays.arm where arm = 'held_out' order by 1`.execute(db)
  expect(heldOut?.toSorted((a, b) => a - b)).toEqual(rows.map(row => row.id))
  expect(rows.length).toBeGreaterThan(0)
})

test('looks at the draft as well as at what is published', async () => {
  const id = await putPlay(services, { steps: [taskStep('s1')] })
  const play = await loadPlay(db, id)
  const draft = writeDefinition({ ...(play.draft as Definition), audience: large })
  await sql`update plays.play set draft = ${draft}::jsonb where id = ${id}`.execute(db)
  const read = async (of: string) =>
    (await open(stage, href(paths.playDryRun, { id }, { of, outcome: 'enters' }), { cookie: csm })).text()
  const shown = (page: string) => accounts.filter((_, n) => page.includes(`養殖 ${n}<`)).length
  expect(shown(await read('version'))).toBe(10)
  expect(shown(await read('draft'))).toBe(5)
})

test('writes nothing, on its page and as a file', async () => {
  const id = await putPlay(services, { steps: [email], audience: large, holdout: 0.3 })
  const path = href(paths.playDryRun, { id })
  // The session is noted as seen with the first page.
  await open(stage, path, { cookie: csm })
  const before = await contents()
  expect(before.size).toBeGreaterThan(50)
  expect((await open(stage, path, { cookie: csm })).status).toBe(200)
  await runOf(id)
  expect(changed(before, await contents())).toEqual([])
  const file = await (await open(stage, href(paths.playDryRunExport, { id }), { cookie: csm })).text()
  expect(file.trim().split('\r\n')).toHaveLength(11)
  // A file is on record; that is all.
  expect(changed(before, await contents())).toEqual(['activity.entry'])
})

test('finds by name, and says that there is nothing to look at in a play without trigger', async () => {
  const id = await putPlay(services, { steps: [taskStep('s1')] })
  const read = async (query: Record<string, string>) =>
    (await open(stage, href(paths.playDryRun, { id }, query), { cookie: csm })).text()
  const found = await read({ q: '養殖　３' })
  expect(found).toContain('養殖 3<')
  expect(found).not.toContain('養殖 4<')
  const play = await loadPlay(db, id)
  const draft = writeDefinition({ ...(play.draft as Definition), trigger: null })
  await sql`update plays.play set draft = ${draft}::jsonb where id = ${id}`.execute(db)
  expect(await read({ of: 'draft' })).toContain('まだ試算できません')
})

test('of many judges a part that is chosen evenly', async () => {
  const id = await putPlay(services, { steps: [taskStep('s1')], audience: large })
  await sql`
    insert into customers.account (name, traits)
    select 'm' || n, jsonb_build_object('size', n % 10) from generate_series(1, 12000) n`.execute(db)
  const run = await runOf(id)
  expect(run?.found).toBe(12_010)
  expect(run?.rows).toHaveLength(10_000)
  const share = (run?.rows.filter(row => row.outcome === 'enters').length ?? 0) / 10_000
  expect(share).toBeGreaterThan(0.48)
  expect(share).toBeLessThan(0.52)
})
