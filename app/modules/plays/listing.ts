import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { PlayAbout } from '../../web/play-kinds.ts'
import { type Definition, readDefinition } from './definition/definition.ts'
import type { PlayState } from './tables.ts'

/** A play as the list shows it. */
export interface ListedPlay {
  readonly id: number
  readonly name: string
  readonly about: PlayAbout
  readonly state: PlayState
  readonly ownerId: string | null
  readonly sample: boolean
  /** Why it cannot run at present. */
  readonly problem: string | null
  /** The version that is on, else the draft; undefined when this version of Banso cannot read it. */
  readonly definition: Definition | undefined
  /** How many are going through it. */
  readonly underWay: number
  /** How many began since the first day of the month. */
  readonly started: number
}

interface PlayRange {
  /** Those in this state; all but the archived ones when undefined. */
  readonly state: PlayState | undefined
  readonly after: number | undefined
  readonly limit: number
  /** When the month began. */
  readonly month: Date
}

interface Row {
  readonly id: number
  readonly name: string
  readonly about: PlayAbout
  readonly state: PlayState
  readonly owner_id: string | null
  readonly sample: boolean
  readonly problem: string | null
  readonly definition: unknown
  readonly under_way: number
  readonly started: number
}

/** Plays in order of name, after the one with the id `after`. */
export async function playPage(db: Db, { state, after, limit, month }: PlayRange): Promise<readonly ListedPlay[]> {
  const { rows } = await sql<Row>`
    select p.id, p.name, p.about, p.state, p.owner_id, p.sample, p.problem, coalesce(v.definition, p.draft) as definition,
           (select count(*) from plays.enrollment e where e.play_id = p.id and e.ended_at is null) as under_way,
           (select count(*) from plays.enrollment e where e.play_id = p.id and e.entered_at >= ${month}) as started
    from plays.play p left join plays.play_version v on v.id = p.live_version_id
    where ${state ? sql`p.state = ${state}` : sql`p.state <> 'archived'`}
      and ${after ? sql`(p.name, p.id) > (select name, id from plays.play where id = ${after})` : sql`true`}
    order by p.name, p.id limit ${limit}`.execute(db)
  return rows.map(({ owner_id: ownerId, under_way: underWay, definition, ...row }) => ({
    ...row,
    ownerId,
    underWay,
    definition: readOr(definition),
  }))
}

function readOr(stored: unknown): Definition | undefined {
  try {
    return readDefinition(stored)
  } catch {
    return undefined
  }
}

/** How many plays are in each state. */
export async function playCounts(db: Db): Promise<ReadonlyMap<PlayState, number>> {
  const rows = await db
    .selectFrom('plays.play')
    .select(['state', eb => eb.fn.countAll<number>().as('plays')])
    .groupBy('state')
    .execute()
  return new Map(rows.map(row => [row.state, row.plays]))
}
