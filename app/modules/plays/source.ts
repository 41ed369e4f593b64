import { sql } from 'kysely'
import type { PlaySource } from '../../web/play-source.ts'
import { driversOf } from './definition/drivers.ts'
import { playDefinitions } from './uses.ts'

/** What conditions of segments and of other plays can ask of accounts and plays. */
export const playSource: PlaySource = {
  relations: {
    under_way: 'plays.under_way_fact',
    gone_through: 'plays.gone_through_fact',
    held_out: 'plays.held_out_fact',
  },
  async names(db) {
    const rows = await db
      .selectFrom('plays.play')
      .select(['id', 'name', 'state'])
      .orderBy('name')
      .orderBy('id')
      .execute()
    return rows.map(({ id, name, state }) => ({ id, name, over: state === 'archived' }))
  },
  async drivenBy(db, segmentIds) {
    const rows = await playDefinitions(db, sql`p.state in ('live', 'paused') and said.on_now`)
    const driven = rows.filter(
      ({ definition }) =>
        definition && driversOf(definition).some(({ segments }) => segments.some(isOneOf(segmentIds))),
    )
    return driven.map(row => row.id)
  },
}

function isOneOf(ids: readonly number[]): (id: number) => boolean {
  return id => ids.includes(id)
}
