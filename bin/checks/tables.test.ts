// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are samples of code
import { describe, expect, test } from 'vitest'
import { tablesCheck } from './tables.ts'
import { found } from './testing.ts'

const migrations = {
  'db/migrations/0001_all.sql': `
    create table customers.account (id bigint);
    create view customers.account_fact as select id from customers.account;
    create table health.score (account_id bigint);`,
}
const owner = {
  ...migrations,
  'app/modules/customers/index.ts': `export const publishedViews = ['customers.account_fact'] as const`,
}
const other = 'app/modules/health/score.ts'

describe('table ownership', () => {
  test('the owner names its tables, others the views it publishes', () => {
    const files = {
      ...owner,
      'app/modules/customers/account.ts':
        'db.selectFrom("customers.account as a"); sql`select 1 from customers.account`',
      [other]: 'sql`select * from customers.account_fact join health.score using (account_id)`',
    }
    expect(found(tablesCheck, files)).toEqual([])
  })

  test.each([
    ['in a query', `db.selectFrom('customers.account')`],
    ['with another name', `db.innerJoin('customers.account as a', 'a.id', 'b.id')`],
    ['with a column', `db.select('customers.account.id')`],
    ['in SQL', 'sql`select 1 from customers.account`'],
    ['in SQL with a type', 'sql<{ id: number }>`select 1 from "customers"."account"`'],
    ['in SQL, anywhere', 'sql`select 1 from health.score, customers.account`'],
    ['in SQL as text', `pool.query('update customers.account set name = 1')`],
    ['offered as data', `const measure = { relation: 'customers.account' }`],
    ['in a part of SQL', `const part = 'left join customers.account a on true'`],
  ])('another module does not name a table %s', (_, text) => {
    expect(found(tablesCheck, { ...owner, [other]: text })).toEqual([`${other}:1 customers.account`])
  })

  test('tells the line of the name', () => {
    expect(found(tablesCheck, { ...owner, [other]: 'sql`\nselect 1\nfrom ${x}\njoin customers.account`' })).toEqual([
      `${other}:4 customers.account`,
    ])
  })

  test('a name that no migration makes is told in SQL', () => {
    const text = 'sql`select 1 from customers.account_2026`'
    expect(found(tablesCheck, { ...owner, [other]: text })).toEqual([`${other}:1 customers.account_2026`])
  })

  test('names that only look alike are none of its business', () => {
    const text = `
      record('customers.account_created'); job('customers.import'); t('customers:account.name')
      sql\`select * from customers.fold(\${x}) where customers.text = 1\``
    expect(found(tablesCheck, { ...owner, [other]: text })).toEqual([])
  })

  test('only the owner publishes', () => {
    const files = {
      ...migrations,
      [other]: 'sql`select * from customers.account`',
      'app/modules/health/index.ts': `export const publishedViews = ['customers.account'] as const`,
    }
    expect(found(tablesCheck, files)).toContain(`${other}:1 customers.account`)
  })

  test('what boots owns nothing; tests may look', () => {
    const text = 'sql`select 1 from customers.account`'
    const files = { ...owner, 'app/app.tsx': text, 'app/modules/health/score.test.ts': text, 'bench/a.ts': text }
    expect(found(tablesCheck, files)).toEqual(['app/app.tsx:1 customers.account'])
  })
})
