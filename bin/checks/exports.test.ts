import { expect, test } from 'vitest'
import { exportsCheck } from './exports.ts'
import { found } from './testing.ts'

const file = 'app/modules/tasks/routes/export.ts'

test('a list that is taken along as a file without a record is found', () => {
  expect(found(exportsCheck, { [file]: `export const a = (c) => csvFile(c, 'a.csv', [])` })).toEqual([
    `${file}:1 csvFile`,
  ])
})

test('with a record it passes', () => {
  const text = `export async function a(c) {
    await recordExport(c, 'tasks.tasks_exported', { rows: 1 })
    return csvFile(c, 'a.csv', [])
  }`
  expect(found(exportsCheck, { [file]: text, 'app/web/csv.ts': 'export function csvFile() {}' })).toEqual([])
})
