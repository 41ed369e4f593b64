import { Unreadable } from './unreadable.ts'

const signatures: readonly (readonly [kind: 'spreadsheet' | 'archive' | 'pdf', bytes: readonly number[]])[] = [
  // A new spreadsheet is a zip archive; nobody would take another zip for a table.
  ['spreadsheet', [0x50, 0x4b, 0x03, 0x04]],
  ['spreadsheet', [0xd0, 0xcf, 0x11, 0xe0]],
  ['archive', [0x1f, 0x8b]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
]

/** Throws Unreadable when the file is empty, a spreadsheet, or nothing that could be a table in text. */
export function refuseForeignContent(head: Buffer): void {
  if (head.length === 0) throw new Unreadable('empty')
  const found = signatures.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte))
  if (found) throw new Unreadable(found[0] === 'spreadsheet' ? 'spreadsheet' : 'binary')
}

/** Throws Unreadable when text, decoded as found best, is full of control characters. */
export function refuseBinaryText(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const controls = text.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0
  if (controls > 8 && controls > text.length / 500) throw new Unreadable('binary')
}
