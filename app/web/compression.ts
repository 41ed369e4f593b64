import { constants, gzipSync, zstdCompressSync } from 'node:zlib'

/** Shorter texts fit a packet as they are. */
const shortest = 1200

/** A body and the headers that say in which form it is. */
export interface Packed {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/**
 * A text in the form that `encodingFor` found, unless it is short. A page of 100 kB becomes 10 kB in less than a millisecond.
 * What is compressed can be guessed by its length when others can put text beside it (BREACH, 2013); pages hold no secrets
 * that would be worth it: forms are protected by where they come from, not by a token.
 */
export function packed(text: string, encoding: Encoding | undefined): Packed {
  if (!encoding || text.length < shortest) return { body: text, headers: { vary: 'Accept-Encoding' } }
  const body = new Uint8Array(compressors[encoding](Buffer.from(text)))
  return { body, headers: { vary: 'Accept-Encoding', 'content-encoding': encoding } }
}

const compressors = {
  zstd: (bytes: Uint8Array) => zstdCompressSync(bytes),
  gzip: (bytes: Uint8Array) => gzipSync(bytes, { level: constants.Z_BEST_SPEED + 3 }),
} as const

type Encoding = keyof typeof compressors

/**
 * The form to answer in, by what an Accept-Encoding offers (RFC 9110, 12.5.3): Zstandard, which browsers take on secure
 * connections, else gzip; undefined for none. What has `q=0` is refused.
 */
export function encodingFor(accepted = ''): Encoding | undefined {
  const offered = accepted
    .toLowerCase()
    .split(',')
    .map(part => part.trim().split(/\s*;\s*/))
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
    .map(([name]) => name)
  return (['zstd', 'gzip'] as const).find(name => offered.includes(name))
}
