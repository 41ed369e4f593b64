import { expect, it } from 'vitest'
import { ownPath } from './own-path.ts'

const base = 'https://banso.example'

it.each([
  ['/', '/'],
  ['/accounts/3?tab=plan', '/accounts/3?tab=plan'],
  ['/a?next=//evil.example', '/a?next=//evil.example'],
  ['/顧客', '/%E9%A1%A7%E5%AE%A2'],
])('goes on to %s', (text, path) => expect(ownPath(text, base)).toBe(path))

it.each([
  undefined,
  '',
  'accounts',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  'https://evil.example/',
  'https:evil.example',
  'javascript:alert(1)',
  '\u0000/x',
  `/${'x'.repeat(2001)}`,
])('goes nowhere with %j', text => expect(ownPath(text, base)).toBeUndefined())
