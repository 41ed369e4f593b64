import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { publish } from '../../platform/live.ts'
import type { PlayAbout } from '../../web/play-kinds.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record } from '../activity/index.ts'
import { type Definition, writeDefinition } from './definition/definition.ts'
import type { PlayState } from './tables.ts'
import { playTopic } from './topics.ts'

/** What a person says about a play beside what it does. */
export interface PlayInput {
  readonly name: string
  readonly description: string
  readonly ownerId: string | null
}

/** Makes a play as a draft, from a template or empty, and returns its id. */
export async function createPlay(
  tx: Tx,
  actor: Actor,
  input: PlayInput & {
    readonly about: PlayAbout
    readonly definition: Definition
    readonly template?: string
    readonly sample?: boolean
    readonly at?: Date
  },
): Promise<number> {
  const { id } = await tx
    .insertInto('plays.play')
    .values({
      name: input.name,
      description: input.description,
      about: input.about,
      owner_id: input.ownerId,
      template: input.template ?? null,
      draft: writeDefinition(input.definition),
      sample: input.sample ?? false,
      created_by: actor.kind === 'staff' ? actor.id : null,
      created_at: input.at ?? nowDate(),
      updated_at: input.at ?? nowDate(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tell(tx, actor, id, 'created', { name: input.name }, { sample: input.sample, at: input.at })
  return id
}

/** Changes name, description and owner. Throws Conflict when they are no longer what the form showed (`was`, their word). */
export async function changePlay(
  tx: Tx,
  actor: Actor,
  playId: number,
  { was, ...input }: PlayInput & { readonly was?: string | undefined },
): Promise<void> {
  const play = await lockPlay(tx, playId, 'words')
  refuseLate(was, play.name, play.description, play.ownerId)
  await tx
    .updateTable('plays.play')
    .set({ name: input.name, description: input.description, owner_id: input.ownerId, updated_at: nowDate() })
    .where('id', '=', play.id)
    .execute()
  await tell(tx, actor, play.id, 'changed', { name: input.name }, play)
}

/** A play that is being changed. */
export interface Locked {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly ownerId: string | null
  readonly about: PlayAbout
  readonly state: PlayState
  readonly draft: unknown
  readonly revision: number
  readonly sample: boolean
  readonly live_definition: unknown
}

/**
 * One at a time changes a play. Who changes its state waits until nobody is being started, and nobody is meanwhile. Throws
 * NotFound.
 */
export async function lockPlay(tx: Tx, playId: number, what: 'words' | 'state'): Promise<Locked> {
  const { rows } = await sql<Locked>`
    select p.id, p.name, p.description, p.owner_id as "ownerId", p.about, p.state, p.draft, p.revision, p.sample,
           (select v.definition from plays.play_version v where v.id = p.live_version_id) as live_definition
    from plays.play p where p.id = ${playId} ${what === 'state' ? sql`for update of p` : sql`for no key update of p`}`.execute(
    tx,
  )
  const [play] = rows
  if (!play) throw new NotFound(`play ${playId}`)
  return play
}

/** Writes down what was done with a play, and tells open pages. */
export async function tell(
  tx: Tx,
  actor: Actor,
  playId: number,
  what: 'created' | 'changed' | 'published' | 'paused' | 'resumed' | 'archived',
  data: Readonly<Record<string, string | number>>,
  { sample, at }: { readonly sample?: boolean | undefined; readonly at?: Date | undefined },
): Promise<void> {
  await record(tx, actor, {
    name: `plays.play_${what}`,
    subjectId: String(playId),
    data,
    sample: sample ?? false,
    ...(at && { at }),
  })
  await publish(tx, [playTopic(playId)])
}
