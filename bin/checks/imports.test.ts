import { describe, expect, test } from 'vitest'
import { importsCheck } from './imports.ts'
import { found } from './testing.ts'

const check = importsCheck([['platform'], ['web'], ['customers'], ['events', 'segments'], ['health']])
const customers = { 'app/modules/customers/index.ts': 'export const a = 1', 'app/modules/customers/account.ts': '' }

describe('floors', () => {
  test('a module imports the index.ts of a module below, and web and platform as they are', () => {
    const text = `
      import { a } from '../customers/index.ts'
      import type { Db } from '../../platform/db.ts'
      import { page } from '../../web/page.tsx'
      import { paths } from '../../paths.ts'
      import { own } from './views/own.tsx'
      import { sql } from 'kysely'`
    expect(found(check, { ...customers, 'app/modules/health/index.ts': text })).toEqual([])
  })

  test.each([
    ['upwards', `import { a } from '../health/index.ts'`, 'app/modules/health/index.ts'],
    ['sideways', `import { a } from '../segments/index.ts'`, 'app/modules/segments/index.ts'],
    ['only a type, upwards', `import type { A } from '../health/index.ts'`, 'app/modules/health/index.ts'],
    ['a type in place', `export type B = import('../health/index.ts').A`, 'app/modules/health/index.ts'],
    ['another than index.ts', `import type { A } from '../customers/account.ts'`, 'app/modules/customers/account.ts'],
    ['passed on', `export { a } from '../health/index.ts'`, 'app/modules/health/index.ts'],
    ['later, when it runs', `const load = () => import('../health/index.ts')`, 'app/modules/health/index.ts'],
    ['what boots', `import { modules } from '../../modules.ts'`, 'app/modules.ts'],
    ['test support', `import { a } from '../../../test/support/a.ts'`, 'test/support/a.ts'],
    ['the browser', `import { a } from '../../../client/a.ts'`, 'client/a.ts'],
  ])('a module does not import %s', (_, text, to) => {
    const path = 'app/modules/events/event.ts'
    expect(found(check, { ...customers, [path]: text })).toEqual([`${path}:1 ${to}`])
  })

  test('web and platform have their floors too', () => {
    const files = {
      'app/platform/a.ts': `import { b } from '../web/b.ts'`,
      'app/web/b.ts': `import type { a } from '../platform/a.ts'`,
      'app/web/c.ts': `import { x } from '../modules/customers/index.ts'`,
    }
    expect(found(check, { ...customers, ...files })).toEqual([
      'app/platform/a.ts:1 app/web/b.ts',
      'app/web/c.ts:1 app/modules/customers/index.ts',
    ])
  })

  test('what boots may import everything, but modules only by their index.ts', () => {
    const text = `import { a } from './modules/customers/index.ts'\nimport { b } from './modules/customers/account.ts'`
    expect(found(check, { ...customers, 'app/app.tsx': text })).toEqual([
      'app/app.tsx:2 app/modules/customers/account.ts',
    ])
  })

  test('paths.ts and config.ts are for everybody, so they import no room but platform', () => {
    const files = {
      'app/paths.ts': `import { a } from './web/b.ts'`,
      'app/config.ts': `import { b } from './platform/a.ts'`,
    }
    expect(found(check, files)).toEqual(['app/paths.ts:1 app/web/b.ts'])
  })

  test('a test may look anywhere, but into other modules only by their index.ts', () => {
    const text = `
      import { a } from '../health/index.ts'
      import { b } from '../../../test/support/b.ts'
      import { c } from '../customers/account.ts'`
    const path = 'app/modules/events/event.test.ts'
    expect(found(check, { ...customers, [path]: text })).toEqual([`${path}:4 app/modules/customers/account.ts`])
  })

  test('a module that is on no floor is told', () => {
    expect(found(check, { 'app/modules/inbox/index.ts': '' })).toEqual(['app/modules/inbox/index.ts:1 inbox'])
  })

  test('the browser code stands alone', () => {
    const files = {
      'client/a.ts': `import './b.ts'\nimport { paths } from '../app/paths.ts'`,
      'client/b.ts': '',
      'client/a.test.ts': `import '../test/a.ts'`,
    }
    expect(found(check, files)).toEqual(['client/a.ts:2 app/paths.ts'])
  })
})

describe('circles', () => {
  const first = 'app/web/a.ts'

  test('between files are told once', () => {
    const files = {
      [first]: `import { b } from './b.ts'`,
      'app/web/b.ts': `import { c } from './c.ts'`,
      'app/web/c.ts': `import { a } from './a.ts'`,
      'app/web/d.ts': `import { a } from './a.ts'`,
    }
    expect(found(check, files)).toEqual(['app/web/c.ts:1 app/web/a.ts'])
  })

  test('of types only do no harm', () => {
    const files = { [first]: `import { b } from './b.ts'`, 'app/web/b.ts': `import type { A } from './a.ts'` }
    expect(found(check, files)).toEqual([])
  })
})
