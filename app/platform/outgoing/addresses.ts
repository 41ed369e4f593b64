import { BlockList, isIP } from 'node:net'

// Everything that is not reachable from anywhere by everybody, by the special-purpose registries of IANA:
// https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
const special = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Every machine at Azure reaches its host there.
  '168.63.129.16',
  // What carries an address of version 4 within, what was set aside for protocols, and what is for documents.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
])
// Of version 6 nothing else was given to anybody yet; it leaves out loopback, link-local, unique local, mapped and translated.
const given = listOf(['2000::/3'])

/** Whether an address is one of the internet at large. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0 || contains(special, address)) return false
  return family === 4 || contains(given, address)
}

/** Whether the address is in one of the ranges. */
export function contains(ranges: BlockList, address: string): boolean {
  return ranges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Addresses and ranges such as 10.1.0.0/16 as one list. Throws when one of them is none. */
export function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
