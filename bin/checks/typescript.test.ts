import { describe, expect, test } from 'vitest'
import { found } from './testing.ts'
import { typescriptCheck } from './typescript.ts'

const file = 'app/web/forms.ts'
const directive = (name: string) => `// @${'ts'}-${name}`

describe('typescript', () => {
  test.each([
    ['any', 'export const a = b as any'],
    ['any', 'export function a(b: Record<string, any>) {}'],
    ['default', 'export default 1'],
    ['default', 'const a = 1; export { a as default }'],
    ['@ts-ignore', `${directive('ignore: the types are wrong')}\nf()`],
    ['@ts-nocheck', directive('nocheck')],
    ['@ts-expect-error', `${directive('expect-error')}\nf()`],
    ['@ts-expect-error', `/* ${directive('expect-error')} */ f()`],
  ])('refuses %s: %s', (subject, text) => {
    expect(found(typescriptCheck, { [file]: text })).toEqual([`${file}:1 ${subject}`])
  })

  test('passes what is typed, and an expected error with its reason', () => {
    const text = `export const any = 1; const a: unknown = 'any'\n${directive('expect-error: the library forgets null')}\nf()`
    expect(found(typescriptCheck, { [file]: text })).toEqual([])
    expect(found(typescriptCheck, { 'vitest.config.ts': 'export default {}' })).toEqual([])
  })

  test.each([
    `export { a } from './a.ts'`,
    `export * from './a.ts'`,
    `export type { A } from './a.ts'`,
    `import { a } from './a.ts'\nexport { a }`,
  ])('only the index.ts of a module passes on: %s', text => {
    expect(found(typescriptCheck, { [file]: text })).toHaveLength(1)
    expect(found(typescriptCheck, { 'app/modules/customers/ideas/index.ts': text })).toHaveLength(1)
    expect(found(typescriptCheck, { 'app/modules/customers/index.ts': text })).toEqual([])
  })
})
