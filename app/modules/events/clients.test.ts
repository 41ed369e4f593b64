import { Analytics as CustomerIo } from '@customerio/cdp-analytics-node'
import { jitsuAnalytics } from '@jitsu/js'
import RudderStack from '@rudderstack/rudder-sdk-node'
import { Analytics as Segment } from '@segment/analytics-node'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { openPort, type Port } from '../../boot/port.ts'

// Clients as they are published, with only the host (and key) set, over a real connection.

const stage = await openStage()
const { db } = stage.services
const { key, post } = await openTracking(stage)
const rudderAnalytics = (settings: object) =>
  new RudderStack(key.key, { dataPlaneUrl: host, logLevel: 'error', ...settings })
let port: Port
let host = ''

beforeAll(async () => {
  port = await openPort('127.0.0.1', 0)
  port.serve(stage.app)
  host = `http://127.0.0.1:${port.number}`
})
afterAll(() => port.close())
beforeEach(() => forgetEvents(stage))

/** Every event with the names of its person and account. */
async function told() {
  const { rows } = await sql<{
    name: string
    type: string
    properties: object
    person: string
    account: string
    library: string
  }>`
    select e.name, e.type, e.properties, c.name as person, a.name as account, e.context #>> '{library,name}' as library
    from events.event e left join customers.contact c on c.id = e.contact_id
    left join customers.account a on a.id = e.account_id order by e.name`.execute(db)
  return rows
}

const user = { userId: 'user-1', traits: { name: '穴井 あな', email: 'ana@example.com' } }
const farm = { userId: 'user-1', groupId: 'farm-1', traits: { name: '穴井水産' } }
const report = { userId: 'user-1', event: 'Report Opened', properties: { report: '月次', rows: 12 } }
const whole = {
  name: 'Report Opened',
  type: 'track',
  properties: { report: '月次', rows: 12 },
  person: '穴井 あな',
  account: '穴井水産',
}

describe('Segment for Node', () => {
  it('is understood, retries included', async () => {
    const analytics = new Segment({ writeKey: key.key, host, flushAt: 3 })
    analytics.identify(user)
    analytics.group(farm)
    analytics.track(report)
    analytics.page({ userId: 'user-1', name: 'Prices' })
    analytics.screen({ anonymousId: 'visitor-1' })
    analytics.alias({ userId: 'user-1', previousId: 'visitor-1' })
    await analytics.closeAndFlush({ timeout: 5000 })
    expect(await told()).toMatchObject([
      { name: 'Loaded a Screen', type: 'screen', person: '穴井 あな', account: '穴井水産' },
      { ...whole, library: '@segment/analytics-node' },
      { name: 'Viewed Prices Page', type: 'page', person: '穴井 あな' },
    ])
  })

  it('is not ended by items that are refused', async () => {
    const errors: unknown[] = []
    const analytics = new Segment({ writeKey: key.key, host })
    analytics.on('error', error => errors.push(error))
    analytics.track({ ...report, event: 'x'.repeat(300) })
    analytics.track(report)
    await analytics.closeAndFlush({ timeout: 5000 })
    expect(errors).toEqual([])
    expect(await told()).toHaveLength(1)
  })
})

describe('Customer.io for Node', () => {
  it('is understood', async () => {
    const analytics = new CustomerIo({ writeKey: key.key, host })
    analytics.identify(user)
    analytics.group(farm)
    analytics.track(report)
    await analytics.closeAndFlush({ timeout: 5000 })
    expect(await told()).toMatchObject([whole])
  })
})

describe('RudderStack for Node', () => {
  it.each([true, false])('is understood, gzip: %s', async gzip => {
    const analytics = rudderAnalytics({ gzip, flushAt: 20 })
    analytics.identify(user)
    analytics.group(farm)
    analytics.track(report)
    await new Promise<void>((resolve, reject) => analytics.flush(error => (error ? reject(error) : resolve())))
    await expect.poll(told).toMatchObject([whole])
  })
})

describe('Jitsu for JavaScript', () => {
  it('is understood', async () => {
    const analytics = jitsuAnalytics({ host, writeKey: `${key.key}:secret`, runtime: undefined as never })
    await analytics.identify('user-1', user.traits)
    await analytics.group('farm-1', farm.traits)
    await analytics.track('Report Opened', report.properties)
    await expect.poll(told).toMatchObject([{ name: 'Report Opened', person: '穴井 あな', account: '穴井水産' }])
  })

  it('is understood from servers, by its wire format', async () => {
    const event = {
      type: 'track',
      event: 'Served',
      userId: 'user-1',
      messageId: 'j1',
      timestamp: new Date().toISOString(),
      context: {},
    }
    const { reply } = await post('/api/s/s2s/track', event, { 'x-write-key': `${key.key}:secret` })
    expect(reply).toMatchObject({ accepted: 1 })
  })
})

describe('PHP', () => {
  it('writes empty maps as lists', async () => {
    const { reply } = await post('/v1/batch', {
      batch: [{ type: 'track', userId: 'p', event: 'From PHP', properties: [], context: [], integrations: [] }],
      context: [],
    })
    expect(reply).toMatchObject({ accepted: 1, refused: [] })
  })
})

describe('the browser library', () => {
  it('asks for its settings first, and is told to send here', async () => {
    const settings = async (path: string) => {
      const response = await fetch(`${host}${path}`)
      return { status: response.status, body: (await response.json()) as { integrations?: object } }
    }
    const { status, body } = await settings(`/v1/projects/${key.key}/settings`)
    expect(status).toBe(200)
    expect(body.integrations).toMatchObject({
      'Segment.io': { apiKey: key.key, apiHost: `${host.replace('http://', '')}/v1`, protocol: 'http' },
    })
    expect((await settings('/v1/projects/unknown-key/settings')).status).toBe(404)
  })
})
