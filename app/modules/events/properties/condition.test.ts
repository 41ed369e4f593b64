import { describe, expect, it, test } from 'vitest'
import { modules } from '../../../modules.ts'
import { webCatalogues } from '../../../web/catalogue.ts'
import { formatFor } from '../../../web/format.ts'
import { createWords, type Locale } from '../../../web/i18n.ts'
import { meetsProperties, type PropertyCondition, propertyAsks, propertyConditionShape } from './condition.ts'
import { describeProperties } from './describe.ts'

type Asks = PropertyCondition['asks']
const meets = (value: unknown, asks: Asks, property = 'plan') =>
  meetsProperties(value === undefined ? {} : { plan: value }, [{ property, asks }])

describe('a property', () => {
  test.each([
    ['Ｐｒｏ', { is: 'same', text: 'pro' }, true],
    ['professional', { is: 'same', text: 'pro' }, false],
    [12, { is: 'same', text: '１２' }, true],
    [12, { is: 'same', text: '12.0' }, true],
    ['12', { is: 'same', text: '12.0' }, false],
    [true, { is: 'same', text: 'TRUE' }, true],
    [undefined, { is: 'same', text: 'undefined' }, false],
    [null, { is: 'same', text: 'null' }, false],
    [{ a: 1 }, { is: 'same', text: '[object Object]' }, false],
    [['Basic', 'Pro'], { is: 'same', text: 'pro' }, true],
    ['free', { is: 'different', text: 'pro' }, true],
    [undefined, { is: 'different', text: 'pro' }, true],
    [['Basic', 'Pro'], { is: 'different', text: 'pro' }, false],
    ['月額プロプラン', { is: 'contains', text: 'プロ' }, true],
    ['月額プロプラン', { is: 'contains', text: 'ﾌﾟﾛ' }, true],
    ['月額', { is: 'contains', text: 'プロ' }, false],
    ['Pro yearly', { is: 'starts', text: 'pro' }, true],
    ['My Pro', { is: 'starts', text: 'pro' }, false],
    ['b', { is: 'one_of', texts: ['a', 'B'] }, true],
    ['c', { is: 'one_of', texts: ['a', 'B'] }, false],
    [9.5, { is: 'less', number: 10 }, true],
    [10, { is: 'less', number: 10 }, false],
    [10, { is: 'at_most', number: 10 }, true],
    [10, { is: 'more', number: 10 }, false],
    ['1,200', { is: 'at_least', number: 1200 }, true],
    ['many', { is: 'at_least', number: 0 }, false],
    [undefined, { is: 'less', number: 10 }, false],
    [true, { is: 'at_least', number: 0 }, false],
    [true, { is: 'yes' }, true],
    ['True', { is: 'yes' }, true],
    [1, { is: 'yes' }, false],
    [false, { is: 'no' }, true],
    [undefined, { is: 'no' }, false],
    [0, { is: 'exists' }, true],
    ['', { is: 'exists' }, false],
    [[], { is: 'exists' }, false],
    [undefined, { is: 'missing' }, true],
    [null, { is: 'missing' }, true],
    [false, { is: 'missing' }, false],
  ] as [unknown, Asks, boolean][])('%j: %j is %s', (value, asks, expected) => {
    expect(meets(value, asks)).toBe(expected)
  })

  it('may lie in an object, and have dots in its name', () => {
    const asks: Asks = { is: 'same', text: 'pro' }
    const event = { order: { plan: 'pro', 'a.b': { c: 'pro' } }, 'order.x': 'pro', list: [{ plan: 'pro' }] }
    for (const property of ['order.plan', 'order.a.b.c', 'order.x']) {
      expect(meetsProperties(event, [{ property, asks }]), property).toBe(true)
    }
    for (const property of [
      'order',
      'order.',
      '.order',
      'order.plan.x',
      'list.plan',
      '__proto__',
      'constructor.name',
    ]) {
      expect(meetsProperties(event, [{ property, asks }]), property).toBe(false)
    }
  })

  it('all conditions have to hold, and none hold always', () => {
    const both: PropertyCondition[] = [
      { property: 'plan', asks: { is: 'same', text: 'pro' } },
      { property: 'seats', asks: { is: 'more', number: 5 } },
    ]
    expect(meetsProperties({ plan: 'pro', seats: 6 }, both)).toBe(true)
    expect(meetsProperties({ plan: 'pro', seats: 5 }, both)).toBe(false)
    expect(meetsProperties({}, [])).toBe(true)
  })
})

test.each([
  { property: '', asks: { is: 'exists' } },
  { property: 'a', asks: { is: 'same', text: '' } },
  { property: 'a', asks: { is: 'one_of', texts: [] } },
  { property: 'a', asks: { is: 'more', number: Number.POSITIVE_INFINITY } },
  { property: 'a', asks: { is: 'exists', text: 'x' } },
  { property: 'a', asks: { is: 'like', text: 'x' } },
])('%j is no condition', value => {
  expect(propertyConditionShape.safeParse(value).success).toBe(false)
})

describe('in words', () => {
  const words = createWords({
    web: webCatalogues,
    ...Object.fromEntries(modules.map(module => [module.name, module.catalogues])),
  })
  const say = (locale: Locale, conditions: readonly PropertyCondition[]) =>
    describeProperties({ t: words(locale), format: formatFor(locale, 'Asia/Tokyo') }, conditions)

  it('reads as a sentence does', () => {
    const conditions: PropertyCondition[] = [
      { property: 'plan', asks: { is: 'one_of', texts: ['pro', 'team'] } },
      { property: 'amount', asks: { is: 'at_least', number: 10_000 } },
    ]
    expect(say('ja', conditions)).toBe('planが「pro」または「team」、かつamountが10,000以上')
    expect(say('en', conditions)).toBe('plan is “pro” or “team” and amount is at least 10,000')
    expect(say('ja', [])).toBe('')
  })

  it('knows words for every question', () => {
    for (const is of propertyAsks) {
      const asks = { is, text: 'x', texts: ['x'], number: 1 } as unknown as Asks
      for (const locale of ['ja', 'en'] as const) {
        expect(say(locale, [{ property: 'plan', asks }])).toContain('plan')
        expect(words(locale)(`events:property.question.${is}`)).not.toContain('property.')
      }
    }
  })
})
