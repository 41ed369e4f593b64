// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are samples of code
import { describe, expect, test } from 'vitest'
import { localesCheck, textKeysCheck } from './locales.ts'
import { found } from './testing.ts'

const folder = 'app/modules/today/locales'
const texts = (ja: object, en: object) => ({
  [`${folder}/ja.json`]: JSON.stringify(ja, null, 2),
  [`${folder}/en.json`]: JSON.stringify(en, null, 2),
})

describe('locales', () => {
  test('passes catalogues that say the same', () => {
    const ja = { list: { title: '今日', count: '{{count}}件', 'a.b': 'あ' }, other: '他' }
    const en = {
      list: { title: 'Today', count_one: 'One', count_other: '{{count}} accounts', 'a.b': 'a' },
      other: 'Other',
    }
    expect(found(localesCheck, texts(ja, en))).toEqual([])
    const plural = { count_other: '{{count}}件' }
    expect(found(localesCheck, texts({ a: '{{all}}行のうち' }, { a: 'of {{all}} rows' }))).toEqual([])
    expect(found(localesCheck, texts(plural, { count_one: 'One', count_other: '{{count}}' }))).toEqual([])
  })

  test.each([
    ['a key that English lacks', { a: 'あ', b: 'い' }, { a: 'a' }, 'ja.json:3 b'],
    ['a key that Japanese lacks', { a: 'あ' }, { a: 'a', b: { c: 'c' } }, 'en.json:4 b.c'],
    ['an empty text', { a: ' ' }, { a: 'a' }, 'ja.json:2 a'],
    ['something else than text', { a: 'あ' }, { a: 3 }, 'en.json:2 a'],
    ['half a plural', { a: 'あ' }, { a_other: 'a' }, 'en.json:2 a'],
    ['an English plural in Japanese', { a_one: 'あ', a_other: 'あ' }, { a_one: 'a', a_other: 'b' }, 'ja.json:2 a_one'],
    ['another value', { a: '{{name}}さん' }, { a: '{{ person }}' }, 'en.json:2 a'],
    ['a value that is left out', { a: '{{name}}さん' }, { a: 'You' }, 'en.json:2 a'],
    ['one thing told as several', { a: '{{rows}}行' }, { a: '{{rows}} rows' }, 'en.json:2 a'],
    ['Japanese in English', { a: '今日' }, { a: '今日' }, 'en.json:2 a'],
  ])('finds %s', (_, ja, en, expected) => {
    expect(found(localesCheck, texts(ja, en))).toEqual([`${folder}/${expected}`])
  })
})

describe('text keys', () => {
  const catalogue = texts(
    { list: { title: '今日' }, band: { good: '良い' } },
    { list: { title: 'Today' }, band: { good: 'Good' } },
  )
  const view = 'app/modules/today/views/list.tsx'

  test('every text is asked for, also through a template', () => {
    expect(found(textKeysCheck, { ...catalogue, [view]: "t('today:list.title'); t(`today:band.${band}`)" })).toEqual([])
    expect(found(textKeysCheck, { ...catalogue, [view]: "t('today:list.title'); t('today:band.' + band)" })).toEqual([])
  })

  test('a text that only tests ask for is unused', () => {
    const files = { ...catalogue, [view]: "t('today:list.title')", 'app/a.test.ts': "t('today:band.good')" }
    expect(found(textKeysCheck, files)).toEqual([`${folder}/ja.json:6 band.good`])
  })

  test('a key that no catalogue has is found', () => {
    const text = "t('today:list.title'); t(`today:band.${band}`); throw new Conflict('today:list.gone')"
    expect(found(textKeysCheck, { ...catalogue, [view]: text })).toEqual([`${view}:1 today:list.gone`])
  })

  test('a scope is no key, and a plural is asked for without its ending', () => {
    const plural = texts({ count: '{{count}}件' }, { count_one: 'One', count_other: '{{count}}' })
    expect(found(textKeysCheck, { ...plural, [view]: "allow('today:write'); t('today:count', { count })" })).toEqual([])
  })
})
