import { sql } from 'kysely'
import { lastMomentOf } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { type About, abouts, grounds } from '../about.ts'
import { relationNamed } from '../measures/identifiers.ts'
import { type Evaluating, evaluate, prepare } from './evaluate.ts'
import { batchSize, countMembers } from './progress.ts'

/**
 * Finds out who of the sample was in these segments on each of the last `days` days, as if they had been there, so that there
 * is a course to look at and it is known since when somebody is in them: for segments just made, while nobody is in them yet.
 * Measures and days count as of each day; of what has no history, such as a stage, what is known now stands for it. Of those
 * who were not there yet nothing is said.
 */
export async function recallMemberships(
  tx: Tx,
  services: Services,
  segmentIds: readonly number[],
  days: number,
): Promise<void> {
  const evaluating = await prepare(tx, services, 'change')
  if (!evaluating) return
  const { today, timeZone } = evaluating.surroundings
  const theirs = evaluating.definitions.filter(({ id }) => segmentIds.includes(id))
  for (let back = days; back >= 1; back--) {
    const day = Temporal.PlainDate.from(today).subtract({ days: back })
    const surroundings = { ...evaluating.surroundings, today: day.toString() }
    // Who is found on the first day was there before: they do not enter because something changed.
    const definitions = theirs.map(definition => ({ ...definition, complete: back < days }))
    await evaluateThose(tx, { ...evaluating, surroundings, definitions, at: lastMomentOf(day, timeZone) })
    await countMembers(tx, surroundings, segmentIds)
  }
}

/** Everybody who was there at the moment, accounts first, whom conditions over contacts ask about. */
async function evaluateThose(tx: Tx, past: Evaluating & { readonly at: Date }): Promise<void> {
  for (const about of abouts) {
    const ids = await idsAt(tx, about, past.at)
    for (let from = 0; from < ids.length; from += batchSize) {
      await evaluate(tx, past, { about, ids: ids.slice(from, from + batchSize) })
    }
  }
}

async function idsAt(tx: Tx, about: About, at: Date): Promise<readonly number[]> {
  const { id, facts } = grounds[about]
  const { rows } = await sql<{ id: number }>`
    select ${id} as id from ${relationNamed(facts)} where sample and created_at <= ${at} order by 1`.execute(tx)
  return rows.map(row => row.id)
}
