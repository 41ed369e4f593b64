import { expect, test } from 'vitest'
import { connectTo, installedFolder, killAtOnce, postgresProcesses, startBanso, until } from './banso.ts'

const writeKey = 'durability-write-key'
const env = { BANSO_WRITE_KEY: writeKey }

/** Sends batches over several connections at once until the server is gone; remembers what was answered with 200. */
function sendUntilGone(url: string): {
  readonly acknowledged: { readonly ids: string[] }
  readonly ended: Promise<unknown>
} {
  const acknowledged: { readonly ids: string[] } = { ids: [] }
  const work = async (worker: number) => {
    for (let round = 0; ; round++) {
      const ids = Array.from({ length: 15 }, (_, item) => `${worker}-${round}-${item}`)
      const reply = await post(url, ids)
      if (reply.status === 200) acknowledged.ids.push(...ids)
    }
  }
  const ended = Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7].map(work))
  return { acknowledged, ended }
}

function post(url: string, ids: readonly string[]): Promise<Response> {
  const batch = ids.map((messageId, index) => ({ type: 'track', userId: `user-${index}`, event: 'Kept', messageId }))
  return fetch(`${url}/v1/batch`, { method: 'POST', body: JSON.stringify({ writeKey, batch }) })
}

test('events that were acknowledged before everything was killed are there, once, and counted once', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir, env })
  const { acknowledged, ended } = sendUntilGone(await first.ready())
  await until(() => acknowledged.ids.length > 1500)
  killAtOnce([first.pid, ...postgresProcesses(dataDir)])
  await ended

  const second = startBanso({ dataDir, env })
  const url = await second.ready()
  const client = await connectTo(dataDir)
  const { rows } = await client.query(`
    select (select count(*) from events.receipt)::int as receipts, (select count(*) from events.event)::int as events,
           (select sum(count) from events.usage_day)::int as counted`)
  expect(rows[0].events).toBeGreaterThanOrEqual(acknowledged.ids.length)
  expect(rows[0]).toEqual({ receipts: rows[0].events, events: rows[0].events, counted: rows[0].events })

  // A client that got no answer sends again; whatever was stored counts as a duplicate.
  const again = (await (await post(url, acknowledged.ids)).json()) as { accepted: number; duplicates: number }
  expect(again).toMatchObject({ accepted: 0, duplicates: acknowledged.ids.length })
})

test('a server that is asked to end stores what it was handed before', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir, env })
  const { acknowledged, ended } = sendUntilGone(await first.ready())
  await until(() => acknowledged.ids.length > 300)
  first.child.kill('SIGTERM')
  await first.exited
  await ended
  const second = startBanso({ dataDir, env })
  await second.ready()
  const { rows } = await (await connectTo(dataDir)).query('select count(*)::int as events from events.event')
  expect(rows[0].events).toBeGreaterThanOrEqual(acknowledged.ids.length)
})
