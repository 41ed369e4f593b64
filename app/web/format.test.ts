import { expect, test } from 'vitest'
import { formatFor } from './format.ts'

const noon = new Date('2026-11-22T12:00:00Z')
const before = (days: number) => new Date(noon.getTime() - days * 86_400_000)

test('How long ago something was is counted: a name such as last month would be wrong for two months back', () => {
  const ja = formatFor('ja', 'Asia/Tokyo')
  const en = formatFor('en', 'Asia/Tokyo')
  expect(ja.relative(before(0), noon)).toBe('1分以内')
  expect(en.relative(before(0), noon)).toBe('this minute')
  // The day before yesterday, two months back in the calendar, the year before last.
  expect([1.9, 59, 720].map(days => ja.relative(before(days), noon))).toEqual(['1日前', '1か月前', '1年前'])
  expect([1.9, 59, 720].map(days => en.relative(before(days), noon))).toEqual([
    '1 day ago',
    '1 month ago',
    '1 year ago',
  ])
})
