import { createHash, createHmac, randomBytes } from 'node:crypto'

/** What a link of this kind is derived from; worthless without the installation's secret. */
export function newSeed(): string {
  return randomBytes(24).toString('base64url')
}

/** The secret part of a link: derived from seed and secret, so that it is kept nowhere. */
export function linkToken(kind: 'invitation' | 'password reset', secret: string, seed: string): string {
  return createHmac('sha256', secret).update(`${kind} ${seed}`).digest('base64url')
}

/** What finds the row that a token stands for. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
