import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { sourceOf } from '../../../../../test/support/imports.ts'
import { guessEncoding, readHead } from './encoding.ts'
import { inspectFile } from './inspect.ts'
import { readRows } from './rows.ts'

const text = '顧客ID,会社名\nC-1,株式会社みなと①\nC-2,髙島屋～ｶﾅ\n'
const guessed = async (bytes: Buffer, piece?: number) => {
  const source = sourceOf(bytes, piece)
  return guessEncoding(source, await readHead(source))
}

describe('the encoding of a file', () => {
  const encoded = {
    'utf-8': Buffer.from(text),
    'utf-8 with mark': Buffer.from(`\ufeff${text}`),
    shift_jis: iconv.encode(text, 'windows-31j'),
    'utf-16le': iconv.encode(text, 'utf-16le'),
    'utf-16le with mark': iconv.encode(text, 'utf-16le', { addBOM: true }),
    'utf-16be': iconv.encode(text, 'utf-16be'),
    'utf-16be with mark': iconv.encode(text, 'utf-16be', { addBOM: true }),
  }

  test.each(Object.entries(encoded))('%s is found, and read without loss or mark', async (name, bytes) => {
    const encoding = await guessed(bytes)
    expect(encoding).toBe(name.split(' ')[0])
    const rows = (await Array.fromAsync(readRows(sourceOf(bytes, 3), { encoding, delimiter: ',' }))).flat()
    expect(rows.map(row => row.cells)).toEqual([
      ['顧客ID', '会社名'],
      ['C-1', '株式会社みなと①'],
      ['C-2', '髙島屋～ｶﾅ'],
    ])
  })

  test('is found although the first Japanese letter comes late', async () => {
    const late = `id,name\n${'1,a\n'.repeat(40_000)}2,山`
    expect(await guessed(iconv.encode(late, 'windows-31j'), 65_536)).toBe('shift_jis')
    expect(await guessed(Buffer.from(late), 65_536)).toBe('utf-8')
  })

  test('is UTF-8 although a letter in it is damaged', async () => {
    const long = Buffer.from('id,name\n'.concat('1,株式会社みなと\n'.repeat(200)))
    long[40] = 0xff
    expect(await guessed(long)).toBe('utf-8')
  })

  test('is the western one when it fits neither', async () => {
    expect(await guessed(iconv.encode('id,name\n1,Café é\n2,Größe ü,\n', 'windows-1252'))).toBe('windows-1252')
  })
})

describe('what is no table', () => {
  const reasonOf = (bytes: Buffer) =>
    inspectFile(sourceOf(bytes), {}).then(
      () => 'readable',
      error => error.reason,
    )

  test.each([
    ['empty', Buffer.alloc(0)],
    ['empty', Buffer.from('\ufeff\n\n')],
    ['header_only', Buffer.from('id,name\n\n,\n')],
    ['spreadsheet', Buffer.from('PK\x03\x04rest of an xlsx file')],
    ['spreadsheet', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])],
    ['binary', Buffer.from('%PDF-1.7')],
    ['binary', Buffer.from([0x1f, 0x8b, 8, 0, 0])],
    ['binary', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 32))],
  ])('is said to be %s', async (reason, bytes) => {
    expect(await reasonOf(bytes)).toBe(reason)
  })

  test('a single NUL is the row’s fault, not the file’s', async () => {
    expect(await reasonOf(Buffer.from('id,name\n1,a\0b\n'))).toBe('readable')
  })
})
