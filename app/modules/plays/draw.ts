import { createHash } from 'node:crypto'
import type { Split, SplitPath } from './definition/definition.ts'

const bits = 52

/**
 * Where an account stands between 0 and 1 for a salt: the first 52 bits of SHA-256 of "SALT:ID" as a fraction. The same as
 * `plays.draw` of the database.
 */
export function draw(salt: string, accountId: number): number {
  const hash = createHash('sha256').update(`${salt}:${accountId}`).digest('hex')
  return Number.parseInt(hash.slice(0, bits / 4), 16) / 2 ** bits
}

/**
 * The path of a split that an account is drawn into: the one whose part of the line from 0 to the sum of all shares holds the point
 * of the account for `SALT.STEP`. Undefined when all shares are 0.
 */
export function drawnPath(salt: string, { id, paths }: Split, accountId: number): SplitPath | undefined {
  const total = paths.reduce((sum, path) => sum + path.share, 0)
  const point = draw(`${salt}.${id}`, accountId) * total
  let end = 0
  return paths.find(path => {
    end += path.share
    return point < end
  })
}
