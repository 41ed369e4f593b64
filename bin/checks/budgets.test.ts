import { expect, test } from 'vitest'
import { budgets, budgetsCheck } from './budgets.ts'
import { found } from './testing.ts'

const file = 'app/web/page.tsx'
const lines = (count: number) => 'f()\n'.repeat(count)

test('a file has at most 250 lines', () => {
  expect(found(budgetsCheck, { [file]: lines(budgets.file) })).toEqual([])
  expect(found(budgetsCheck, { [file]: lines(budgets.file + 1) })).toEqual([`${file}:251 file`])
  expect(found(budgetsCheck, { 'client/css/base.css': lines(251), 'bin/ci': lines(251) })).toHaveLength(2)
  expect(found(budgetsCheck, { 'test/cast.ts': lines(251), 'app/conditions/testing.ts': lines(251) })).toHaveLength(2)
  expect(found(budgetsCheck, { 'app/a.test.ts': lines(251), 'test/browser/a.test.tsx': lines(251) })).toEqual([])
  expect(
    found(budgetsCheck, { 'db/migrations/0001_a.sql': lines(251), 'app/web/locales/ja.json': lines(251) }),
  ).toEqual([])
})

test.each([
  ['load', (body: string) => `function load() {\n${body}}`],
  ['load', (body: string) => `const load = () => {\n${body}}`],
  ['load', (body: string) => `class A { load() {\n${body}} }`],
  ['(in routes.get)', (body: string) => `routes.get(path, c => {\n${body}})`],
])('a function has at most 40 lines: %s', (name, text) => {
  expect(found(budgetsCheck, { [file]: text(lines(38)) })).toEqual([])
  expect(found(budgetsCheck, { [file]: text(lines(39)) })).toEqual([`${file}:1 ${name}`])
})

test('a component has at most 80 lines; a function that only hands JSX on is none', () => {
  const component = (count: number) => `function Page() {\n${lines(count)}return a ? <p /> : <b />\n}`
  expect(found(budgetsCheck, { [file]: component(77) })).toEqual([])
  expect(found(budgetsCheck, { [file]: component(78) })).toEqual([`${file}:1 Page`])
  const handler = `function show(c) {\n${lines(39)}return page(c, <Page />)\n}`
  expect(found(budgetsCheck, { [file]: handler })).toEqual([`${file}:1 show`])
})
