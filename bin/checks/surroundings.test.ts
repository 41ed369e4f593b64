import { expect, test } from 'vitest'
import { clockCheck, environmentCheck } from './surroundings.ts'
import { found } from './testing.ts'

const file = 'app/modules/events/event.ts'

test.each([
  'process.env.PORT',
  `process['env']`,
  `import { env } from 'node:process'`,
  `import process from 'node:process'`,
  'import.meta.env.MODE',
])('the environment is not read with %s', text => {
  expect(found(environmentCheck, { [file]: text })).toHaveLength(1)
})

test('the environment is read in config.ts, tests and programs', () => {
  const text = 'process.env.PORT'
  const files = {
    'app/config.ts': text,
    'app/a.test.ts': text,
    'bench/a.ts': text,
    'bin/lib/a.ts': text,
    'test/a.ts': text,
  }
  expect(found(environmentCheck, files)).toEqual([])
  expect(found(environmentCheck, { [file]: `process.exitCode = 1; const env = { a: 1 }; env.a` })).toEqual([])
})

test.each([
  'new Date()',
  'Date.now()',
  'Date()',
  'Math.random()',
  'Temporal.Now.instant()',
  'items.map(Math.random)',
  'sql`select now()`',
  'sql`where day < current_date`',
])('a module does not ask %s', text => expect(found(clockCheck, { [file]: text })).toHaveLength(1))

test('a module makes dates of what it was given', () => {
  expect(
    found(clockCheck, { [file]: 'new Date(0); Date.parse(a); Math.round(1); Temporal.Instant.from(a); now()' }),
  ).toEqual([])
  expect(found(clockCheck, { 'app/platform/clock.ts': 'Temporal.Now.instant()', 'bench/a.ts': 'Date.now()' })).toEqual(
    [],
  )
})
