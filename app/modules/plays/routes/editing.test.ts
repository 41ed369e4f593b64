import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { sentOf } from '../../../../test/support/forms.ts'
import { plainPlay, putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { formatFor } from '../../../web/format.ts'
import { takeAccounts } from '../../customers/index.ts'
import { createSegment } from '../../segments/index.ts'
import { type Definition, limits, readDefinition, type Settings } from '../definition/definition.ts'
import { problemsOf } from '../definition/problems.ts'
import { allSteps, findStep } from '../definition/steps.ts'
import { triggerSentence } from '../describe/sentences.ts'
import { playNames } from '../describe/telling.ts'
import { changeDraft, redoChange, undoable, undoChange } from '../editor/draft.ts'
import { changeStep } from '../editor/steps.ts'
import { createPlay } from '../play.ts'
import { templates } from '../templates/templates.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const [csm, manager, operator, legal] = [
  await signInAs(stage, 'csm'),
  await signInAs(stage, 'manager'),
  await signInAs(stage, 'operator'),
  await signInAs(stage, 'legal'),
]
const streams = { accept: 'text/vnd.turbo-stream.html, text/html' }
const actor = { kind: 'staff', id: cast.csm.id } as const
const start = Temporal.Instant.from('2026-11-23T00:05:00Z')

beforeEach(async () => {
  setClock(start)
  await sql`truncate plays.play, segments.segment, customers.account, customers.contact restart identity cascade`.execute(
    db,
  )
})
afterEach(() => setClock(undefined))

const read = async (path: string, cookie = csm) => (await open(stage, path, { cookie })).text()
const later = (seconds: number) => setClock(start.add({ seconds }))
const draftOf = async (id: number) => {
  const row = await db
    .selectFrom('plays.play')
    .select(['draft', 'revision'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { definition: readDefinition(row.draft), revision: row.revision }
}
const titleOf = async (id: number, step = 's1') => {
  const found = findStep((await draftOf(id)).definition, step)
  return found?.kind === 'action' ? found.settings.title : undefined
}

/** A play with two tasks that nobody has published. */
async function makeDraft(): Promise<number> {
  const definition = { ...plainPlay, steps: [taskStep('s1'), taskStep('s2', '訪ねる')] }
  const input = { name: '声をかける', description: '', ownerId: null, about: 'account' as const, definition }
  return transact(db, tx => createPlay(tx, actor, input))
}

const shown = 'title reason proposal assign days minutes'
const taskFields = (title: string) => ({
  shown,
  'f.title': title,
  'f.reason': '静かになったため',
  'f.proposal': '',
  'f.assign': 'owner',
  'f.days': '2',
  'f.minutes': '20',
})

interface Asked {
  readonly as?: string
  readonly scripts?: boolean
}

const save = (id: number, fields: Record<string, string>, { as = csm, scripts = true }: Asked = {}) =>
  send(stage, href(paths.playDraft, { id }), fields, { cookie: as, ...(scripts && { headers: streams }) })
const saveTitle = (id: number, title: string, revision: number, step = 's1', as = csm) =>
  save(id, { part: `step-${step}`, revision: String(revision), ...taskFields(title) }, { as })

describe('who may do what', () => {
  test('operators and legal look at plays, but neither make nor change them', async () => {
    const id = await makeDraft()
    for (const cookie of [operator, legal]) {
      const page = await read(href(paths.playEdit, { id }, { open: 'step-s1' }), cookie)
      expect(page).toContain('電話する')
      expect(page).not.toContain(href(paths.playDraft, { id }))
      expect(await read(paths.plays, cookie)).not.toContain(href(paths.playNew))
      for (const path of [paths.playNew, href(paths.playPublication, { id })]) {
        expect((await open(stage, path, { cookie })).status, path).toBe(404)
      }
      for (const path of [paths.playDraft, paths.playUndo, paths.playRedo, paths.playDetails, paths.playPublication]) {
        expect((await send(stage, href(path, { id }), taskFields('x'), { cookie })).status, path).toBe(404)
      }
      expect((await send(stage, paths.plays, { name: 'x' }, { cookie })).status).toBe(404)
    }
    expect(await titleOf(id)).toBe('電話する')
  })

  test('nobody who is not signed in sees them', async () => {
    const id = await makeDraft()
    for (const path of [paths.plays, href(paths.playEdit, { id }), href(paths.playPreview, { id })]) {
      expect((await open(stage, path)).status, path).toBe(303)
    }
  })
})

describe('templates', () => {
  test.each(templates.flatMap(template => (['ja', 'en'] as const).map(locale => [template.key, locale] as const)))(
    '%s can be published as it is (%s)',
    async (key, locale) => {
      const template = templates.find(one => one.key === key)
      if (!template) throw new Error(key)
      const { about } = template
      const problems = await transact(db, async tx => {
        const { segment } = template
        const made = segment && { ...segment.texts[locale], condition: segment.condition, about }
        const segmentId = made && (await createSegment(tx, services, actor, made))
        return problemsOf(tx, services, { about, definition: template.definition(locale, segmentId) })
      })
      expect(problems).toEqual([])
    },
  )

  test('the silence play is on after two clicks, with a segment of its own', async () => {
    const form = sentOf(await read(href(paths.playNew, {}, { template: 'silence' })), 'segment')
    expect(form.segment).toEqual(['new'])
    const made = await send(stage, paths.plays, form, { cookie: csm })
    expect(made.status).toBe(303)
    const page = await read(href(paths.playEdit, { id: 1 }))
    expect(page).toContain('「静かな顧客」に入ったとき')
    expect(page).toContain('公開できます。')
    const choice = sentOf(await read(href(paths.playPublication, { id: 1 })), 'revision')
    const published = await send(stage, href(paths.playPublication, { id: 1 }), choice, { cookie: csm })
    expect(published.headers.get('location')).toBe(href(paths.play, { id: 1 }))
    const list = await read(paths.plays)
    expect(list).toContain('静かな顧客に声をかける')
    expect(list).toContain('実行中')
  })

  test('without its segment a play says what is missing, and is not published', async () => {
    const made = await send(stage, paths.plays, { template: 'silence', name: 'x', segment: '' }, { cookie: csm })
    expect(made.status).toBe(303)
    expect(await read(href(paths.playEdit, { id: 1 }))).toContain('入力してください。')
    const refused = await send(stage, href(paths.playPublication, { id: 1 }), { revision: '1' }, { cookie: csm })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('公開する前に直すところ')
  })

  test('an empty play is about whom it was made for', async () => {
    await send(stage, paths.plays, { template: 'empty', name: 'x', about: 'contact' }, { cookie: csm })
    const page = await read(href(paths.playEdit, { id: 1 }))
    expect(page).toContain('担当者ごとに進みます')
    expect(page).toContain('ここにステップを加える')
  })
})

describe('a change', () => {
  test('is saved at once, and told in the line of its step', async () => {
    const id = await makeDraft()
    const reply = await saveTitle(id, '手紙を書く', 1)
    expect(await titleOf(id)).toBe('手紙を書く')
    const changes = await reply.text()
    expect(changes).toContain('target="words-step-s1"')
    expect(changes).toContain('「手紙を書く」を担当スタッフに頼む')
    expect(changes).not.toContain('name="f.title"')
  })

  test('with a placeholder that nobody knows is told at its field, at its step, and keeps the play from being published', async () => {
    const id = await makeDraft()
    const words = '「contact.nam」という差し込みはありません。'
    const changes = await (await saveTitle(id, '{{contact.nam}}様へ', 1)).text()
    expect(changes).toMatch(new RegExp(`target="problems-title"[\\s\\S]*${words}`))
    expect(await read(href(paths.playEdit, { id }))).toContain(words)
    const { revision } = await draftOf(id)
    const refused = await send(
      stage,
      href(paths.playPublication, { id }),
      { revision: String(revision) },
      { cookie: csm },
    )
    expect(refused.status).toBe(422)
    const mended = await (await saveTitle(id, '{{contact.name}}様へ', revision)).text()
    expect(mended).toContain('target="problems-title"')
    expect(mended).not.toContain(words)
  })

  test('that asks for other fields shows them', async () => {
    const id = await makeDraft()
    const changes = await save(id, { part: 'step-s1', revision: '1', ...taskFields('x'), 'f.assign': 'strengths' })
    expect(await changes.text()).toContain('name="f.strengths"')
    const { revision } = await draftOf(id)
    const back = await save(id, { part: 'step-s1', revision: String(revision), ...taskFields('x') })
    expect(await back.text()).not.toContain('name="f.strengths"')
  })

  test('of a split is told at its paths, too', async () => {
    const path = (id: string) => ({ id, name: '', share: 50, steps: [] })
    const steps = [{ id: 's1', kind: 'split', paths: [path('p2'), path('p3')] }, taskStep('s4')] as const
    const input = { name: 'x', description: '', ownerId: null, about: 'account' as const }
    const id = await transact(db, tx => createPlay(tx, actor, { ...input, definition: { ...plainPlay, steps } }))
    const fields = { 'f.name.p2': '手紙', 'f.share.p2': '30', 'f.name.p3': '', 'f.share.p3': '150' }
    const changes = await (await save(id, { part: 'step-s1', revision: '1', ...fields })).text()
    expect(changes).toMatch(/target="path-words-s1-p2"[\s\S]*手紙[\s\S]*30%/)
    expect(changes).toContain('割合の合計が30%です。')
  })

  test('says that conditions that are not finished do not count yet', async () => {
    const id = await makeDraft()
    const measure = 'measure:events.days_active'
    const row = { 'c.mode': 'all', 'c.node[]': 'r1', 'c.in.r1': '', 'c.shown.r1': `${measure}|number` }
    const asked = { 'c.subject.r1': measure, 'c.window.r1': '28', 'c.asks.r1': 'at_least', 'c.number.r1': '' }
    const changes = await (await save(id, { part: 'audience', revision: '1', ...row, ...asked })).text()
    expect(changes).toMatch(/target="c.unfinished"[\s\S]*書きかけの条件は、まだ効いていません。/)
    const none = await (await save(id, { part: 'audience', revision: '1', 'c.mode': 'all' })).text()
    expect(none).not.toContain('書きかけ')
  })

  test.each([
    ['outcome', { 'f.days': '1000' }, 'days', '1〜730にしてください。', 1000],
    ['outcome', { 'f.days': '0' }, 'days', '1〜730にしてください。', 0],
    ['outcome', { 'f.matters': '0.05' }, 'matters', '0.1〜1000にしてください。', 0.0005],
    ['outcome', { 'f.matters': '1200%' }, 'matters', '0.1〜1000にしてください。', 12],
    ['outcome', { 'f.matters': '-5' }, 'matters', '0.1〜1000にしてください。', -0.05],
    ['outcome', { 'f.matters': '少し' }, 'matters', '数を入力してください。', '少し'],
    ['reentry', { 'f.days': '5000' }, 'days', '1〜3650にしてください。', 5000],
  ] as const)('of %s to a number out of bounds is said and kept: %j', async (part, typed, field, words, kept) => {
    const id = await makeDraft()
    const usual = { 'f.kind': 'subscription', 'f.state': 'retained', 'f.rule': 'after_days', 'f.days': '90' }
    const changes = await (await save(id, { part, revision: '1', ...usual, ...typed })).text()
    expect(changes).toMatch(new RegExp(`(target|id)="problems-${field}"[\\s\\S]*${words}`))
    expect((await draftOf(id)).definition[part]).toMatchObject({ [field]: kept })
    const page = await read(href(paths.playEdit, { id }, { open: part }))
    expect(page).toMatch(new RegExp(`id="problems-${field}"><p class="field-error"[\\s\\S]*${words}`))
    expect(page).toContain(`value="${Object.values(typed)[0]?.replace('%', '')}"`)
    const refused = await send(stage, href(paths.playPublication, { id }), { revision: '2' }, { cookie: csm })
    expect(refused.status).toBe(422)
  })

  test('of a survey begins as the template expects answers, and needs both names', async () => {
    const id = await makeDraft()
    const asks = { part: 'outcome', 'f.kind': 'survey', 'f.better': 'more', 'f.days': '60' }
    await save(id, { ...asks, revision: '1' })
    const usual = { kind: 'survey', event: 'survey_answered', property: 'score', better: 'more', days: 60 }
    expect((await draftOf(id)).definition.outcome).toEqual(usual)
    expect(await read(href(paths.playEdit, { id }))).toContain(
      '60日以内のアンケート「survey_answered」の点数（score）を上げる',
    )
    const changes = await (await save(id, { ...asks, revision: '2', 'f.event': 'nps', 'f.property': ' ' })).text()
    expect(changes).toMatch(/id="problems-property"|target="problems-property"/)
    expect(changes).toContain('入力してください。')
    expect((await draftOf(id)).definition.outcome).toMatchObject({ event: 'nps', property: '' })
  })

  test('that is missing is told with the name of its field; a button needs its words and where it leads', async () => {
    const step = { id: 's1', kind: 'action', action: 'in_app' } as const
    const settings = { to: 'main', placement: 'banner', subject: 'x', body: '', actionLabel: '予約する', actionUrl: '' }
    const hook = { id: 's2', kind: 'action', action: 'webhook', settings: { url: '' } } as const
    const input = { name: 'x', description: '', ownerId: null, about: 'account' as const }
    const definition = { ...plainPlay, steps: [{ ...step, settings }, hook] }
    const id = await transact(db, tx => createPlay(tx, actor, { ...input, definition }))
    const page = await read(href(paths.playEdit, { id }))
    for (const field of ['本文', 'ボタンのリンク先', '送り先のアドレス'])
      expect(page).toContain(`「${field}」：入力してください。`)
    expect(page).not.toContain('このアドレスは読み取れません')
  })

  test('with a placeholder where nothing is filled in, or that leaves nothing, or a port that is not called, keeps the play from being published', async () => {
    const act = (id: string, action: string, settings: Settings) => ({ id, kind: 'action', action, settings }) as const
    const words = { to: 'main', invites: 'webinar', subject: 'x', body: 'y', whenLimited: 'wait' }
    const steps = [
      act('s1', 'webhook', { url: 'https://example.com/{{account.name}}' }),
      act('s6', 'webhook', { url: 'https://example.com:22/hook' }),
      act('s2', 'trait', { trait: 'x', type: 'text', value: '{{account.name}}' }),
      act('s3', 'invitation', { ...words, acceptLabel: '{{contact.name}}として出る', declineLabel: 'いいえ' }),
      act('s4', 'invitation', { ...words, acceptLabel: '{{contact.nam}}', declineLabel: '{{contact.title}}' }),
      act('s5', 'invitation', { ...words, acceptLabel: '{{contact.title|はい}}', declineLabel: '{{account.name}}' }),
    ]
    const definition = { ...plainPlay, steps }
    const problems = await transact(db, tx => problemsOf(tx, services, { about: 'account', definition }))
    const told = problems.filter(({ severity }) => severity === 'error')
    expect(told.map(({ at, text }) => [at.id, at.field, text])).toEqual([
      ['s1', 'url', 'plays:problem.noPlaceholders'],
      ['s2', 'value', 'plays:problem.noPlaceholders'],
      ['s4', 'acceptLabel', 'messages:problem.unknown'],
      ['s4', 'declineLabel', 'plays:problem.mayBeEmpty'],
      ['s6', 'url', 'plays:refused.port'],
    ])
  })

  test('works without scripts: rows that are not finished stay in the form, buttons lead back to the editor', async () => {
    const id = await makeDraft()
    const rows = await save(id, { part: 'audience', revision: '1', do: 'c.add:' }, { scripts: false })
    expect(rows.status).toBe(200)
    expect(await rows.text()).toContain('name="c.subject.r1"')
    const added = await save(id, { part: 'add-after-s1', revision: '1', do: 'add:wait' }, { scripts: false })
    expect(added.status).toBe(303)
    expect(added.headers.get('location')).toContain('open=step-s3')
    expect((await draftOf(id)).definition.steps.map(step => step.id)).toEqual(['s1', 's3', 's2'])
    const page = await read(href(paths.playEdit, { id }, { open: 'step-s3' }))
    expect(page).toContain('name="f.for"')
    const removed = await save(id, { part: 'step-s3', revision: '2', do: 'remove' }, { scripts: false })
    expect(removed.status).toBe(303)
    expect((await draftOf(id)).definition.steps.map(step => step.id)).toEqual(['s1', 's2'])
  })

  test('of a step that somebody removed is told, and nothing breaks', async () => {
    const id = await makeDraft()
    await save(id, { part: 'step-s1', revision: '1', do: 'remove' })
    const reply = await saveTitle(id, 'x', 1)
    expect(reply.status).toBe(303)
    expect(await read(reply.headers.get('location') ?? '', cookiesAfter(reply, csm))).toContain(
      'この部分はなくなりました',
    )
  })

  test.each([[{ part: 'nothing', revision: '1' }], [{ part: 'step-s1', revision: 'x' }], [{ revision: '1' }]])(
    'that is none is refused: %j',
    async fields => {
      const id = await makeDraft()
      expect((await save(id, fields as Record<string, string>)).status).toBe(404)
      expect((await draftOf(id)).revision).toBe(1)
    },
  )

  test('of an archived play is refused', async () => {
    const id = await makeDraft()
    await db.updateTable('plays.play').set({ state: 'archived' }).where('id', '=', id).execute()
    const reply = await saveTitle(id, 'x', 1)
    expect(reply.status).toBe(303)
    const page = await read(reply.headers.get('location') ?? '', cookiesAfter(reply, csm))
    expect(page).toContain('この打ち手は終了しています。')
    expect(page).not.toContain(href(paths.playDraft, { id }))
    expect(await read(href(paths.playEdit, { id }, { open: 'step-s1' }))).not.toContain(href(paths.playDraft, { id }))
    expect(await titleOf(id)).toBe('電話する')
  })

  test('into a path that somebody removed is told', async () => {
    const id = await makeDraft()
    await save(id, { part: 'add-after-s1', revision: '1', do: 'add:branch' })
    const { revision } = await draftOf(id)
    const reply = await save(id, { part: 'add-into-s3-p99', revision: String(revision), do: 'add:wait' })
    expect(await read(reply.headers.get('location') ?? '', cookiesAfter(reply, csm))).toContain(
      'この部分はなくなりました',
    )
    expect(await draftOf(id)).toMatchObject({ revision })
  })

  test('that makes more of a play than can be read again is not taken', async () => {
    const steps = Array.from({ length: limits.steps }, (_, index) => taskStep(`s${index + 1}`))
    const input = { name: 'x', description: '', ownerId: null, about: 'account' as const }
    const id = await transact(db, tx => createPlay(tx, actor, { ...input, definition: { ...plainPlay, steps } }))
    const reply = await save(id, { part: 'step-s1', revision: '1', ...taskFields('電話する'), do: 'copy' })
    expect(await read(reply.headers.get('location') ?? '', cookiesAfter(reply, csm))).toContain(
      'これ以上は加えられません。',
    )
    expect((await draftOf(id)).definition.steps).toHaveLength(limits.steps)
  })
})

describe('what was made up', () => {
  const act = (id: string, action: string) => ({ id, kind: 'action', action, settings: {} }) as const
  const path = (id: string) => ({ id, name: '', condition: null, steps: [] })
  const make = () => {
    const until = { id: 's3', kind: 'until', condition: null, onLimit: 'go_on' } as const
    const steps: Definition['steps'] = [
      act('s1', 'email'),
      { id: 's2', kind: 'branch', paths: [path('p4')], otherwise: [] },
      { ...until, limit: { amount: 3, unit: 'days' } },
      {
        id: 's5',
        kind: 'split',
        paths: [path('p6'), path('p7')].map(({ condition: _, ...one }) => ({ ...one, share: 50 })),
      },
      act('s8', 'webhook'),
    ]
    const exits = [{ id: 'x9', name: '', condition: null }]
    const definition = { ...plainPlay, steps, exits }
    const input = { name: 'x', description: '', ownerId: null, about: 'account' as const, definition }
    return transact(db, tx => createPlay(tx, actor, input))
  }
  const row = {
    'c.mode': 'all',
    'c.node[]': 'r1',
    'c.in.r1': '',
    'c.shown.r1': 'segment|segment',
    'c.subject.r1': 'segment',
  }
  const inSegment = { ...row, 'c.asks.r1': 'in', 'c.segment.r1': '999999' }
  const lies: readonly (readonly [string, Record<string, string>])[] = [
    ['holdout', { 'f.holdout': '100' }],
    ['holdout', { 'f.holdout': '1e9' }],
    ['holdout', { 'f.holdout': '' }],
    ['trigger', { trigger: 'nothing' }],
    ['trigger', { trigger: 'segment', shown: 'segment on', 'f.segment': '999999', 'f.on': 'never' }],
    [
      'trigger',
      { trigger: 'date', shown: 'field days when hour', 'f.field': 'trait:', 'f.days': '-1', 'f.hour': '99' },
    ],
    ['reentry', { 'f.rule': 'often', 'f.property': 'x'.repeat(500) }],
    ['outcome', { 'f.kind': 'measure', 'f.measure': 'none.such', 'f.days': '' }],
    ['outcome', { 'f.kind': 'event', 'f.event': '', 'f.days': '１８０' }],
    ['outcome', { 'f.kind': 'survey', 'f.event': '', 'f.property': '' }],
    ['outcome', { 'f.kind': 'other' }],
    ['audience', inSegment],
    ['audience', { ...row, 'c.mode': 'none', 'c.in.r1': 'r1' }],
    ['exit-x9', { 'f.answer': 's1:accepted', 'f.name': 'x'.repeat(300) }],
    [
      'step-s1',
      { shown: 'to subject body', 'f.to': 'all@example.com', 'f.subject': 'x'.repeat(30_000), 'f.body': '{{' },
    ],
    ['step-s1', { shown: 'toSegment nothing', 'f.toSegment': '-1', 'f.nothing': 'x' }],
    ['step-s2', { 'f.answer.p4': 's2:accepted', 'f.name.p4': '<b>', do: 'path-remove:p4' }],
    ['step-s2', { do: 'path-remove:__proto__' }],
    ['step-s3', { 'f.limit': '-5', 'f.limit.unit': 'years', 'f.onLimit': 'x', 'f.answer': 's3:any' }],
    ['step-s5', { 'f.share.p6': '1000', 'f.share.p7': '-900' }],
    ['step-s8', { shown: 'url note', 'f.url': 'javascript:alert(1)', 'f.note': '{{account.name' }],
    ['step-s8', { do: 'add:wait' }],
    ['add-into-s2-p99', { do: 'add:wait' }],
    ['add-into-s1-p4', { do: 'add:wait' }],
    ['add-after-s99', { do: 'add:wait' }],
    ['add-top', { do: 'add:action:none' }],
    ['add-top', { do: 'add:__proto__' }],
    ['details', { do: 'remove' }],
  ]

  test.each(lies)('%s %j neither breaks nor is published, and nothing that was there is lost', async (part, fields) => {
    const id = await make()
    const before = (await draftOf(id)).definition
    for (const scripts of [true, false]) {
      const { revision } = await draftOf(id)
      const reply = await save(id, { part, revision: String(revision), ...fields }, { scripts })
      expect(reply.status, await reply.text()).toBeLessThan(400)
    }
    const { definition, revision } = await draftOf(id)
    expect(allSteps(definition.steps).map(step => step.id)).toEqual(allSteps(before.steps).map(step => step.id))
    expect(definition.exits.map(exit => exit.id)).toEqual(['x9'])
    expect((await open(stage, href(paths.playEdit, { id }, { open: part }), { cookie: csm })).status).toBe(200)
    expect((await open(stage, href(paths.playDryRun, { id }), { cookie: csm })).status).toBe(200)
    const published = { revision: String(revision), underWay: 'all', standing: 'maybe' }
    expect((await send(stage, href(paths.playPublication, { id }), published, { cookie: csm })).status).toBe(422)
  })
})

describe('undo', () => {
  const step = (id: number, path: typeof paths.playUndo | typeof paths.playRedo, cookie = csm) =>
    send(stage, href(path, { id }), { open: '' }, { cookie })

  test('is not undone by what the same person had on its way when they took it back', async () => {
    const id = await makeDraft()
    await saveTitle(id, 'b', 1)
    await step(id, paths.playUndo)
    const late = await (await saveTitle(id, 'b', 2)).text()
    expect(late).toContain('同じところを')
    expect(await titleOf(id)).toBe('電話する')
    const { revision } = await draftOf(id)
    await saveTitle(id, 'c', revision)
    expect(await titleOf(id)).toBe('c')
  })

  test('takes back what the person saw, not what somebody else did since', async () => {
    const id = await makeDraft()
    await saveTitle(id, 'b', 1)
    const form = sentOf(await read(href(paths.playEdit, { id })), 'seen')
    await saveTitle(id, 'theirs', 2, 's2', manager)
    const reply = await send(stage, href(paths.playUndo, { id }), form, { cookie: csm })
    expect(await read(reply.headers.get('location') ?? '', cookiesAfter(reply, csm))).toContain(
      'ほかの人が先に変更したので、戻していません。',
    )
    expect([await titleOf(id), await titleOf(id, 's2')]).toEqual(['b', 'theirs'])
    await send(stage, href(paths.playUndo, { id }), sentOf(await read(href(paths.playEdit, { id })), 'seen'), {
      cookie: csm,
    })
    expect([await titleOf(id), await titleOf(id, 's2')]).toEqual(['b', '訪ねる'])
  })

  test('takes back one change after the other, and does them again, until something else is done', async () => {
    const id = await makeDraft()
    await saveTitle(id, 'b', 1)
    later(60)
    await saveTitle(id, 'c', 2)
    const titles: unknown[] = []
    for (const path of [
      paths.playUndo,
      paths.playUndo,
      paths.playUndo,
      paths.playRedo,
      paths.playRedo,
      paths.playRedo,
    ] as const) {
      await step(id, path)
      titles.push(await titleOf(id))
    }
    expect(titles).toEqual(['b', '電話する', '電話する', 'b', 'c', 'c'])
    await step(id, paths.playUndo)
    const { revision } = await draftOf(id)
    later(120)
    await saveTitle(id, 'd', revision)
    await step(id, paths.playRedo)
    expect(await titleOf(id)).toBe('d')
    await step(id, paths.playUndo)
    expect(await titleOf(id)).toBe('b')
  })

  test('takes typing in one breath as one', async () => {
    const id = await makeDraft()
    for (const [index, title] of ['あ', 'あい', 'あいう'].entries()) await saveTitle(id, title, index + 1)
    await step(id, paths.playUndo)
    expect(await titleOf(id)).toBe('電話する')
    await step(id, paths.playRedo)
    expect(await titleOf(id)).toBe('あいう')
  })

  test('brings a removed branch back whole, and leads to the part that was open', async () => {
    const id = await makeDraft()
    await save(id, { part: 'add-after-s1', revision: '1', do: 'add:branch' })
    const { definition } = await draftOf(id)
    await save(id, { part: 'step-s3', revision: '2', do: 'remove' })
    const back = await send(stage, href(paths.playUndo, { id }), { open: 'step-s3' }, { cookie: csm })
    expect(back.headers.get('location')).toContain('open=step-s3')
    expect((await draftOf(id)).definition).toEqual(definition)
  })

  const lines = async () =>
    (
      await sql<{ all: number; drafts: number }>`
        select count(*)::int as all, count(draft)::int as drafts from plays.draft_change`.execute(db)
    ).rows[0]
  const change = async (id: number, titles: readonly string[]) => {
    await transact(db, async tx => {
      for (const title of titles) {
        const { revision } = await tx.selectFrom('plays.play').select('revision').executeTakeFirstOrThrow()
        const what = { playId: id, revision, part: 'step-s1', what: 'moved' }
        await changeDraft(tx, actor, what, before => changeStep(before, 's1', () => taskStep('s1', title)))
      }
    })
  }

  test(`goes ${undoable} changes back, and no draft is kept that is older; the history tells more`, async () => {
    const id = await makeDraft()
    await change(
      id,
      Array.from({ length: undoable + 20 }, (_, n) => `第${n}`),
    )
    expect(await lines()).toEqual({ all: undoable + 21, drafts: undoable + 1 })
    await transact(db, async tx => {
      for (let n = 0; n < undoable + 5; n++) await undoChange(tx, actor, id)
    })
    expect(await titleOf(id)).toBe('第19')
    expect(await read(href(paths.playEdit, { id }))).toMatch(/<button[^>]*disabled=""[^>]*aria-label="元に戻す"/)
    expect((await lines())?.drafts).toBe(undoable + 1)
    await transact(db, async tx => {
      for (let n = 0; n < undoable + 5; n++) await redoChange(tx, actor, id)
    })
    expect(await titleOf(id)).toBe(`第${undoable + 19}`)
    const history = await read(href(paths.playHistory, { id }))
    expect(history).toContain(`元に戻せるのは、最近の${undoable}回です。`)
  })

  test('of old changes the lines go, too, but never a draft that can be taken back', async () => {
    const id = await makeDraft()
    await sql`
      insert into plays.draft_change (play_id, revision, what, step, at)
      select ${id}, n, 'undo', 'step-s1', now() from generate_series(-2000, -1000) n`.execute(db)
    await change(id, ['b'])
    expect(await lines()).toEqual({ all: 1002, drafts: 1 })
    await change(
      id,
      Array.from({ length: undoable + 1 }, (_, n) => `第${n}`),
    )
    expect(await lines()).toEqual({ all: 1000, drafts: undoable + 1 })
  })

  test('an id is never given out twice, not even after it was removed', async () => {
    const id = await makeDraft()
    await save(id, { part: 'add-top', revision: '1', do: 'add:wait' })
    await save(id, { part: 'step-s3', revision: '2', do: 'remove' })
    await save(id, { part: 'add-top', revision: '3', do: 'add:wait' })
    expect((await draftOf(id)).definition.steps[0]?.id).toBe('s4')
  })
})

describe('two people', () => {
  test('at the same step: the second is told, and nothing is overwritten until they say so', async () => {
    const id = await makeDraft()
    await saveTitle(id, '佐藤の言葉', 1)
    const told = await (await saveTitle(id, '真鍋の言葉', 1, 's1', manager)).text()
    expect(told).toContain('佐藤 春さんが同じところを変えました')
    expect(told).not.toContain('id="draft-revision"')
    expect(await titleOf(id)).toBe('佐藤の言葉')
    const page = await save(
      id,
      { part: 'step-s1', revision: '1', ...taskFields('真鍋の言葉') },
      { as: manager, scripts: false },
    )
    expect(page.status).toBe(422)
    expect(await page.text()).toContain('value="真鍋の言葉"')
    await save(id, { part: 'step-s1', revision: '1', over: '2', ...taskFields('真鍋の言葉') }, { as: manager })
    expect(await titleOf(id)).toBe('真鍋の言葉')
  })

  test('hear at once that somebody else is at it', async () => {
    const id = await makeDraft()
    const reply = await open(stage, href(paths.playEditStream, { id }), { cookie: manager })
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
    await saveTitle(id, 'b', 1)
    let heard = ''
    while (!heard.includes('佐藤 春さん')) heard += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(heard).toContain('target="play-other"')
  })

  test('at different steps: both are saved', async () => {
    const id = await makeDraft()
    await saveTitle(id, '佐藤の言葉', 1)
    await saveTitle(id, '真鍋の言葉', 1, 's2', manager)
    expect([await titleOf(id), await titleOf(id, 's2')]).toEqual(['佐藤の言葉', '真鍋の言葉'])
  })

  test('one takes back while the other writes: the other is told', async () => {
    const id = await makeDraft()
    await saveTitle(id, 'b', 1)
    await send(stage, href(paths.playUndo, { id }), { open: '' }, { cookie: manager })
    expect(await (await saveTitle(id, 'bb', 2)).text()).toContain('draft-conflict')
    expect(await titleOf(id)).toBe('電話する')
  })

  test('one person whose answers overlap is nobody else', async () => {
    const id = await makeDraft()
    await saveTitle(id, 'あ', 1)
    await saveTitle(id, 'あい', 1)
    expect(await titleOf(id)).toBe('あい')
  })
})

describe('the preview', () => {
  test('fills texts in for a real account, escaped, and keeps the one that was chosen', async () => {
    await transact(db, tx =>
      takeAccounts(
        tx,
        ['<b>みなと</b>', 'やま'].map((name, n) => ({
          groupId: `g${n}`,
          traits: { name },
          at: new Date('2026-01-01'),
        })),
      ),
    )
    const id = await makeDraft()
    await saveTitle(id, '{{account.name}}に電話', 1)
    const address = href(paths.playEdit, { id }, { open: 'step-s1' })
    expect(await read(address)).toContain('&lt;b&gt;みなと&lt;/b&gt;に電話')
    const found = await read(href(paths.playPreview, { id }, { step: 's1', q: 'やま' }))
    expect(found).toContain('account=2')
    const chosen = await open(stage, href(paths.playPreview, { id }, { step: 's1', account: 2 }), { cookie: csm })
    expect(chosen.headers.get('location')).toContain('open=step-s1')
    expect(await read(address, cookiesAfter(chosen, csm))).toContain('やまに電話')
  })
})

describe('what starts a play', () => {
  const who = { 'segment account': 'an account', 'segment contact': 'a contact' }
  const whom = { 'manual account': 'chooses accounts', 'manual contact': 'chooses contacts' }

  test.each(Object.entries({ ...who, ...whom }))('of a play by %s speaks of %s', async (play, words) => {
    const [kind = '', about] = play.split(' ') as [string, 'account' | 'contact']
    const trigger = { kind, settings: { segment: '1', on: 'entered' } }
    const definition = { ...plainPlay, trigger }
    const names = await playNames(services, [{ about, definition }])
    const tongue = { t: services.words('en'), format: formatFor('en', 'UTC') }
    expect(triggerSentence(tongue, { about, definition }, names)).toContain(words)
    expect(triggerSentence(tongue, { about, definition }, names)).not.toContain(' or ')
  })
})

describe('history', () => {
  test('says in words what each version changed, and who changed the draft', async () => {
    const id = await putPlay(services, { steps: [taskStep('s1'), taskStep('s2', '訪ねる')] })
    await saveTitle(id, '手紙を書く', 1)
    await save(id, { part: 'step-s2', revision: '2', do: 'remove' })
    const { revision } = await draftOf(id)
    const page = await read(href(paths.playPublication, { id }))
    expect(page).toContain('新しい版を公開する')
    await send(stage, href(paths.playPublication, { id }), { revision: String(revision) }, { cookie: csm })
    const history = await read(href(paths.playHistory, { id }), legal)
    expect(history).toContain('第2版')
    expect(history).toMatch(/変更<\/span> 「手紙を書く」を[\s\S]*前：「電話する」/)
    expect(history).toMatch(/削除<\/span> 「訪ねる」を/)
    expect(history).toMatch(/ステップを変更<\/span> <span[^>]*>「手紙を書く」を担当スタッフに頼む/)
    expect(history).toMatch(/ステップを削除<\/span> <span[^>]*>「訪ねる」を担当スタッフに頼む/)
    expect(history).toContain('佐藤 春')
  })

  test('a version that somebody else changed meanwhile is not published', async () => {
    const id = await makeDraft()
    await saveTitle(id, 'b', 1)
    const late = await send(stage, href(paths.playPublication, { id }), { revision: '1' }, { cookie: manager })
    expect(late.status).toBe(422)
    expect(await late.text()).toContain('ほかの人がこの打ち手を変更しました')
  })
})

describe('those in whose case it holds already', () => {
  const standsAt = async (id: number) =>
    (await db.selectFrom('plays.play').select('standing_due_at').where('id', '=', id).executeTakeFirstOrThrow())
      .standing_due_at
  const ask = /すでにきっかけに当てはまっています/

  test.each([
    [[], true],
    [[{ property: 'amount', asks: { is: 'at_least', number: 1000 } }], false],
  ])('are started where it is known of whom: with %j of events %s', async (properties, known) => {
    await sql`create table if not exists events.usage_day_test partition of events.usage_day default`.execute(db)
    await transact(db, tx =>
      takeAccounts(tx, [{ groupId: 'g', traits: { name: 'みなと' }, at: new Date('2026-01-01') }]),
    )
    await sql`
      insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
      values (1, '2026-11-22', 0, '発注', 1, '2026-11-22') on conflict do nothing`.execute(db)
    const trigger = { kind: 'event', settings: { event: '発注' }, properties }
    const definition = { ...plainPlay, trigger, steps: [taskStep('s1')] }
    const input = { name: 'x', description: '', ownerId: null, about: 'account' as const, definition }
    const id = await transact(db, tx => createPlay(tx, actor, input))
    expect(ask.test(await read(href(paths.playPublication, { id })))).toBe(known)
    const sent = await send(
      stage,
      href(paths.playPublication, { id }),
      { revision: '1', standing: 'yes' },
      { cookie: csm },
    )
    expect(sent.status).toBe(303)
    expect((await standsAt(id)) !== null).toBe(known)
  })
})

describe('a trial', () => {
  test('becomes a variant beside the task of its step, in the draft', async () => {
    await transact(db, tx =>
      takeAccounts(tx, [{ groupId: 'g', traits: { name: 'みなと' }, at: new Date('2026-01-01') }]),
    )
    const id = await putPlay(services, { steps: [taskStep('s1')], trigger: { kind: 'manual', settings: {} } })
    await db
      .insertInto('plays.enrollment')
      .values(eb => ({
        play_id: id,
        version_id: eb.selectFrom('plays.play_version').select('id').where('play_id', '=', id).limit(1),
        account_id: 1,
        step: 's1',
        wake_at: new Date('2026-11-22'),
        entered_at: new Date('2026-11-22'),
      }))
      .execute()
    await workPlays(services)
    const task = await db.selectFrom('tasks.task').select('id').executeTakeFirstOrThrow()
    const alternative = { did: '現場を訪ねた', note: '現場を訪ねた', minutes: '30' }
    await send(stage, href(paths.taskAlternative, { id: task.id }), alternative, { cookie: csm })
    expect(await read(href(paths.playTrials, { id }))).toContain(href(paths.playTrialPromotion, { id, task: task.id }))
    expect(await read(href(paths.playTrials, { id }), operator)).not.toContain('promotion')
    const address = href(paths.playTrialPromotion, { id, task: task.id })
    expect((await send(stage, address, {}, { cookie: operator })).status).toBe(404)
    const made = await send(stage, address, {}, { cookie: csm })
    expect(made.status).toBe(303)
    const [split] = (await draftOf(id)).definition.steps
    expect(split).toMatchObject({
      kind: 'split',
      paths: [
        { name: '提案どおり', share: 50, steps: [{ id: 's1', settings: { title: '電話する' } }] },
        { name: '試した案', share: 50, steps: [{ settings: { title: '現場を訪ねた' } }] },
      ],
    })
    expect((await send(stage, href(paths.playTrialPromotion, { id, task: 999 }), {}, { cookie: csm })).status).toBe(404)
  })
})
