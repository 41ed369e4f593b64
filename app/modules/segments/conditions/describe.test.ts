import { expect, test } from 'vitest'
import { collectOffers, modules } from '../../../modules.ts'
import { seededRandom } from '../../../platform/random.ts'
import { webCatalogues } from '../../../web/catalogue.ts'
import { formatFor } from '../../../web/format.ts'
import { createWords, type Locale, missing } from '../../../web/i18n.ts'
import type { About } from '../about.ts'
import { askableOf } from '../about.ts'
import type { Condition } from './condition.ts'
import { describeCondition } from './describe.ts'
import { conditionMaker } from './testing.ts'

const words = createWords({
  web: webCatalogues,
  ...Object.fromEntries(modules.map(module => [module.name, module.catalogues])),
})
const offers = collectOffers(modules)
const names = {
  offers,
  traits: { account: new Map([['seats', '席数']]), contact: new Map([['seats', '座席']]) },
  segments: new Map([[3, '大口']]),
  plays: new Map([
    [4, { id: 4, name: '静かな顧客', over: false }],
    [5, { id: 5, name: '昔の', over: true }],
  ]),
  people: new Map([['p1', '佐藤']]),
  currency: 'JPY',
}
const say = (locale: Locale, condition: Condition, about: About = 'account') =>
  describeCondition({ t: words(locale), format: formatFor(locale, 'Asia/Tokyo') }, condition, about, names)

const unused: Condition = {
  kind: 'measure',
  use: { measure: 'events.days_active', window: 28 },
  asks: { is: 'less', number: 3 },
}
const seats: Condition = {
  kind: 'trait',
  key: 'seats',
  type: 'number',
  asks: { is: 'between', from: 1000, to: 2000.5 },
}

test.each([
  [unused, '直近28日の使った日数が3日未満', 'Days active in the last 28 days is less than 3 days'],
  [seats, '席数が1,000以上2,000.5以下', '席数 is from 1,000 to 2,000.5'],
  [
    { kind: 'field', field: 'customers.monthly_amount', asks: { is: 'more', number: 12_345 }, currency: 'USD' },
    '月額が$123.45を超える',
    'Monthly amount is more than $123.45',
  ],
  [{ kind: 'field', field: 'customers.owner', asks: { is: 'same', text: 'p1' } }, '担当が「佐藤」', 'Owner is “佐藤”'],
  // What people named is not taken for a place to fill in.
  [
    { kind: 'trait', key: '{{text}}', type: 'text', asks: { is: 'same', text: '$t(web:ui.close){{subject}}' } },
    '{{text}}が「$t(web:ui.close){{subject}}」',
    '{{text}} is “$t(web:ui.close){{subject}}”',
  ],
  [
    { kind: 'play', play: 4, standing: 'under_way', within: true },
    '打ち手「静かな顧客」が進行中である',
    'is under way in the play “静かな顧客”',
  ],
  [
    { kind: 'play', play: 4, standing: 'gone_through', within: false, days: 30 },
    '過去30日以内には打ち手「静かな顧客」を終えていない',
    'has not gone through the play “静かな顧客” within the last 30 days',
  ],
  [
    { kind: 'play', play: 5, standing: 'held_out', within: false },
    '打ち手「昔の（終了）」の比較群ではない',
    'is not held out of the play “昔の (ended)”',
  ],
  [
    { kind: 'play', play: 6, standing: 'gone_through', within: true },
    '打ち手「なくなった打ち手」を終えたことがある',
    'has gone through the play “a play that is gone”',
  ],
  [{ kind: 'segment', segment: 3, within: false }, 'セグメント「大口」に入っていない', 'is not in the segment “大口”'],
  [
    {
      kind: 'measure',
      use: { measure: 'events.count', window: 7, of: 'Fed fish', compare: 'previous' },
      asks: { is: 'at_most', number: -0.5 },
    },
    '直近7日の「Fed fish」のイベント数（その前の7日からの変化）が-50%以下',
    'Events of “Fed fish” in the last 7 days (change against the 7 days before) is at most -50%',
  ],
  [
    { kind: 'any', of: [unused, { kind: 'all', of: [seats, { kind: 'none', of: [unused] }] }] },
    '直近28日の使った日数が3日未満、または（席数が1,000以上2,000.5以下、かつ「直近28日の使った日数が3日未満」のどれにも当てはまらない）',
    'Days active in the last 28 days is less than 3 days or (席数 is from 1,000 to 2,000.5 and none of: Days active in the last 28 days is less than 3 days)',
  ],
] as [Condition, string, string][])('a condition is told in words', (condition, ja, en) => {
  expect(say('ja', condition)).toBe(ja)
  expect(say('en', condition)).toBe(en)
})

test('every condition can be told in both languages', () => {
  const { leaf } = conditionMaker(seededRandom(5), {
    today: '2026-11-22',
    fields: [...offers.fields.values()],
    measures: [...askableOf('account', offers).measures.values()],
    traitKeys: ['seats', '{{text}}', '$t(web:ui.close)'],
    texts: ['text', '{{subject}}', '<b>'],
  })
  missing.clear()
  for (let round = 0; round < 500; round++) {
    const condition = leaf()
    for (const locale of ['ja', 'en'] as const) {
      const text = say(locale, condition)
      expect(text).not.toMatch(/undefined|NaN|segments:/)
      expect(text.length).toBeGreaterThan(3)
    }
  }
  expect([...missing]).toEqual([])
})

test('a condition over contacts tells what is asked of them and what of their accounts, each by its own names', () => {
  const condition: Condition = {
    kind: 'all',
    of: [
      { kind: 'field', field: 'customers.contact_title', asks: { is: 'same', text: '代表' } },
      { ...seats, asks: { is: 'empty' } } as Condition,
      {
        kind: 'accounts',
        within: true,
        meets: {
          kind: 'all',
          of: [
            { kind: 'field', field: 'health.score', asks: { is: 'less', number: 40 } },
            { ...seats, asks: { is: 'known' } } as Condition,
          ],
        },
      },
      { kind: 'accounts', within: false, meets: { kind: 'any', of: [{ kind: 'segment', segment: 3, within: true }] } },
    ],
  }
  expect(say('ja', condition, 'contact')).toBe(
    '役職が「代表」、かつ座席がわからない（空）、かつ（ヘルススコアが40未満、かつ席数がわかっている）の顧客に所属している、かつ（セグメント「大口」に入っている）の顧客に所属していない',
  )
  expect(say('en', condition, 'contact')).toBe(
    'Job title is “代表” and 座席 is not known (empty) and belongs to an account for which (Health score is less than 40 and 席数 is known) and belongs to no account for which (is in the segment “大口”)',
  )
})
