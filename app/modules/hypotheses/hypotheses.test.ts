import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { erasedPerson } from '../../../test/support/erased.ts'
import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import type { Role } from '../../web/access.ts'
import { joinAccounts, takeAccounts, takeContacts } from '../customers/index.ts'
import { addEvidence, type EvidenceInput } from './evidence.ts'
import { createHypothesis, judgeHypothesis, linkPlay } from './hypothesis.ts'
import { forgetContact, moveAccount, moveContact, removeSampleHypotheses } from './moves.ts'
import {
  evidenceOf,
  findHypothesis,
  hypothesesAboutSegment,
  judgementsOf,
  listHypotheses,
  playsFor,
} from './queries.ts'
import { searchHypotheses } from './search.ts'

const stage = await openStage()
const { db } = stage.services
const csm = { kind: 'staff', id: cast.csm.id } as const
const at = new Date('2026-01-01T00:00:00Z')
const names = { madai: 'みなと真鯛養殖', buri: '瀬戸ブリファーム', buri2: '瀬戸ブリ第二' }
const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    Object.entries(names).map(([groupId, name]) => ({ groupId, traits: { name }, at })),
  ),
)
const account = ids.get('madai') ?? 0
const other = ids.get('buri') ?? 0
const contacts = await transact(db, tx => takeContacts(tx, [{ userId: 'u1', traits: { name: '湊 一郎' }, at }]))
const contact = contacts.ids.get('u1') ?? 0
await transact(db, tx => joinAccounts(tx, [{ contactId: contact, accountId: account, at }]))

const belief = { statement: '場長が日報を見る顧客は続く', reason: '三社で見た', segmentId: null, about: '養殖場' }
const seen: EvidenceInput = {
  stands: 'for',
  note: '場長が毎朝見ている',
  accountId: account,
  contactId: contact,
  figure: null,
  source: null,
  url: null,
}
const make = (more: Partial<typeof belief> = {}, sample = false) =>
  transact(db, tx => createHypothesis(tx, csm, { ...belief, ...more }, { sample }))
const add = (id: number, more: Partial<EvidenceInput> = {}) =>
  transact(db, tx => addEvidence(tx, csm, id, { ...seen, ...more }))
const post = async (path: string, values: Record<string, string | undefined>, role: Role = 'csm') =>
  send(stage, path, JSON.parse(JSON.stringify(values)), { cookie: await signInAs(stage, role) })
const page = async (path: string, role: Role = 'legal') =>
  (await open(stage, path, { cookie: await signInAs(stage, role) })).text()
const makePlay = async (name: string) =>
  (
    await sql<{ id: number }>`
      insert into plays.play (name, about, draft) values (${name}, 'account', '{}') returning id`.execute(db)
  ).rows[0]?.id ?? 0

beforeEach(async () => {
  await sql`truncate hypotheses.hypothesis, plays.play cascade`.execute(db)
})

describe('a hypothesis', () => {
  test('is written by anybody of the staff, listed, found, and changed', async () => {
    const made = await post(paths.hypotheses, { statement: belief.statement, reason: '三社で見た' }, 'legal')
    const [listed] = await listHypotheses(db, { limit: 5 })
    expect(made.headers.get('location')).toBe(href(paths.hypothesis, { id: listed?.id ?? 0 }))
    expect(await findHypothesis(db, listed?.id ?? 0)).toMatchObject({
      state: 'open',
      staffId: cast.legal.id,
      version: 1,
    })
    expect(await page(paths.hypotheses)).toContain(belief.statement)
    expect(await searchHypotheses(db, '場長 が'.replace(' ', ''), 5)).toMatchObject([{ title: belief.statement }])
    expect(await searchHypotheses(db, 'さんま', 5)).toEqual([])
    const edit = { statement: '場長が週に一度は日報を見る顧客は続く', version: '1' }
    expect((await post(href(paths.hypothesis, { id: listed?.id ?? 0 }), edit)).status).toBe(303)
    const late = await post(href(paths.hypothesis, { id: listed?.id ?? 0 }), { ...edit, statement: '別の人' })
    expect([late.status, (await late.text()).includes('別の人')]).toEqual([422, true])
    expect((await findHypothesis(db, listed?.id ?? 0))?.statement).toBe(edit.statement)
  })

  test('bears odd input', async () => {
    for (const wrong of [{ statement: '' }, { statement: '長'.repeat(301) }, { statement: 'x', segmentId: '999' }]) {
      expect((await post(paths.hypotheses, wrong)).status).toBe(422)
    }
    for (const path of ['/hypotheses/0', '/hypotheses/999', '/hypotheses/x']) {
      expect((await open(stage, path, { cookie: await signInAs(stage, 'csm') })).status).toBe(404)
    }
    await post(paths.hypotheses, { statement: '<b>"; drop schema hypotheses; --' })
    expect(await page(paths.hypotheses)).not.toContain('<b>"')
    for (const query of ['state=odd', 'after=-1', 'after=x', 'state=open&after=5'])
      expect((await open(stage, `${paths.hypotheses}?${query}`, { cookie: await signInAs(stage, 'csm') })).status).toBe(
        200,
      )
  })

  test('is about a segment that is there, of accounts, however late it is deleted', async () => {
    await expect(make({ segmentId: 999 as unknown as null })).rejects.toBeInstanceOf(Invalid)
    await sql`insert into segments.segment (about, name, condition) values ('account', '養殖場', '{}')`.execute(db)
    const id = await make()
    const late = await post(href(paths.hypothesis, { id }), { statement: '別', segmentId: '999', version: '1' })
    expect([late.status, (await late.text()).includes('このセグメントは選べません')]).toEqual([422, true])
  })

  test('is judged with a reason; who saw another state than there is now is told', async () => {
    const id = await make()
    const path = href(paths.hypothesisJudgement, { id })
    expect((await post(path, { state: 'supported', note: '五社とも続いた', was: '["open"]' })).status).toBe(303)
    expect((await post(path, { state: 'refuted', was: '["open"]' }, 'legal')).status).toBe(422)
    expect((await post(path, { state: 'odd' })).status).toBe(422)
    expect(await judgementsOf(db, id)).toMatchObject([
      { state: 'supported', note: '五社とも続いた', staff: cast.csm.name },
    ])
    expect((await listHypotheses(db, { state: 'supported', limit: 5 })).map(one => one.id)).toEqual([id])
    expect(await listHypotheses(db, { state: 'open', limit: 5 })).toEqual([])
  })

  test('is deleted by who wrote it or a manager only', async () => {
    const [one, two] = [await make(), await make()]
    expect((await post(href(paths.hypothesisRemoval, { id: one }), {}, 'operator')).status).toBe(403)
    expect((await post(href(paths.hypothesisRemoval, { id: one }), {})).status).toBe(303)
    expect((await post(href(paths.hypothesisRemoval, { id: two }), {}, 'manager')).status).toBe(303)
    expect(await listHypotheses(db, { limit: 5 })).toEqual([])
  })
})

describe('evidence', () => {
  test('for and against is counted and shown with its account and who said it, or with figure and source', async () => {
    const id = await make()
    const path = href(paths.hypothesisEvidence, { id })
    await post(path, {
      stands: 'for',
      note: '場長が毎朝見ている',
      accountId: String(account),
      contactId: String(contact),
    })
    const url = 'https://example.com/study'
    await post(path, { stands: 'against', note: '規模で差がある', figure: '42%（38社中16社）', source: '調査', url })
    const [against, found] = await evidenceOf(db, id)
    expect(found).toMatchObject({ kind: 'note', account: names.madai, contact: '湊 一郎', staff: cast.csm.name })
    expect(against).toMatchObject({ kind: 'figure', figure: '42%（38社中16社）', url })
    expect(await findHypothesis(db, id)).toMatchObject({ for: 1, against: 1 })
    const html = await page(href(paths.hypothesis, { id }))
    for (const words of ['場長が毎朝見ている', '湊 一郎', '42%（38社中16社）', `href="${url}"`])
      expect(html).toContain(words)
    expect(await page(href(paths.account, { id: account }))).toContain(belief.statement)
    expect(await page(href(paths.account, { id: other }))).not.toContain(belief.statement)
  })

  test('finds the account by name or id; of several that fit the person chooses', async () => {
    const id = await make()
    const path = href(paths.hypothesisEvidence, { id })
    await post(path, { stands: 'for', note: 'a', account: names.buri })
    await post(path, { stands: 'for', note: 'b', account: 'buri' })
    expect((await evidenceOf(db, id)).map(one => one.accountId)).toEqual([other, other])
    const several = await post(path, { stands: 'for', note: 'c', account: '瀬戸' })
    const html = await several.text()
    expect([several.status, html.includes(names.buri2), html.includes('name="accountId"')]).toEqual([422, true, true])
    expect((await post(path, { stands: 'for', note: 'd', account: 'どこにもない' })).status).toBe(422)
    for (const wrong of [{ stands: 'perhaps' }, { note: '' }, { url: 'javascript:alert(1)' }, { accountId: '999999' }])
      expect((await post(path, { stands: 'for', note: 'x', ...wrong })).status).toBe(422)
    await expect(add(id, { accountId: other, contactId: contact })).rejects.toBeInstanceOf(Invalid)
  })

  test('is recorded from the page of an account, too', async () => {
    const id = await make()
    const list = await page(href(paths.observation, {}, { account }))
    const to = href(paths.hypothesisEvidence, { id }, { account })
    expect(list).toContain(to)
    const form = await page(to)
    for (const words of [names.madai, '湊 一郎', 'name="contactId"']) expect(form).toContain(words)
    expect((await open(stage, `${paths.observation}?account=9`, { cookie: await signInAs(stage, 'csm') })).status).toBe(
      404,
    )
  })

  test('that is refused keeps the account and the person it is about', async () => {
    const fields = { note: '毎朝', accountId: String(account), contactId: String(contact) }
    const refused = await post(href(paths.hypothesisEvidence, { id: await make() }), fields)
    const html = await refused.text()
    const kept = [names.madai, `name="accountId" value="${account}"`, `value="${contact}" selected`]
    expect([refused.status, kept.filter(words => !html.includes(words))]).toEqual([422, []])
  })

  test('is taken back by who wrote it or a manager, and counts no more', async () => {
    const id = await make()
    const evidence = await add(id)
    const path = href(paths.evidenceWithdrawal, { id: evidence })
    expect((await post(path, {}, 'operator')).status).toBe(403)
    expect((await post(path, {}, 'manager')).status).toBe(303)
    expect((await post(path, {}, 'manager')).status).toBe(404)
    expect(await findHypothesis(db, id)).toMatchObject({ for: 0 })
  })
})

test('plays are linked and unlinked, and know the hypotheses they stand on', async () => {
  const [id, play] = [await make(), await makePlay('沈黙の打ち手')]
  const link = href(paths.hypothesisPlays, { id })
  expect((await post(link, { playId: String(play) })).status).toBe(303)
  expect((await post(link, { playId: String(play) })).status).toBe(303)
  expect(await playsFor(db, id)).toEqual([{ id: play, name: '沈黙の打ち手', state: 'draft', linked: true }])
  // Another of the same name is told by its state.
  await sql`update plays.play set state = 'paused' where id = ${await makePlay('沈黙の打ち手')}`.execute(db)
  const shown = await page(href(paths.hypothesis, { id }))
  expect(shown).toContain('沈黙の打ち手（一時停止中）')
  expect(shown).toMatch(/沈黙の打ち手\s*<\/a>[\s\S]{0,300}下書き/)
  expect((await post(link, { playId: '999' })).status).toBe(404)
  expect((await post(link, {})).status).toBe(422)
  expect(await listHypotheses(db, { playId: play, limit: 5 })).toHaveLength(1)
  await post(href(paths.hypothesisPlayRemoval, { id }), { playId: String(play) })
  expect((await playsFor(db, id))[0]?.linked).toBe(false)
})

test('a person who is erased is forgotten in what is believed, seen and judged; merges take evidence along', async () => {
  const [id, named] = [await make(), await make({ statement: '湊一郎さんのような場長は続く' })]
  await add(id)
  await add(id, { contactId: null, note: '湊さんに聞いた' })
  await add(id, { accountId: null, contactId: null, note: '湊一郎さんの講演', figure: '5' })
  await add(id, { accountId: other, contactId: null, note: '別の話' })
  await transact(db, tx => judgeHypothesis(tx, csm, id, { state: 'supported', note: '湊一郎さんが言うので' }))
  const erased = erasedPerson({ name: '湊 一郎', accountIds: [account], contactId: contact })
  await transact(db, tx => forgetContact(tx, erased))
  const left = JSON.stringify([await evidenceOf(db, id), await findHypothesis(db, named), await judgementsOf(db, id)])
  expect(left.replaceAll(names.madai, '')).not.toContain('湊')
  expect((await evidenceOf(db, id)).map(one => one.note)).toEqual(['別の話', '…', '…', '…'])
  const { rows } = await sql`
    select 1 from activity.entry where name like 'hypotheses.%' and data::text like '%湊%'`.execute(db)
  expect(rows).toEqual([])
  await transact(db, async tx => {
    await moveAccount(tx, { fromId: other, intoId: account })
    await moveContact(tx, { fromId: 1, intoId: contact })
  })
  expect((await evidenceOf(db, id))[0]?.accountId).toBe(account)
})

test('what is of the sample goes with it', async () => {
  const [own] = [await make(), await make({}, true)]
  await add(own)
  await sql`update customers.account set sample = true where id = ${account}`.execute(db)
  await transact(db, tx => removeSampleHypotheses(tx))
  await sql`update customers.account set sample = false where id = ${account}`.execute(db)
  expect(await listHypotheses(db, { limit: 5 })).toMatchObject([{ id: own, for: 0 }])
})

test('a play that is gone takes its links along', async () => {
  const [id, play] = [await make(), await makePlay('a')]
  await transact(db, tx => linkPlay(tx, csm, id, play))
  await sql`delete from plays.play where id = ${play}`.execute(db)
  expect(await findHypothesis(db, id)).toMatchObject({ plays: 0 })
})

test('a segment that one is about says so, and outlives the sample', async () => {
  const { rows } = await sql<{ id: number }>`
    insert into segments.segment (name, condition, sample) values ('静か', '{}', true) returning id`.execute(db)
  const segment = rows[0]?.id ?? 0
  const made = await post(paths.hypotheses, { statement: '静かな顧客は離れる', segmentId: String(segment) })
  expect(made.status).toBe(303)
  expect(await hypothesesAboutSegment(db, segment)).toMatchObject([{ label: '静かな顧客は離れる' }])
  expect(await page(made.headers.get('location') ?? '')).toContain(href(paths.segment, { id: segment }))
  await transact(db, tx => removeSampleHypotheses(tx))
  const kept = await db.selectFrom('segments.segment').select('sample').where('id', '=', segment).execute()
  expect(kept).toEqual([{ sample: false }])
  await sql`delete from segments.segment where id = ${segment}`.execute(db)
})
