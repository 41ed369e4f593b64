import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import { log } from '../../../platform/log.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import { type Definition, readDefinition } from '../definition/definition.ts'
import { givenUpDays, mostKept } from '../starting/kept.ts'
import type { PlayState } from '../tables.ts'

/** A play as its pages show it. */
export interface ShownPlay {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly about: PlayAbout
  readonly state: PlayState
  readonly owner: string | null
  readonly sample: boolean
  readonly salt: string
  /** Why it cannot run at present. */
  readonly problem: string | null
  readonly problemAt: Date | null
  /** Whom it heard of and has not started, because it cannot or because they are many; counted up to as many as are kept. */
  readonly toStart: number
  /** How many could not be started for too long and were given up, and when that was last; undefined when none were lately. */
  readonly givenUp: { readonly count: number; readonly at: Date } | undefined
  /** Since when it is on: what happened before does not start it. */
  readonly liveSince: Date | null
  /** What was published last; null for a play that never was. */
  readonly version: ShownVersion | null
  /** Undefined when it is none that this version of Banso understands. */
  readonly draft: Definition | undefined
  /** The draft says something else than what is published. */
  readonly draftDiffers: boolean
}

export interface ShownVersion {
  readonly id: number
  readonly number: number
  readonly publishedAt: Date
  readonly definition: Definition | undefined
}

/** What the play says: as it was published last, else as it is being written. */
export function definitionOf({ version, draft }: Pick<ShownPlay, 'version' | 'draft'>): Definition | undefined {
  return version ? version.definition : draft
}

interface Row {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly about: PlayAbout
  readonly state: PlayState
  readonly owner: string | null
  readonly sample: boolean
  readonly salt: string
  readonly problem: string | null
  readonly problem_at: Date | null
  readonly to_start: number
  readonly given_up: number
  readonly given_up_at: Date | null
  readonly live_since: Date | null
  readonly draft: unknown
  readonly version_id: number | null
  readonly number: number | null
  readonly published_at: Date | null
  readonly definition: unknown
  readonly differs: boolean
}

/** The play with this id. Throws NotFound. */
export async function loadPlay(db: Db | Tx, id: number): Promise<ShownPlay> {
  const lately = new Date(nowDate().getTime() - givenUpDays * 86_400_000)
  const { rows } = await sql<Row>`
    select p.id, p.name, p.description, p.about, p.state, owner.name as owner, p.sample, p.salt, p.problem, p.problem_at,
           (select count(*)::int from (
             select from plays.candidate c where c.play_id = p.id and p.state <> 'archived' limit ${mostKept}) c) as to_start,
           p.given_up, case when p.given_up_at > ${lately} then p.given_up_at end as given_up_at, p.live_since, p.draft, v.id as version_id, v.number, v.published_at, v.definition,
           v.definition is distinct from p.draft as differs
    from plays.play p
    left join plays.play_version v on v.id = p.live_version_id
    left join identity.person owner on owner.id = p.owner_id
    where p.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) throw new NotFound(`play ${id}`)
  return shown(row)
}

function shown(row: Row): ShownPlay {
  const { version_id: versionId, number, published_at: publishedAt } = row
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    about: row.about,
    state: row.state,
    owner: row.owner,
    sample: row.sample,
    salt: row.salt,
    problem: row.problem,
    problemAt: row.problem_at,
    toStart: row.to_start,
    givenUp: row.given_up_at ? { count: row.given_up, at: row.given_up_at } : undefined,
    liveSince: row.live_since,
    draft: read(row.draft, row.id),
    draftDiffers: row.differs,
    version:
      versionId === null || number === null || publishedAt === null
        ? null
        : { id: versionId, number, publishedAt, definition: read(row.definition, row.id) },
  }
}

/** The definition, if this version of Banso understands it. */
function read(stored: unknown, playId: number): Definition | undefined {
  try {
    return readDefinition(stored)
  } catch (error) {
    log.error({ err: error, play: playId }, 'a play cannot be read')
    return undefined
  }
}
