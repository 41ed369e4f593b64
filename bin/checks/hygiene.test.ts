// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are samples of code
import { describe, expect, test } from 'vitest'
import { hygieneCheck } from './hygiene.ts'
import { found } from './testing.ts'

// Put together here, so that this file passes its own check.
const machinePath = ['', 'home', 'hana', 'banso'].join('/')
const reminder = `// ${'TO'}DO: later`

describe('hygiene', () => {
  test('finds paths of one machine and reminders in any text', () => {
    expect(found(hygieneCheck, { 'README.md': `cd ${machinePath}` })).toEqual([
      `README.md:1 ${machinePath.slice(0, 10)}`,
    ])
    expect(found(hygieneCheck, { 'app/a.ts': `\n\n${reminder}` })).toEqual([`app/a.ts:3 ${'TO'}DO`])
  })

  test('leaves URLs and folders inside others alone', () => {
    const text = "'https://example.com/home/a', './work/a', `${root}/tmp/a`, '/homes', 'method'"
    expect(found(hygieneCheck, { 'app/a.ts': text })).toEqual([])
  })

  test.each([
    'test.only("a", f)',
    'describe.skip("a", f)',
    'it.todo("a")',
    'fit("a", f)',
    'test.only.each([])("a", f)',
    'context.skip()',
  ])('every test runs: %s', text => expect(found(hygieneCheck, { 'app/a.test.ts': text })).toHaveLength(1))

  test('a test may be skipped with its reason', () => {
    const text =
      'test.skipIf(!data)("telco, needs the shared data", f); context.skip("needs the shared data"); test.each([])("a", f)'
    expect(found(hygieneCheck, { 'app/a.test.ts': text })).toEqual([])
  })
})
