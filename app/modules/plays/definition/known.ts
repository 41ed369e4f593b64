import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import type { Services } from '../../../web/services.ts'
import { type KnownPlaceholders, knownPlaceholders } from '../../messages/index.ts'
import { type Group, playsIn, segmentsIn } from '../../segments/index.ts'
import type { Definition, Settings } from './definition.ts'
import { allSteps } from './steps.ts'

/** What there is for a play to speak of. */
export interface Known {
  readonly offers: Offers
  readonly placeholders: KnownPlaceholders
  /** Of the segments the play speaks of: those that are there, and about whom. */
  readonly segments: ReadonlyMap<number, 'account' | 'contact'>
  /** Of the people it speaks of: those who are here. */
  readonly people: ReadonlySet<string>
  readonly lacksSegmentOf: (condition: Group) => boolean
  readonly lacksPlayOf: (condition: Group) => boolean
}

/** Looks up what a definition speaks of. Nobody deletes a segment of it until `tx` ends. */
export async function knownFor(tx: Tx, { offers }: Services, definition: Definition): Promise<Known> {
  const ids = segmentsOf(definition)
  const { rows } = await sql<{ segment_id: number; about: 'account' | 'contact' }>`
    select segment_id, about from segments.segment_fact where segment_id = any(${ids}::bigint[])
    order by segment_id for key share`.execute(tx)
  const segments = new Map(rows.map(row => [row.segment_id, row.about]))
  const plays = new Set((await offers.plays?.names(tx))?.map(play => play.id))
  const people = await tx.selectFrom('identity.person').select('id').where('present', '=', true).execute()
  return {
    offers,
    placeholders: await knownPlaceholders(tx),
    segments,
    people: new Set(people.map(person => person.id)),
    lacksSegmentOf: condition => segmentsIn(condition).some(id => !segments.has(id)),
    lacksPlayOf: condition => playsIn(condition).some(id => !plays.has(id)),
  }
}

/** All segments that a play speaks of: in its conditions, and in the settings of its trigger and steps. */
export function segmentsOf(definition: Definition): readonly number[] {
  const settings = [
    definition.trigger?.settings,
    ...allSteps(definition.steps).map(step => (step.kind === 'action' ? step.settings : undefined)),
  ]
  const ids = [
    ...conditionsOf(definition).flatMap(segmentsIn),
    ...settings.flatMap(one => (one ? segmentSettings(one) : [])),
  ]
  return [...new Set(ids)]
}

/** All plays that the conditions of a play speak of. */
export function playsOf(definition: Definition): readonly number[] {
  return [...new Set(conditionsOf(definition).flatMap(playsIn))]
}

function conditionsOf({ audience, exits, steps }: Definition): readonly Group[] {
  const conditions = [
    audience,
    ...exits.map(exit => exit.condition),
    ...allSteps(steps).flatMap(step => {
      if (step.kind === 'until') return [step.condition]
      return step.kind === 'branch' ? step.paths.map(path => path.condition) : []
    }),
  ]
  return conditions.filter(condition => condition !== null)
}

/** By the names that fields for segments have: `segment`, `toSegment`. */
export function segmentSettings(settings: Settings): readonly number[] {
  return [settings.segment, settings.toSegment].map(Number).filter(id => Number.isSafeInteger(id) && id > 0)
}
