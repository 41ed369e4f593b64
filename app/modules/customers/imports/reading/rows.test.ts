import { describe, expect, test } from 'vitest'
import { sourceOf } from '../../../../../test/support/imports.ts'
import { guessDelimiter } from './delimiter.ts'
import { readRows } from './rows.ts'

const rowsOf = async (text: string, delimiter: ',' | ';' = ',') =>
  (await Array.fromAsync(readRows(sourceOf(Buffer.from(text), 5), { encoding: 'utf-8', delimiter }))).flat()

describe('the rows of a file', () => {
  test('keep line breaks, quotes and delimiters that are quoted, whatever the line ends', async () => {
    const rows = await rowsOf('id,note\r\n1,"a\nb, ""c"""\n2,plain\r3,5" pipe\r\n')
    expect(rows.map(row => row.cells)).toEqual([
      ['id', 'note'],
      ['1', 'a\nb, "c"'],
      ['2', 'plain'],
      ['3', '5" pipe'],
    ])
  })

  test('are numbered as a spreadsheet shows them: blank ones count, and are left out', async () => {
    const rows = await rowsOf('id\n\n1\n,,\n"a\nb"\n2')
    expect(rows.map(row => [row.number, row.cells[0]])).toEqual([
      [1, 'id'],
      [3, '1'],
      [5, 'a\nb'],
      [6, '2'],
    ])
  })

  test('a quote that is never closed is told with the row it begins in', async () => {
    await expect(rowsOf('id,name\n1,a\n2,"b\n3,c\n')).rejects.toMatchObject({
      reason: 'open_quote',
      values: { row: 3 },
    })
    const endless = `id\n1\n"${'x'.repeat(1_200_000)}`
    await expect(rowsOf(endless)).rejects.toMatchObject({ reason: 'long_row', values: { row: 3 } })
  })

  test('10,000 columns are refused with how many there may be, empty ones at the end are not counted', async () => {
    const wide = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join()
    await expect(rowsOf(`${wide}\n`)).rejects.toMatchObject({
      reason: 'too_many_columns',
      values: { columns: 10_000, limit: 500 },
    })
    expect(await rowsOf(`id,name${','.repeat(9000)}\n1,a${','.repeat(9000)}\n`)).toHaveLength(2)
  })
})

describe('the delimiter', () => {
  test.each([
    [',', 'id,name\n1,a\n2,b\n'],
    ['\t', 'id\tname, short\n1\ta\n2\tb, c\n'],
    [';', 'id;amount\n1;1,5\n2;2,5\n3;3,25\n'],
    ['|', 'id|name|x\n1|a|b\n'],
    [',', 'only one column\nvalue\n'],
    [',', 'id,note\n1,"a;b;c\n;;;"\n2,"x"\n'],
    [',', 'id,note\n1,"never closed;\n'],
  ])('is %j', (delimiter, text) => {
    expect(guessDelimiter(text)).toBe(delimiter)
  })
})
