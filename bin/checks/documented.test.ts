import { expect, test } from 'vitest'
import { documentedCheck } from './documented.ts'
import { found } from './testing.ts'

const file = 'app/modules/customers/account.tsx'

test.each([
  'export function close() {}',
  'export async function close() {}',
  'export const close = () => {}',
  'function close() {}\nexport { close }',
  '// not a doc comment\nexport function close() {}',
  '/** of something else */\nconst a = 1\nexport function close() {}',
])('an exported function says what it does: %s', text => {
  expect(found(documentedCheck, { [file]: text })).toHaveLength(1)
})

test.each([
  '/** Closes. */\nexport function close() {}',
  '/** Closes. */\n// biome-ignore lint/a/b: because\nexport function close() {}',
  '/** Closes. */\nexport function close(a: 1): void\nexport function close(a: 2): void\nexport function close() {}',
  '/** Closes. */\nfunction close() {}\nexport { close }',
  'function inner() {}',
  'export const limit = 3',
  'export const AccountPage = () => <p />',
])('needs no more: %s', text => {
  expect(found(documentedCheck, { [file]: text })).toEqual([])
})

test('web and tests are left out', () => {
  const text = 'export function close() {}'
  expect(found(documentedCheck, { 'app/web/a.ts': text, 'app/platform/a.test.ts': text })).toEqual([])
  expect(found(documentedCheck, { 'app/platform/a.ts': text })).toHaveLength(1)
})

test('a module says in its README what it owns', () => {
  const manifest = { 'app/modules/health/index.ts': 'export const health = {}' }
  expect(found(documentedCheck, manifest)).toEqual(['app/modules/health/index.ts:1 README.md'])
  expect(found(documentedCheck, { ...manifest, 'app/modules/health/README.md': '# health' })).toEqual([])
})
