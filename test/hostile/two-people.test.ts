import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { href, paths } from '../../app/paths.ts'
import { today } from '../../app/platform/clock.ts'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../cast.ts'
import { formsOf, type PageForm } from '../support/forms.ts'
import { furnish, htmlAt, pages, routeAt } from './world.ts'

const stage = await openStage()
const { db } = stage.services
const first = await signInAs(stage, 'admin')
const second = await signInAs(stage, 'manager')
/** Another tab of the first one. */
const firstAgain = await signInAs(stage, 'admin')
await furnish(stage, first)
await sql`update identity.staff set roles = '{admin}' where id = ${cast.manager.id}`.execute(db)

interface Edited {
  readonly path: string
  readonly page: string
  /** What the two fill in differently. */
  readonly field: string
  readonly texts?: readonly [early: string, late: string]
  readonly fill?: Readonly<Record<string, string>>
  /** One's own: the two are tabs of one person. */
  readonly own?: boolean
}

const inAMonth = today('Asia/Tokyo').add({ days: 30 }).toString()

/** Forms that show what is stored, with the page they are on. */
const forms: readonly Edited[] = [
  { path: paths.accountEdit, page: '/accounts/1/edit', field: 'name' },
  { path: paths.accountTraits, page: '/accounts/1/traits', field: 'value', fill: { key: 'region', type: 'text' } },
  { path: paths.contactEdit, page: '/contacts/1/edit', field: 'name' },
  { path: paths.contactTraits, page: '/contacts/1', field: 'value', fill: { key: 'region', type: 'text' } },
  { path: paths.subscription, page: '/subscriptions/1', field: 'plan' },
  { path: paths.traits, page: '/traits', field: 'label' },
  { path: paths.importPlan, page: '/imports/1', field: 'key-1' },
  { path: paths.task, page: '/tasks/1/edit', field: 'title' },
  { path: paths.segment, page: '/segments/1/edit', field: 'name' },
  { path: paths.healthModel, page: '/health/models/1/edit', field: 'note' },
  {
    path: paths.accountOverride,
    page: '/accounts/2/health',
    field: 'reason',
    fill: { score: '40', expiresOn: inAMonth },
  },
  { path: paths.writeKey, page: '/events/keys/1', field: 'name' },
  { path: paths.company, page: '/company', field: 'company' },
  { path: paths.todaySettings, page: '/today/settings', field: 'weight', texts: ['1234', '4321'] },
  { path: paths.todayWorkingWeek, page: '/today/working-week', field: 'monday', texts: ['123', '321'], own: true },
  { path: paths.experimentQuestion, page: '/effects/experiments/2', field: 'smallest', texts: ['3.125', '7.375'] },
  { path: paths.messageSettings, page: '/messages/settings', field: 'perMinute', texts: ['1234', '4321'] },
  { path: paths.playSettings, page: '/plays/settings', field: 'holdout', texts: ['13.4', '17.6'] },
  { path: paths.playDetails, page: '/plays/1/edit?open=details', field: 'name' },
  { path: paths.hypothesis, page: '/hypotheses/1/edit', field: 'statement' },
  { path: paths.touchModel, page: '/touch/models/2', field: 'name' },
  { path: paths.profilePasskey, page: '/me', field: 'name', own: true },
  { path: paths.profile, page: '/me', field: 'name', own: true },
]

interface Chosen {
  readonly path: string
  readonly page: string
  readonly field: string
  /** What the two choose; and what is shown by then, which neither of them wrote over. */
  readonly early: string
  readonly late: string
}

/** Forms of choices alone: the second sees what is chosen now, and chooses anew. */
const choices: readonly Chosen[] = [
  {
    path: paths.accountOwner,
    page: '/accounts/1',
    field: 'ownerId',
    early: cast.csm.id,
    late: cast.manager.id,
  },
  { path: paths.accountStage, page: '/accounts/1', field: 'stage', early: 'trial', late: 'onboarding' },
  { path: paths.taskAssignment, page: '/tasks/1', field: 'assigneeId', early: cast.csm.id, late: cast.manager.id },
  { path: paths.hypothesisJudgement, page: '/hypotheses/1', field: 'state', early: 'supported', late: 'refuted' },
  { path: paths.staffMember, page: `/staff/${cast.csm.id}`, field: 'roles', early: 'legal', late: 'admin' },
]

/** Forms with something filled in or chosen that nobody can write over, and why. */
const harmless: readonly (readonly [path: string, why: string])[] = [
  [paths.accounts, 'makes a new account'],
  [paths.tasks, 'makes a new task'],
  [paths.segments, 'makes a new segment'],
  [paths.healthModels, 'makes a new model'],
  [paths.imports, 'makes a new import'],
  [paths.invitations, 'makes a new invitation'],
  [paths.accountSubscriptions, 'makes a new subscription'],
  [paths.plays, 'makes a new play'],
  [paths.playDraft, 'carries the revision: the second is told (plays/routes/editing.test.ts)'],
  [paths.playPublication, 'carries the revision: the second is told (plays/routes/editing.test.ts)'],
  [paths.segmentDraft, 'shows a draft, writes nothing'],
  [paths.healthModelPreview, 'shows a draft, writes nothing'],
  [paths.importRun, 'the form of importPlan, sent by another button: below'],
  [paths.importReading, 'below: afterwards the page has no form'],
  [paths.accountOwners, 'says who, of accounts that were ticked; shows no owner before'],
  [paths.accountStages, 'says which, of accounts that were ticked; shows no stage before'],
  [paths.accountMerge, 'which of two stays; merged ones are gone, and the second is told (accounts.test.ts)'],
  [paths.contactMerge, 'which of two stays; merged ones are gone, and the second is told (contacts.test.ts)'],
  [paths.accountCancellation, 'once: the second is told (accounts.test.ts)'],
  [paths.subscriptionCancellation, 'carries the version of the subscription'],
  [paths.experimentPlan, 'once: the second is told (experiments.test.ts)'],
  [paths.taskCompletion, 'an estimate; a task is answered once, and the second is told (tasks.test.ts)'],
  [paths.taskAlternative, 'an estimate; a task is answered once, and the second is told (tasks.test.ts)'],
  [paths.todayCompletion, 'an estimate; an account is answered once, and the second is told (today.test.ts)'],
  [paths.todayAlternative, 'an estimate; an account is answered once, and the second is told (today.test.ts)'],
]

it('every form that shows something is one of these', { timeout: 60_000 }, async () => {
  const known = new Set([...[...forms, ...choices].map(({ path }) => path), ...harmless.map(([path]) => path)])
  const found = new Map<string, string>()
  for (const page of pages) {
    for (const form of formsOf(await htmlAt(stage, page), page)) {
      const path = form.method === 'post' ? routeAt('POST', form.action)?.path : undefined
      const filled = form.fields.filter(({ kind, value }) => kind !== 'hidden' && value)
      if (path && filled.length > 0) found.set(path, `${path} at ${page}: ${filled.map(({ name }) => name)}`)
    }
  }
  expect([...found].flatMap(([path, where]) => (known.has(path) ? [] : [where]))).toEqual([])
  expect(harmless.filter(([path]) => !found.has(path))).toEqual([])
})

describe('of two people who edit the same', () => {
  it.each(forms)('the second is told, keeps what was typed, and loses nothing: $path', async one => {
    const [early, late] = one.texts ?? [`先に書いた人 ${one.path}。`, `後で書いた人 ${one.path}。`]
    const shown = (text: string) => (one.texts ? `"${text}"` : text)
    const other = one.own ? firstAgain : second
    const mine = await formAt(one, first)
    const theirs = await formAt(one, other)
    const saved = await send(stage, mine.action, fieldsOf(mine, one, early), { cookie: first })
    expect([saved.status, await saved.text()]).toEqual([303, ''])
    const told = await send(stage, theirs.action, fieldsOf(theirs, one, late), { cookie: other })
    expect([409, 422]).toContain(told.status)
    const page = await told.text()
    expect(page).toContain(shown(late))
    expect(page).toMatch(/ほかの人が|変更しました|変更されました|変わりました/)
    const now = await (await open(stage, one.page, { cookie: first })).text()
    expect(now).not.toContain(shown(late))
    if (one.field !== 'note') expect(now).toContain(shown(early))
    // Who knows now may still save.
    const again = fieldsOf(formIn(page, one), one, late)
    expect((await send(stage, theirs.action, again, { cookie: other })).status).toBe(303)
  })

  it.each(choices)('the second is told, and chooses anew: $path', async one => {
    const mine = await formAt(one, first)
    const theirs = await formAt(one, second)
    const saved = await send(stage, mine.action, fieldsOf(mine, one, one.early), { cookie: first })
    expect([saved.status, cookiesAfter(saved)]).toEqual([303, expect.not.stringContaining('bad')])
    const told = await send(stage, theirs.action, fieldsOf(theirs, one, one.late), { cookie: second })
    const page = told.status === 303 ? await (await follow(told)).text() : await told.text()
    expect(page).toMatch(/変更されました|変更しました/)
    const now = await formAt(one, first)
    const chosen = now.fields.filter(({ name }) => name === one.field).map(({ value }) => value)
    expect(chosen).toContain(one.early)
    expect(chosen).not.toContain(one.late)
    const again = await send(stage, now.action, fieldsOf(now, one, one.late), { cookie: second })
    expect([again.status, cookiesAfter(again)]).toEqual([303, expect.not.stringContaining('bad')])
  })

  it('an import is not run by a plan that somebody else changed since', async () => {
    const run = { path: paths.importRun, page: '/imports/1', field: 'key-1' }
    const [mine, theirs] = [await formAt({ ...run, path: paths.importPlan }, first), await formAt(run, second)]
    await send(stage, mine.action, fieldsOf(mine, run, '産地'), { cookie: first })
    const told = await send(stage, theirs.action, fieldsOf(theirs, run, '地方'), { cookie: second })
    expect(told.status).toBe(422)
    expect(await told.text()).toContain('地方')
    const { status } = await db.selectFrom('customers.import').select('status').executeTakeFirstOrThrow()
    expect(status).toBe('checking')
  })

  it('a file is not read anew over what somebody else chose since', async () => {
    const read = { path: paths.importReading, page: '/imports/1', field: 'encoding' }
    const [mine, theirs] = [await formAt(read, first), await formAt(read, second)]
    await send(stage, mine.action, fieldsOf(mine, read, 'shift_jis'), { cookie: first })
    const told = await send(stage, theirs.action, fieldsOf(theirs, read, 'utf-16le'), { cookie: second })
    expect(await (await follow(told)).text()).toContain('読み方は、この画面を開いたあとに変更されました')
    const { reading } = await db.selectFrom('customers.import').select('reading').executeTakeFirstOrThrow()
    expect(reading).toMatchObject({ encoding: 'shift_jis' })
  })

  it('an override is not ended by who saw another one', async () => {
    const page = '/accounts/1/health'
    const end = { path: paths.accountOverrideEnd, page, field: 'was' }
    const theirs = await formAt(end, second)
    await send(stage, theirs.action, fieldsOf(theirs, end), { cookie: first })
    const fields = { score: '33', reason: '後から聞いた', expiresOn: inAMonth }
    await send(stage, href(paths.accountOverride, { id: 1 }), fields, { cookie: first })
    const told = await send(stage, theirs.action, fieldsOf(theirs, end), { cookie: second })
    expect(await (await follow(told)).text()).toContain('スコアの調整が変わりました')
    expect(await (await open(stage, page, { cookie: first })).text()).toContain('後から聞いた')
  })
})

function follow(reply: Response): Promise<Response> {
  return open(stage, reply.headers.get('location') ?? '', { cookie: cookiesAfter(reply, second) })
}

async function formAt({ page, path }: Pick<Edited, 'page' | 'path'>, cookie: string): Promise<PageForm> {
  return formIn(await (await open(stage, page, { cookie })).text(), { page, path })
}

function formIn(html: string, { page, path }: Pick<Edited, 'page' | 'path'>): PageForm {
  const found = formsOf(html, page).filter(
    form => form.method === 'post' && routeAt('POST', form.action)?.path === path,
  )
  const form = found.sort((a, b) => b.fields.length - a.fields.length)[0]
  if (!form) throw new Error(`no form for ${path} at ${page}`)
  return form
}

function fieldsOf({ fields }: PageForm, one: Pick<Edited, 'field' | 'fill'>, text?: string): Record<string, string[]> {
  const sent: Record<string, string[]> = {}
  for (const { name, value } of fields) if (value !== undefined) sent[name] = [...(sent[name] ?? []), value]
  for (const [name, value] of Object.entries(one.fill ?? {})) sent[name] = [value]
  return { ...sent, ...(text === undefined ? {} : { [one.field]: [text] }) }
}
