import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { percentile, putUsedAccounts, threshold } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { currentModels, ensureDefaultModel, publishModel } from '../models.ts'
import { endOverride, expireOverrides, overrideScore } from '../overrides.ts'
import type { ModelDefinition } from '../scoring/definition.ts'
import { noteSentiment, withdrawSentiment } from '../sentiments.ts'
import { labelOf } from './names.ts'
import { readTimeline } from './reader.ts'

const { services } = await openStage()
const { db, offers } = services
const csm = { kind: 'staff', id: cast.csm.id } as const
const ahead = { before: new Date('2027-01-01T00:00:00Z'), limit: 30 }
const definition: ModelDefinition = {
  measures: [
    threshold('events.silence_days', 28, 3, { weight: 50 }),
    percentile('events.people', { weight: 30, of: '給餌を記録' }),
    threshold('health.sentiment', 0, 100, { weight: 20 }),
  ],
  bands: { good: 70, care: 40 },
}
let account = 0

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate health.model, customers.account, health.score_day, health.risk_day restart identity cascade`.execute(
    db,
  )
  ;[account = 0] = await putUsedAccounts(db, { today: '2026-11-22' }, { name: 'a' })
  await transact(db, tx => ensureDefaultModel(tx, { kind: 'system' }, 'すべて'))
  await publish(definition)
})

async function publish(next: ModelDefinition): Promise<void> {
  const [model] = await currentModels(db)
  if (!model) throw new Error('no model')
  await transact(db, tx =>
    publishModel(tx, { kind: 'system' }, model, {
      name: 'すべて',
      definition: next,
      note: null,
      basedOn: model.number,
    }),
  )
}

/** A day's score made of these points per measure. */
async function day(date: string, ...points: readonly (number | null)[]): Promise<void> {
  const [model] = await currentModels(db)
  const weights = (model?.definition.measures ?? []).map(measure => measure.weight)
  const present = weights.reduce((sum, weight, i) => sum + (points[i] == null ? 0 : weight), 0)
  const parts = points.map((point, i) => (point == null ? null : (point * (weights[i] ?? 0)) / present))
  const score = present === 0 ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)
  const band = score === null ? 'unknown' : score >= 70 ? 'good' : score >= 40 ? 'care' : 'bad'
  await db
    .insertInto('health.score_day')
    .values({
      account_id: account,
      day: date,
      version_id: model?.versionId ?? 0,
      score,
      band,
      confidence: present / 100,
      values: [...points],
      points: [...points],
      contributions: parts,
      at: new Date(`${date}T08:00:00Z`),
    })
    .execute()
}

/** The entries as a person reads them, newest first. */
async function told(locale: 'ja' | 'en' = 'ja', range = ahead): Promise<readonly string[]> {
  const t = services.words(locale)
  return (await readTimeline(db, account, range)).map(entry => t(entry.text, entry.values))
}

describe('score changes', () => {
  it('are told from five points on, with the two measures that did most', async () => {
    await day('2026-11-01', 100, 80, null)
    await day('2026-11-02', 100, 70, null)
    await day('2026-11-03', 95, 50, null)
    expect(await told()).toEqual([
      'ヘルススコアが89から78に下がりました：使った人の数「給餌を記録」（直近28日） −8、最後の利用からの日数 −3',
      'ヘルススコアがつきました（93点、良好）',
    ])
    expect(await told('en')).toEqual(
      [
        'Health score fell from 89 to 78: Number of people “給餌を記録” (last 28 days) −8, Days since last activity −3',
        'First health score: 93 (Good)',
      ].map(text => expect.stringContaining(text.slice(0, 30))),
    )
  })

  it('are told however small they are when they lead into another band, and say so', async () => {
    await day('2026-11-01', 72, 72, null)
    await day('2026-11-02', 69, 69, null)
    await day('2026-11-03', 71, 71, null)
    expect((await told()).slice(0, 2)).toEqual([
      'ヘルススコアが69から71に上がり、「良好」になりました：最後の利用からの日数 +1',
      'ヘルススコアが72から69に下がり、「注意」になりました：最後の利用からの日数 −2、使った人の数「給餌を記録」（直近28日） −1',
    ])
  })

  it('say when the model changed, and when nothing is known any more', async () => {
    await day('2026-11-01', 100, 100, null)
    await publish({ ...definition, measures: definition.measures.slice(0, 1) })
    await day('2026-11-02', 50)
    await day('2026-11-03', null)
    expect((await told()).slice(0, 2)).toEqual([
      'データがなくなり、ヘルススコアを算出できなくなりました',
      'スコアモデルが変わり、ヘルススコアが100から50（注意）になりました',
    ])
  })

  it('come in pages: strictly before, newest first, at most so many', async () => {
    for (let i = 1; i <= 9; i++) await day(`2026-11-0${i}`, i % 2 === 0 ? 10 : 90, null, null)
    const first = await readTimeline(db, account, { before: ahead.before, limit: 4 })
    expect(first.map(entry => entry.at.toISOString().slice(8, 10))).toEqual(['09', '08', '07', '06'])
    const next = await readTimeline(db, account, { before: first.at(-1)?.at ?? new Date(0), limit: 40 })
    expect(next.map(entry => entry.at.toISOString().slice(8, 10))).toEqual(['05', '04', '03', '02', '01'])
  })

  it('cannot be made to look up other texts by the name of an event', async () => {
    const of = '$t(health:timeline.name1.window)'
    await publish({ ...definition, measures: [percentile('events.people', { of })] })
    await day('2026-11-01', 90)
    await day('2026-11-02', 10)
    expect((await told())[0]).toContain('使った人の数「$t (health:timeline.name1.window)」（直近28日） −80')
  })
})

describe('risk changes', () => {
  const risk = (date: string, probability: number, reason: object | null) =>
    db
      .insertInto('health.risk_day')
      .values({
        account_id: account,
        day: date,
        risk_model_id: 1,
        probability,
        reason: reason && JSON.stringify(reason),
        at: new Date(`${date}T08:00:00Z`),
      })
      .execute()

  it('are told from five percentage points on, a rise with its strongest reason', async () => {
    const contract = { key: 'trait:Contract', kind: 'category', value: 'Month-to-month', usual: 0.5 }
    const silence = { key: 'measure:events.days_active|28||', kind: 'number', value: 1.26, usual: 9 }
    await risk('2026-11-01', 0.1, null)
    await risk('2026-11-02', 0.14, contract)
    await risk('2026-11-03', 0.2, contract)
    await risk('2026-11-04', 0.35, silence)
    await risk('2026-11-05', 0.12, silence)
    expect(await told()).toEqual([
      '解約リスクが35%から12%に下がりました',
      '解約リスクが20%から35%に上がりました：使った日数（直近28日） が 1.3',
      '解約リスクが14%から20%に上がりました：Contract が Month-to-month',
    ])
  })

  it.each([
    [{ key: 'account:plan', kind: 'category', value: null }, '：プラン が不明'],
    [{ key: 'trait:支援', kind: 'boolean', value: false }, '：支援 が いいえ'],
    [{ key: 'trait:支援', kind: 'boolean', value: true }, '：支援 が はい'],
    [
      { key: 'trait:$t(health:title)', kind: 'category', value: '$t(health:title)' },
      '：$t (health:title) が $t (health:title)',
    ],
    [null, ''],
  ])('name the reason %j', async (reason, text) => {
    await risk('2026-11-01', 0.1, null)
    await risk('2026-11-02', 0.3, reason)
    expect(await told()).toEqual([`解約リスクが10%から30%に上がりました${text}`])
  })
})

describe('what people said', () => {
  it('is told once, with who and why; an override that follows another ends it without a word', async () => {
    const set = (score: number, minute: number) => {
      setClock(Temporal.Instant.from(`2026-11-22T03:0${minute}:00Z`))
      const expiresAt = new Date('2026-11-23T00:00:00Z')
      return transact(db, tx => overrideScore(tx, csm, account, { score, reason: '異動', expiresAt }))
    }
    await set(20, 0)
    await set(30, 1)
    setClock(Temporal.Instant.from('2026-11-22T03:02:00Z'))
    const felt = await transact(db, tx => noteSentiment(tx, csm, account, { value: 25, note: '声が暗い' }))
    await transact(db, tx => withdrawSentiment(tx, csm, felt))
    setClock(Temporal.Instant.from('2026-11-22T03:03:00Z'))
    await transact(db, tx => endOverride(tx, csm, account))
    await set(40, 4)
    setClock(Temporal.Instant.from('2026-11-24T03:00:00Z'))
    await transact(db, tx => expireOverrides(tx))
    const entries = await readTimeline(db, account, ahead)
    const t = services.words('ja')
    expect(entries.map(entry => [t(entry.text, entry.values), entry.note])).toEqual([
      ['ヘルススコアの調整の期限が過ぎ、計算上のスコアに戻りました', undefined],
      ['ヘルススコアを40に調整しました', '佐藤 春 · 異動'],
      ['ヘルススコアの調整を終えました', '佐藤 春'],
      ['所感：やや心配', '佐藤 春 · 声が暗い'],
      ['所感「やや心配」を取り消しました', '佐藤 春'],
      ['ヘルススコアを30に調整しました', '佐藤 春 · 異動'],
      ['ヘルススコアを20に調整しました', '佐藤 春 · 異動'],
    ])
  })
})

it('every measure is called what readers of timelines expect', () => {
  for (const { key, label } of offers.measures.values()) expect(label).toBe(labelOf(key))
})
