import { playsIn, segmentsIn } from '../../segments/index.ts'
import type { Definition } from './definition.ts'
import { segmentSettings } from './known.ts'
import type { Place } from './problem.ts'

/** What begins a play, or ends it for somebody, by itself; and the segments and plays that it speaks of. */
export interface Driver {
  readonly at: Place
  readonly segments: readonly number[]
  readonly plays: readonly number[]
}

/** The trigger and the exits of a play: they are looked at whenever something changes, not only when somebody comes by. */
export function driversOf({ trigger, exits }: Definition): readonly Driver[] {
  const begins: readonly Driver[] = trigger
    ? [{ at: { part: 'trigger', field: 'segment' }, segments: segmentSettings(trigger.settings), plays: [] }]
    : []
  const ends = exits.map(
    ({ id, condition }): Driver => ({
      at: { part: 'exit', id },
      segments: condition ? segmentsIn(condition) : [],
      plays: condition ? playsIn(condition) : [],
    }),
  )
  return [...begins, ...ends]
}
