import type { Tx } from '../../../platform/db.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import type { Actor } from '../../activity/index.ts'
import { type Definition, writeDefinition } from '../definition/definition.ts'
import { isListening, playsListenedTo } from '../definition/listening.ts'
import { draw } from '../draw.ts'
import { createPlay, tell } from '../play.ts'
import { beginLooking } from '../starting/begin.ts'

/** With what accounts are drawn: below the share they are held out. */
interface Holdout {
  readonly salt: string
  readonly holdout: number
}

export interface DrawnArm {
  readonly arm: 'treated' | 'held_out'
  readonly level: 'play' | 'company' | null
}

/** By what accounts are held out of all plays. */
export async function companyHoldout(tx: Tx): Promise<Holdout> {
  return tx.selectFrom('plays.setting').select(['salt', 'holdout']).executeTakeFirstOrThrow()
}

/** In which arm an account is: drawn as `judgeCandidates` does, of all plays first, then of this one. */
export function drawnArm(play: Holdout, company: Holdout, accountId: number): DrawnArm {
  if (draw(company.salt, accountId) < company.holdout) return { arm: 'held_out', level: 'company' }
  if (draw(play.salt, accountId) < play.holdout) return { arm: 'held_out', level: 'play' }
  return { arm: 'treated', level: null }
}

/** A play that has been on for a while. */
export interface PastPlay {
  readonly name: string
  readonly description: string
  readonly about: PlayAbout
  readonly ownerId: string | null
  /** Decides who is in which arm. */
  readonly salt: string
  readonly createdAt: Date
  /** At least one, the first one first. */
  readonly versions: readonly { readonly definition: Definition; readonly publishedAt: Date }[]
  readonly sample: boolean
}

/** A play that was written down, with what its versions do. */
export interface RecalledPlay {
  readonly id: number
  readonly name: string
  readonly salt: string
  readonly sample: boolean
  readonly versions: readonly ({ readonly id: number } & Pick<Definition, 'steps' | 'exits'>)[]
}

/**
 * Writes down a play that has been on since its last version was published, and still is: it starts whoever its trigger finds from
 * now on (imports of history).
 */
export async function recallPlay(
  tx: Tx,
  services: Services,
  actor: Actor,
  { salt, versions, createdAt, ...play }: PastPlay,
): Promise<RecalledPlay> {
  const last = versions.at(-1)
  if (!last) throw new Error('a play that was on has a version')
  const playId = await createPlay(tx, actor, { ...play, definition: last.definition, at: createdAt })
  const ids: number[] = []
  for (const [index, { definition, publishedAt }] of versions.entries()) {
    const number = index + 1
    ids.push(await insertVersion(tx, actor, { playId, number, definition, publishedAt }))
    await tell(tx, actor, playId, 'published', { name: play.name, number }, { sample: play.sample, at: publishedAt })
  }
  await tx
    .updateTable('plays.play')
    .set({ salt, state: 'live', live_version_id: ids.at(-1) ?? null, updated_at: last.publishedAt })
    .where('id', '=', playId)
    .execute()
  await beginLooking(tx, services, playId, { again: false })
  await tx.updateTable('plays.play').set({ live_since: last.publishedAt }).where('id', '=', playId).execute()
  return {
    id: playId,
    name: play.name,
    salt,
    sample: play.sample,
    versions: versions.map(({ definition: { steps, exits } }, at) => ({ id: ids[at] ?? 0, steps, exits })),
  }
}

async function insertVersion(
  tx: Tx,
  actor: Actor,
  version: { playId: number; number: number; definition: Definition; publishedAt: Date },
): Promise<number> {
  const { id } = await tx
    .insertInto('plays.play_version')
    .values({
      play_id: version.playId,
      number: version.number,
      definition: writeDefinition(version.definition),
      published_at: version.publishedAt,
      published_by: actor.kind === 'staff' ? actor.id : null,
      under_way: 'finish',
      listens: isListening(version.definition),
      asks_plays: playsListenedTo(version.definition),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
