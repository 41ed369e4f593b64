import type { BlockList } from 'node:net'
import { isIP } from 'node:net'
import { listOf } from './addresses.ts'

/** What may be called in the installation's own network although nobody else could reach it. */
export interface Allowance {
  /** Names of hosts, in small letters. */
  readonly hosts: ReadonlySet<string>
  readonly ranges: BlockList
}

export const nothingAllowed: Allowance = readAllowance('') as Allowance

/** Reads host names, addresses and ranges (10.1.0.0/16) with commas between them; a text that is none of them is returned. */
export function readAllowance(text: string): Allowance | { readonly wrong: string } {
  const parts = text.split(/[\s,]+/).filter(part => part !== '')
  const wrong = parts.find(part => !isRange(part) && !isHost(part))
  if (wrong !== undefined) return { wrong }
  return { hosts: new Set(parts.filter(isHost).map(part => part.toLowerCase())), ranges: listOf(parts.filter(isRange)) }
}

function isRange(part: string): boolean {
  const [address = '', bits, ...rest] = part.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
}

/** The last part of a name is no number: that would be a mistyped address. */
function isHost(part: string): boolean {
  return /^(?=.{1,253}$)([a-z\d_]([a-z\d_-]{0,61}[a-z\d])?\.)*[a-z]([a-z\d-]{0,61}[a-z\d])?$/i.test(part)
}
