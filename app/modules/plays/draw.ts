import { createHash } from 'node:crypto'

const bits = 52

/**
 * Where an account stands between 0 and 1 for a salt: the first 52 bits of SHA-256 of "SALT:ID" as a fraction. The same as
 * `plays.draw` of the database.
 */
export function draw(salt: string, accountId: number): number {
  const hash = createHash('sha256').update(`${salt}:${accountId}`).digest('hex')
  return Number.parseInt(hash.slice(0, bits / 4), 16) / 2 ** bits
}
