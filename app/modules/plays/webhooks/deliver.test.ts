import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import { plainPlay, putPlay, workPlays } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'
import { signatureHeaders } from '../../../platform/outgoing/signature.ts'
import type { Step } from '../definition/definition.ts'
import { deliverWebhooks, webhookSecret } from './deliver.ts'

interface Call {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
const calls: Call[] = []
let answer: (response: ServerResponse) => void = response => response.writeHead(204).end()
const server = createServer((request, response) => {
  let body = ''
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    calls.push({ headers: request.headers, body })
    answer(response)
  })
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
afterAll(() => server.close())
const { port } = server.address() as AddressInfo
const url = `http://127.0.0.1:${port}/hook`

const stage = await openStage({ settings: { BANSO_WEBHOOK_ALLOW: '127.0.0.1' } })
const { services } = stage
const { db } = services
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const hook = (to = url): Step => ({
  id: 's1',
  kind: 'action',
  action: 'webhook',
  settings: { url: to, note: '{{account.name}} です' },
})

beforeEach(async () => {
  setClock(morning)
  calls.length = 0
  answer = response => response.writeHead(204).end()
  await sql`truncate plays.play, plays.receiver, customers.account cascade`.execute(db)
})
afterEach(() => setClock(undefined))

async function run(steps: readonly Step[]): Promise<void> {
  await sql`insert into customers.account (external_id, name) values ('madai', 'みなと"真鯛"')`.execute(db)
  await putPlay(
    services,
    {
      ...plainPlay,
      trigger: { kind: 'schedule', settings: { every: 'day', hour: 0 } },
      steps,
    },
    { standing: true },
  )
  await workPlays(services)
}
const deliver = () => deliverWebhooks.run(services, {}, new AbortController().signal)
const deliveries = () =>
  db
    .selectFrom('plays.webhook_delivery')
    .select(['id', 'state', 'status', 'reason', 'attempts', 'next_try_at'])
    .execute()

test('another system is told, signed, once', async () => {
  await run([hook()])
  await deliver()
  await deliver()
  expect(calls).toHaveLength(1)
  const [call] = calls
  const body = JSON.parse(call?.body ?? '')
  expect(body).toMatchObject({
    type: 'play.step',
    data: {
      step: 's1',
      account: { external_id: 'madai', name: 'みなと"真鯛"' },
      contact: null,
      note: 'みなと"真鯛" です',
    },
  })
  const [delivery] = await deliveries()
  expect(delivery).toMatchObject({ state: 'sent', status: 204, attempts: 1 })
  const secret = await webhookSecret(db)
  const at = new Date(morning.epochMilliseconds)
  expect(call?.headers).toMatchObject(
    signatureHeaders({ id: `play_${delivery?.id}`, at, body: call?.body ?? '', secret }),
  )
})

test('what was told is forgotten after thirty days', async () => {
  await run([hook()])
  await deliver()
  setClock(morning.add({ hours: 24 * 30 - 1 }))
  await deliver()
  expect(await deliveries()).toHaveLength(1)
  setClock(morning.add({ hours: 24 * 30 + 1 }))
  await deliver()
  expect(await deliveries()).toEqual([])
})

test('what fails is tried again with the same id, later and later, and given up in the end', async () => {
  answer = response => response.writeHead(503).end()
  await run([hook()])
  for (let attempt = 1; attempt <= 9; attempt++) {
    await deliver()
    const [delivery] = await deliveries()
    expect(delivery).toMatchObject({ attempts: attempt, status: 503, state: attempt === 9 ? 'failed' : 'waiting' })
    if (delivery?.next_try_at) setClock(Temporal.Instant.fromEpochMilliseconds(delivery.next_try_at.getTime()))
  }
  expect(calls).toHaveLength(9)
  expect(new Set(calls.map(call => call.headers['webhook-id'])).size).toBe(1)
})

test('an address that redirects, or is gone, is not called again', async () => {
  answer = response => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  await run([hook()])
  await deliver()
  expect(await deliveries()).toMatchObject([{ state: 'failed', reason: 'redirect' }])
  expect(calls).toHaveLength(1)
})

describe('a receiver that does not answer', () => {
  let asked = 0
  const dead = createServer((_request, response) => {
    asked++
    if (isDown) response.writeHead(503).end()
    else response.writeHead(204).end()
  })
  let isDown = true
  let deadUrl = ''
  beforeAll(async () => {
    await new Promise<void>(resolve => dead.listen(0, '127.0.0.1', resolve))
    deadUrl = `http://127.0.0.1:${(dead.address() as AddressInfo).port}`
  })
  afterAll(() => dead.close())

  /** So many deliveries wait for the dead one, and as many for the other. */
  async function putBoth(count: number): Promise<void> {
    isDown = true
    asked = 0
    await sql`truncate plays.receiver`.execute(db)
    await run([hook()])
    await sql`
      insert into plays.webhook_delivery (enrollment_id, play_id, step, url, body, next_try_at, created_at)
      select d.enrollment_id, d.play_id, n || kind.url, kind.url || n, '{}', d.next_try_at, d.created_at
      from plays.webhook_delivery d, generate_series(1, ${count}::int) n,
           (values (${`${deadUrl}/`}), (${`${url}/`})) as kind (url)`.execute(db)
  }
  const sentTo = async (address: string) =>
    (
      await db
        .selectFrom('plays.webhook_delivery')
        .select('id')
        .where('url', 'like', `${address}/%`)
        .where('state', '=', 'sent')
        .execute()
    ).length

  test('is asked by one at a time, while others are told all', async () => {
    await putBoth(60)
    await deliver()
    expect(await sentTo(url)).toBe(60)
    // As many as go to one at once, before it is known.
    expect(asked).toBeLessThanOrEqual(8)
    const before = asked
    await deliver()
    expect(asked).toBe(before)
    setClock(morning.add({ minutes: 20 }))
    await deliver()
    expect(asked).toBe(before + 1)
  })

  test('is told everything at once when it answers again', async () => {
    await putBoth(30)
    await deliver()
    isDown = false
    setClock(morning.add({ minutes: 20 }))
    await deliver()
    expect(await sentTo(deadUrl)).toBe(30)
    expect(await db.selectFrom('plays.receiver').selectAll().execute()).toEqual([])
  })

  test('is told of on the page of the play, and given up after three days', async () => {
    await putBoth(10)
    await deliver()
    const { play_id: id } = await db.selectFrom('plays.webhook_delivery').select('play_id').executeTakeFirstOrThrow()
    const page = await (await open(stage, `/plays/${id}`, { cookie: await signInAs(stage, 'csm') })).text()
    expect(page).toContain('10件が待っています')
    expect(page).toContain('応答 503')
    setClock(morning.add({ hours: 73 }))
    await deliver()
    const { rows } = await sql<{ state: string; status: number; n: number }>`
      select state, status, count(*)::int as n from plays.webhook_delivery where url like ${`${deadUrl}/%`}
      group by 1, 2`.execute(db)
    expect(rows).toEqual([{ state: 'failed', status: 503, n: 10 }])
  })

  test('for one address only, such as 404, holds up nothing', async () => {
    answer = response => response.writeHead(404).end()
    await run([hook()])
    await deliver()
    expect(await db.selectFrom('plays.receiver').selectAll().execute()).toEqual([])
  })
})

test('a step into a private network is not published, in whatever way the address is written', async () => {
  for (const to of [
    'http://10.0.0.1/',
    'http://0x0a.1:8080/',
    'http://[::ffff:10.0.0.1]/',
    'http://localhost./',
    'ftp://example.com/',
  ]) {
    await expect(putPlay(services, { steps: [hook(to)] }), to).rejects.toThrow('incomplete')
  }
})
