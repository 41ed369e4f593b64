import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Population } from './traffic.ts'

const givenUpMs = 10_000

/**
 * Milliseconds from sending one event to a score of its account that was computed after the event was committed, for
 * `probes` accounts one after another. Those that took longer than ten seconds are infinite.
 */
export async function timesToScore(
  to: { readonly url: string; readonly databaseUrl: string; readonly writeKey: string },
  population: Population,
  probes: number,
): Promise<number[]> {
  const client = new pg.Client({ connectionString: to.databaseUrl })
  await client.connect()
  try {
    const times: number[] = []
    for (let probe = 0; probe < probes; probe++)
      times.push(await oneTime(client, to, (probe * 37) % population.accounts))
    return times
  } finally {
    await client.end()
  }
}

async function oneTime(
  client: pg.Client,
  to: { readonly url: string; readonly writeKey: string },
  account: number,
): Promise<number> {
  const begun = performance.now()
  const body = { writeKey: to.writeKey, userId: `user-${account}`, event: 'Probed' }
  await fetch(`${to.url}/v1/track`, { method: 'POST', body: JSON.stringify(body) })
  const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at')
  const committed = rows[0]?.at
  // The mark is gone with the score that came of it, also when that began before we looked at the clock.
  while (performance.now() - begun < givenUpMs) {
    const found = await client.query(
      `select from health.score s join customers.account a on a.id = s.account_id
       where a.external_id = $1 and (
         s.computed_at > $2 or not exists (select from customers.account_change c where c.account_id = a.id)
       )`,
      [`account-${account}`, committed],
    )
    if (found.rowCount) return performance.now() - begun
    await wait(5)
  }
  return Number.POSITIVE_INFINITY
}
