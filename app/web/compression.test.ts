import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodingFor, packed } from './compression.ts'

const text = '水産'.repeat(2000)

test.each([
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['zstd;q=0, gzip;q=1.0', 'gzip'],
  ['gzip; q=0', undefined],
  ['br', undefined],
  ['', undefined],
  [undefined, undefined],
])('for %j as %s', (accepted, encoding) => {
  const { body, headers } = packed(text, encodingFor(accepted))
  expect(headers['content-encoding']).toBe(encoding)
  expect(headers.vary).toBe('Accept-Encoding')
  if (typeof body === 'string') return expect(body).toBe(text)
  expect(body.length).toBeLessThan(text.length / 20)
  expect(String(encoding === 'gzip' ? gunzipSync(body) : zstdDecompressSync(body))).toBe(text)
})

test('what is short stays as it is', () => {
  expect(packed('short', 'gzip')).toEqual({ body: 'short', headers: { vary: 'Accept-Encoding' } })
})
