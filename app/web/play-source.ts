import type { Db, Tx } from '../platform/db.ts'

/** How an account can stand to a play. */
export const playStandings = ['under_way', 'gone_through', 'held_out'] as const
export type PlayStanding = (typeof playStandings)[number]

/** A play that conditions can ask about. */
export interface NamedPlay {
  readonly id: number
  readonly name: string
  /** It has ended: nobody goes through it any more. */
  readonly over: boolean
}

/** How accounts stand to plays, as data, for conditions of segments and plays. */
export interface PlaySource {
  /**
   * For each standing a relation with play_id and account_id, and a row where an account stands so; of `gone_through` with the
   * moment, `at`. An account stands so, too, when one of its contacts does.
   */
  readonly relations: Readonly<Record<PlayStanding, string>>
  /** All plays, by name. */
  readonly names: (db: Db | Tx) => Promise<readonly NamedPlay[]>
  /** Of the plays that are on, or paused: the ids of those that begin, or end for somebody, by one of these segments. */
  readonly drivenBy: (db: Db | Tx, segmentIds: readonly number[]) => Promise<readonly number[]>
}
