import { describe, expect, test } from 'vitest'
import { readKind, readPeriod, readStage } from './choice.ts'
import { readDate, shownOrder } from './date.ts'
import { readFlag, readLeft } from './flag.ts'
import { readAmount, readCurrency } from './money.ts'
import { isNothing, readNumber } from './number.ts'
import { readLocale, readTimeZone } from './zone.ts'

describe('numbers', () => {
  test.each<[string, number]>([
    ['0', 0],
    ['-0.5', -0.5],
    ['1,234,567.89', 1234567.89],
    ['¥1,234', 1234],
    ['￥１，２３４', 1234],
    ['1,234円', 1234],
    ['$29.85', 29.85],
    ['USD 12', 12],
    ['-$5', -5],
    ['(1,200)', -1200],
    ['▲300', -300],
    ['△300', -300],
    ['1e3', 1000],
    ['.5', 0.5],
    ['999999999999999', 999999999999999],
    ['0.30000000000000004', 0.30000000000000004],
    ['-123.45678901234567', -123.45678901234567],
  ])('%s', (text, value) => {
    expect(readNumber(text)).toBe(value)
  })

  test.each<[string, number]>([
    ['10,5', 10.5],
    ['-0,25', -0.25],
    ['1.000', 1000],
    ['1.234.567,89', 1234567.89],
    ['1.234,50 €', 1234.5],
    ['１．２３４，５', 1234.5],
    [',5', 0.5],
    ['12', 12],
  ])('%s with a decimal comma', (text, value) => {
    expect(readNumber(text, 'comma')).toBe(value)
  })

  test.each(['10.5', '1,234.5', '1.23', '1,2,3', '12.34.567'])('%s is none with a decimal comma', text => {
    expect(readNumber(text, 'comma')).toBeUndefined()
  })

  test.each([
    '',
    'a',
    '1,23',
    '12,34,567',
    '007',
    '0120-000-000',
    '1.2.3',
    '12%',
    '1e999',
    '(5',
    '1234567890123456',
    'NaN',
    'Infinity',
    '0x10',
    '--1',
    '=1+1',
  ])('not %j', text => {
    expect(readNumber(text)).toBeUndefined()
  })

  test('words for no value', () => {
    for (const text of ['', '-', 'NULL', 'n/a', '#N/A', 'NaN', 'なし', '\\N']) expect(isNothing(text)).toBe(true)
    for (const text of ['0', 'x', 'ナシ園']) expect(isNothing(text)).toBe(false)
  })
})

describe('dates', () => {
  test.each<[string, string]>([
    ['2024-01-31', '2024-01-31'],
    ['2024/1/5', '2024-01-05'],
    ['2024.1.5', '2024-01-05'],
    ['20240131', '2024-01-31'],
    ['2024年1月31日', '2024-01-31'],
    ['2024年1月31日(水)', '2024-01-31'],
    ['２０２４／０１／３１', '2024-01-31'],
    ['令和6年1月31日', '2024-01-31'],
    ['令和元年5月1日', '2019-05-01'],
    ['R6.1.31', '2024-01-31'],
    ['平成31年4月30日', '2019-04-30'],
    ['S64.1.7', '1989-01-07'],
    ['2024-02-29', '2024-02-29'],
    ['2024-01-31 00:00:00', '2024-01-31'],
  ])('%s is the day %s', (text, day) => {
    expect(readDate(text, 'month', 'Asia/Tokyo')).toEqual({ day })
  })

  test('03/04/2024 is what the order says', () => {
    expect(readDate('03/04/2024', 'month', 'UTC')?.day).toBe('2024-03-04')
    expect(readDate('03/04/2024', 'day', 'UTC')?.day).toBe('2024-04-03')
    expect(shownOrder('03/04/2024')).toBeUndefined()
    expect(shownOrder('13/04/2024')).toBe('day')
    expect(shownOrder('04/13/2024')).toBe('month')
    expect(shownOrder('03.04.2024')).toBe('day')
  })

  test('a time without a zone is the company’s, one with a zone is its own', () => {
    expect(readDate('2024-01-31 08:30', 'month', 'Asia/Tokyo')).toEqual({
      day: '2024-01-31',
      instant: '2024-01-30T23:30:00Z',
    })
    expect(readDate('2024-01-31T23:30:00Z', 'month', 'Asia/Tokyo')).toEqual({
      day: '2024-02-01',
      instant: '2024-01-31T23:30:00Z',
    })
    expect(readDate('2024年1月31日 8時5分', 'month', 'UTC')?.instant).toBe('2024-01-31T08:05:00Z')
    expect(readDate('2024-01-31T08:30:00+0900', 'month', 'UTC')?.instant).toBe('2024-01-30T23:30:00Z')
  })

  test.each([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '1899-12-31',
    '2200-01-01',
    '31/31/2024',
    'tomorrow',
    '2024-01-31 25:00',
    '2024-01-31 10:00 +9999',
    '2024-01-31 10:00+25:00',
    '2024-01-31 10:00 -09:60',
    '2024-01-31x',
    '45322',
    '-',
  ])('not %s', text => {
    expect(readDate(text, 'month', 'UTC')).toBeUndefined()
  })
})

describe('yes and no, and who left', () => {
  test.each<[string, boolean | undefined]>([
    ['Yes', true],
    ['ｎｏ', false],
    ['TRUE', true],
    ['0', false],
    ['はい', true],
    ['いいえ', false],
    ['○', true],
    ['×', false],
    ['maybe', undefined],
    ['解約', undefined],
  ])('%s', (text, value) => {
    expect(readFlag(text)).toBe(value)
  })

  test.each<[string, boolean | undefined]>([
    ['Yes', true],
    ['解約済み', true],
    ['Churned', true],
    ['Stayed', false],
    ['契約中', false],
    ['1', true],
    ['on hold', undefined],
  ])('%s', (text, value) => {
    expect(readLeft(text)).toBe(value)
  })
})

describe('words of the domain', () => {
  test('kinds, stages and periods in both languages', () => {
    expect(['法人', 'B2B', '個人', 'Host', '宇宙人'].map(readKind)).toEqual([
      'business',
      'business',
      'consumer',
      'provider',
      undefined,
    ])
    expect(['Trial', '導入中', '利用中', '解約'].map(readStage)).toEqual(['trial', 'onboarding', 'active', 'cancelled'])
    expect(['月払い', 'Annual', '四半期', 'x'].map(readPeriod)).toEqual(['month', 'year', 'other', undefined])
  })

  test('time zones and languages', () => {
    expect(['Asia/Tokyo', 'asia/tokyo', '+09:00', 'Tokyo'].map(readTimeZone)).toEqual([
      'Asia/Tokyo',
      'Asia/Tokyo',
      undefined,
      undefined,
    ])
    expect(['ja', 'en_US', '日本語'].map(readLocale)).toEqual(['ja', 'en-US', undefined])
  })
})

describe('money', () => {
  test('is minor units per month, in the currency, unit and period that were said', () => {
    const money = { currency: 'JPY', unit: 'one', per: 'month' } as const
    expect(readAmount('12,000', money)).toBe(12_000)
    expect(readAmount('29.85', { ...money, currency: 'USD' })).toBe(2985)
    expect(readAmount('1,234.56', { ...money, currency: 'USD' })).toBe(123_456)
    expect(readAmount('1,234.567', { ...money, currency: 'KWD' })).toBe(1_234_567)
    expect(readAmount('1,234', { ...money, currency: 'KRW' })).toBe(1234)
    expect(readAmount('0.5', { ...money, currency: 'IQD' })).toBe(500)
    expect(readAmount('12', { ...money, unit: 'thousand' })).toBe(12_000)
    expect(readAmount('2985', { ...money, currency: 'USD', unit: 'hundredth' })).toBe(2985)
    expect(readAmount('120,000', { ...money, per: 'year' })).toBe(10_000)
    expect(readAmount('free', money)).toBeUndefined()
  })

  test('currencies by code or sign', () => {
    expect(['usd', '￥', '円', '€', 'ZZZ', ''].map(readCurrency)).toEqual([
      'USD',
      'JPY',
      'JPY',
      'EUR',
      undefined,
      undefined,
    ])
  })
})
