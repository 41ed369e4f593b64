import iconv from 'iconv-lite'
import type { Source } from './source.ts'

/** Encodings that a file can be read in. */
export const encodings = ['utf-8', 'shift_jis', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

/** What stands for bytes that are no character in the encoding. */
export const replacement = '\ufffd'

// What programs call Shift_JIS is Microsoft's extension of it: it has ①, 髙 and ～.
const codecs: Readonly<Record<Encoding, string>> = {
  'utf-8': 'utf-8',
  shift_jis: 'windows-31j',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1252': 'windows-1252',
}

const headSize = 64 * 1024

/** A stream that turns bytes into text; a byte order mark is left out. */
export function decoder(encoding: Encoding): NodeJS.ReadWriteStream {
  return iconv.decodeStream(codecs[encoding])
}

/** The first bytes of a file: 64 KB, or all when there are fewer. */
export async function readHead(source: Source): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const bytes of source.read()) {
    pieces.push(bytes)
    size += bytes.length
    if (size >= headSize) break
  }
  return Buffer.concat(pieces).subarray(0, headSize)
}

/** The text of the first bytes. */
export function decodeHead(head: Buffer, encoding: Encoding): string {
  return iconv.decode(head, codecs[encoding])
}

/**
 * Finds the encoding by its mark, by the zeros that UTF-16 has in plain text, else by trying: UTF-8, whose letters do not
 * come about by chance, then Shift_JIS, and when neither fits the one of Western Europe.
 */
export async function guessEncoding(source: Source, head: Buffer): Promise<Encoding> {
  const marked = encodingByMark(head) ?? encodingByZeros(head)
  if (marked) return marked
  if (await isValidUtf8(source)) return 'utf-8'
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    if ((await faultShare(source, encoding)) <= tolerable) return encoding
  }
  return 'windows-1252'
}

// Of the characters that are not ASCII. A file cut off in the middle of a letter stays far below, a wrong guess far above.
const tolerable = 0.05

function encodingByMark(head: Buffer): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
}

/** Plain text in UTF-16 has a zero in every second byte, and commas and line ends are plain text. */
function encodingByZeros(head: Buffer): Encoding | undefined {
  const zeros = [0, 0]
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const many = Math.max(head.length / 20, 3)
  if (odd > many && even < odd / 10) return 'utf-16le'
  return even > many && odd < even / 10 ? 'utf-16be' : undefined
}

async function isValidUtf8(source: Source): Promise<boolean> {
  const strict = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const bytes of source.read()) strict.decode(bytes, { stream: true })
    strict.decode()
    return true
  } catch {
    return false
  }
}

async function faultShare(source: Source, encoding: Encoding): Promise<number> {
  const decoding = iconv.getDecoder(codecs[encoding])
  let faults = 0
  let foreign = 0
  const count = (text: string) => {
    for (const character of text) {
      if (character === replacement) faults++
      if (character > '\x7f') foreign++
    }
  }
  for await (const bytes of source.read()) count(decoding.write(bytes))
  count(decoding.end() ?? '')
  return foreign === 0 ? 0 : faults / foreign
}
