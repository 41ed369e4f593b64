import { describe, expect, test } from 'vitest'
import { found } from './testing.ts'
import { markupCheck, viewsCheck } from './views.ts'

const view = 'app/modules/customers/views/account-page.tsx'

describe('views', () => {
  test.each([
    `import { sql } from 'kysely'`,
    `import type { Kysely } from 'kysely'`,
    `import pg from 'pg'`,
    `import type { Db } from '../../../platform/db.ts'`,
    `import { listAccounts } from '../queries.ts'`,
  ])('do not reach the database: %s', text => {
    expect(found(viewsCheck, { [view]: text })).toHaveLength(1)
    expect(found(viewsCheck, { 'app/web/ui/card.tsx': text.replace('../../../', '../../') })).toHaveLength(1)
  })

  test('take types of what they show; routes ask', () => {
    expect(found(viewsCheck, { [view]: `import type { AccountRow } from '../queries.ts'` })).toEqual([])
    const route = 'app/modules/customers/routes/account.tsx'
    expect(found(viewsCheck, { [route]: `import { listAccounts } from '../queries.ts'` })).toEqual([])
  })
})

describe('markup', () => {
  test.each([
    ['style', 'const a = <p style="color: red">x</p>'],
    ['style', 'const a = <p style={{ width: 1 }} />'],
    ['onclick', 'const a = <button onclick="go()" />'],
    ['onClick', 'const a = <button onClick={go} />'],
    ['dangerouslySetInnerHTML', 'const a = <p dangerouslySetInnerHTML={{ __html: x }} />'],
    ['raw', `import { raw } from 'hono/html'\nraw(x)`],
    ['raw', `import { raw as plain } from 'hono/html'\nplain(x)`],
    ['sql.raw', 'sql.raw(text)'],
    ['innerHTML', 'element.innerHTML = text'],
  ])('does not use %s: %s', (subject, text) => {
    expect(found(markupCheck, { [view]: text }).map(line => line.split(' ')[1])).toEqual([subject])
  })

  test('classes, SVG attributes, other things called raw and styled text pass', () => {
    const text =
      'const a = <svg width={x} class="a"><title>{t}</title></svg>; const b = raw(1); zod.raw(2); const style = 1'
    expect(found(markupCheck, { [view]: text })).toEqual([])
  })
})
