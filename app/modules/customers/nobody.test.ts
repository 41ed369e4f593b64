import { expect, it } from 'vitest'
import { standsForNobody } from './nobody.ts'

it.each([
  'NULL',
  'Nil',
  'undefined',
  'Anonymous',
  'GUEST',
  'NaN',
  '#N/A',
  '(null)',
  '[object Object]',
  '-1',
  '000',
  '--',
])('%s stands for nobody', id => expect(standsForNobody(id)).toBe(true))

it.each(['n', 'user-1234', 'unknown2', 'Anon', 'nobody', 'True North', '0x1', '-12', '[object', 'ＮＵＬＬ', '魚'])(
  '%s may be somebody',
  id => expect(standsForNobody(id)).toBe(false),
)
