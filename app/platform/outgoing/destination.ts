import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { contains, isPublicAddress } from './addresses.ts'
import type { Allowance } from './allowance.ts'

/** Why something is not called, whatever answers there. */
export type RefusedReason =
  /** No address that can be understood. */
  | 'address'
  /** Neither http nor https. */
  | 'scheme'
  /** A name or password in the address. */
  | 'credentials'
  /** A port on which other things than web servers listen. */
  | 'port'
  /** In a network that is not the internet. */
  | 'private'
  /** It answers that something else is to be called. */
  | 'redirect'

/** Where to connect: to one of these addresses and no other, whatever the name leads to a moment later. */
export interface Destination {
  readonly url: URL
  readonly addresses: readonly string[]
}

export type Judged =
  | { readonly kind: 'open'; readonly destination: Destination }
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'unknown' }

/** The addresses that a name has. Throws when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>

/**
 * Whether an address may be called, and where it leads: `unknown` when no such host can be found. The name is looked up here,
 * and all that it leads to has to be public or allowed.
 */
export async function judgeDestination(
  allow: Allowance,
  text: string,
  resolve: Resolve = resolveHost,
): Promise<Judged> {
  const url = URL.parse(text)
  if (!url) return refused('address')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused('scheme')
  const host = url.hostname.replace(/\.+$/, '')
  if (host === '') return refused('address')
  if (url.username !== '' || url.password !== '') return refused('credentials')
  url.hostname = host
  const allowed = allow.hosts.has(host)
  if (!allowed && /(^|\.)localhost$/.test(host)) return refused('private')
  const addresses = await addressesOf(host, resolve)
  // Only where a range of the own network is allowed does it take the address to know.
  if (addresses.length === 0 && !allowed && !isWebPort(url.port) && allow.ranges.rules.length === 0)
    return refused('port')
  if (addresses.length === 0) return { kind: 'unknown' }
  const own = allowed || addresses.every(address => contains(allow.ranges, address))
  if (!own && !addresses.every(isPublicAddress)) return refused('private')
  if (!own && !isWebPort(url.port)) return refused('port')
  return { kind: 'open', destination: { url, addresses } }
}

function refused(reason: RefusedReason): Judged {
  return { kind: 'refused', reason }
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  const literal = host.replace(/^\[|\]$/g, '')
  return isIP(literal) ? [literal] : resolve(host).catch(() => [])
}

async function resolveHost(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

// Above the well-known ones, those that browsers do not call either: https://fetch.spec.whatwg.org/#port-blocking
const otherPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

function isWebPort(port: string): boolean {
  const number = Number(port)
  return port === '' || number === 80 || number === 443 || (number >= 1024 && !otherPorts.has(number))
}
