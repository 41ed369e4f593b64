import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { readConfig } from '../../config.ts'
import type { Env } from '../../web/routes.ts'
import type { Services } from '../../web/services.ts'
import { clientAddress } from './address.ts'

/** What the application takes for the address of a request from `remote` with this header. */
async function addressFor(trust: string, remote: string, forwarded?: string): Promise<string> {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('services', { config: readConfig({ BANSO_TRUST_PROXY: trust }) } as Services)
    await next()
  })
  app.get('/', c => c.text(clientAddress(c) ?? 'none'))
  const headers = forwarded ? { 'x-forwarded-for': forwarded } : undefined
  const incoming = { socket: { remoteAddress: remote } }
  return (await app.request('/', { ...(headers && { headers }) }, { incoming })).text()
}

it('is the peer’s, whatever a header claims, unless a proxy is trusted', async () => {
  expect(await addressFor('0', '203.0.113.4', '198.51.100.1')).toBe('203.0.113.4')
  expect(await addressFor('0', '::ffff:203.0.113.4')).toBe('203.0.113.4')
})

it('is what the trusted proxy itself added, not what the client invented', async () => {
  expect(await addressFor('1', '10.0.0.1', '198.51.100.1, 203.0.113.77')).toBe('203.0.113.77')
  expect(await addressFor('1', '10.0.0.1')).toBe('10.0.0.1')
  expect(await addressFor('1', '10.0.0.1', 'made up')).toBe('none')
})
