import type { Delimiter } from './delimiter.ts'
import type { Encoding } from './encoding.ts'

/** What encodings are called. */
export const encodingWords = {
  'utf-8': 'imports:encoding.utf8',
  shift_jis: 'imports:encoding.shiftJis',
  'utf-16le': 'imports:encoding.utf16le',
  'utf-16be': 'imports:encoding.utf16be',
  'windows-1252': 'imports:encoding.windows1252',
} as const satisfies Record<Encoding, string>

/** What delimiters are called. */
export const delimiterWords = {
  ',': 'imports:delimiter.comma',
  '\t': 'imports:delimiter.tab',
  ';': 'imports:delimiter.semicolon',
  '|': 'imports:delimiter.bar',
} as const satisfies Record<Delimiter, string>
