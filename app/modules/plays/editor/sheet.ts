import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import { type Definition, readDefinition } from '../definition/definition.ts'
import type { PlayState } from '../tables.ts'

/** A play as its editor shows it. */
export interface EditedPlay {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly ownerId: string | null
  readonly about: PlayAbout
  readonly state: PlayState
  readonly sample: boolean
  readonly template: string | null
  readonly revision: number
  readonly updatedAt: Date
  readonly definition: Definition
  /** Number of the version that is on; null before the first one. */
  readonly version: number | null
  /** What the draft does is not what the version that is on does. */
  readonly isChanged: boolean
  /** What can be taken back, and what can be done again. */
  readonly undo: LoggedChange | undefined
  readonly redo: LoggedChange | undefined
}

/** A change of the draft as it was noted. */
export interface LoggedChange {
  readonly revision?: number
  readonly what: string
  readonly part: string | null
}

interface Row {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly owner_id: string | null
  readonly about: PlayAbout
  readonly state: PlayState
  readonly sample: boolean
  readonly template: string | null
  readonly revision: number
  readonly updated_at: Date
  readonly draft: unknown
  readonly number: number | null
  readonly changed: boolean
  readonly undo: LoggedChange | null
  readonly redo: LoggedChange | null
}

/** The play with this id for its editor. Throws NotFound. */
export async function editedPlay(db: Db, id: number): Promise<EditedPlay> {
  const { rows } = await sql<Row>`
    select p.id, p.name, p.description, p.owner_id, p.about, p.state, p.sample, p.template, p.revision, p.updated_at, p.draft,
           v.number, v.id is null or v.definition <> p.draft as changed,
           (select jsonb_build_object('what', d.what, 'part', d.step, 'revision', d.revision) from plays.draft_change d
            where d.play_id = p.id and not d.undone and d.what not in ('undo', 'redo', 'made')
              and exists (select from plays.draft_change b
                          where b.play_id = p.id and b.revision < d.revision and not b.undone and b.draft is not null)
            order by d.revision desc limit 1) as undo,
           (select jsonb_build_object('what', d.what, 'part', d.step) from plays.draft_change d
            where d.play_id = p.id and d.undone order by d.revision limit 1) as redo
    from plays.play p left join plays.play_version v on v.id = p.live_version_id
    where p.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) throw new NotFound(`play ${id}`)
  const { owner_id: ownerId, updated_at: updatedAt, draft, number, changed, undo, redo, ...play } = row
  return {
    ...play,
    ownerId,
    updatedAt,
    definition: readDefinition(draft),
    version: number,
    isChanged: changed,
    undo: undo ?? undefined,
    redo: redo ?? undefined,
  }
}
