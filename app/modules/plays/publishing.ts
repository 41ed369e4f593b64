import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, Invalid } from '../../platform/errors.ts'
import type { Services } from '../../web/services.ts'
import type { Actor } from '../activity/index.ts'
import { holdReferences } from '../segments/index.ts'
import { type Definition, definitionIn, readDefinition, writeDefinition } from './definition/definition.ts'
import { isListening, playsListenedTo } from './definition/listening.ts'
import { problemsOf } from './definition/problems.ts'
import { moveUnderWay } from './moving.ts'
import { type Locked, lockPlay, tell } from './play.ts'
import { beginLooking } from './starting/begin.ts'
import { dropKept, tryKeptAgain } from './starting/kept.ts'
import { canStand } from './starting/standing-key.ts'

/** What publishing does with those who are there already. */
export interface Publishing {
  /** Those under way on the version before finish on theirs, or go on in the new one. */
  readonly underWay: 'finish' | 'move'
  /** Those in whose case the trigger holds already are started too, soon after; of a paused play once it goes on. */
  readonly standing: boolean
}

/**
 * Makes the draft of this revision the version that is on, and returns its number. Throws Conflict when somebody changed the
 * draft since, or the play is archived; Invalid (field `definition`) while something is missing in it.
 */
export async function publishPlay(
  tx: Tx,
  services: Services,
  actor: Actor,
  { playId, revision }: { readonly playId: number; readonly revision: number },
  { underWay, standing }: Publishing,
): Promise<number> {
  const play = await lockPlay(tx, playId, 'state')
  if (play.revision !== revision) throw new Conflict('plays:form.changedMeanwhile')
  if (play.state === 'archived') throw new Conflict('plays:form.archived')
  const definition = readDefinition(play.draft)
  // Nobody closes a circle through a segment meanwhile.
  await holdReferences(tx)
  const problems = await problemsOf(tx, services, { playId, about: play.about, definition })
  if (problems.some(problem => problem.severity === 'error')) throw new Invalid({ definition: 'plays:form.incomplete' })
  const starting = standing && definition.trigger !== null && canStand(definition.trigger)
  const { id: versionId, number } = await insertVersion(tx, actor, { playId, definition, underWay })
  const wasLive = play.state === 'live'
  await tx
    .updateTable('plays.play')
    .set({
      live_version_id: versionId,
      state: play.state === 'paused' ? 'paused' : 'live',
      problem: null,
      problem_at: null,
      standing_due_at: starting ? nowDate() : null,
      updated_at: nowDate(),
    })
    .where('id', '=', playId)
    .execute()
  await dropKept(tx, playId, sameTrigger(play, definition) ? 'standing' : 'all')
  await tryKeptAgain(tx, playId)
  if (underWay === 'move') await moveUnderWay(tx, { playId, versionId })
  if (play.state !== 'paused')
    await beginLooking(tx, services, playId, { again: wasLive && sameTrigger(play, definition) })
  await tell(tx, actor, playId, 'published', { name: play.name, number }, play)
  return number
}

async function insertVersion(
  tx: Tx,
  actor: Actor,
  {
    playId,
    definition,
    underWay,
  }: { readonly playId: number; readonly definition: Definition; readonly underWay: Publishing['underWay'] },
) {
  return tx
    .insertInto('plays.play_version')
    .values(eb => ({
      play_id: playId,
      number: eb
        .selectFrom('plays.play_version')
        .select(sql<number>`coalesce(max(number), 0) + 1`.as('next'))
        .where('play_id', '=', playId),
      definition: writeDefinition(definition),
      published_at: nowDate(),
      published_by: actor.kind === 'staff' ? actor.id : null,
      under_way: underWay,
      listens: isListening(definition),
      asks_plays: playsListenedTo(definition),
    }))
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow()
}

function sameTrigger({ live_definition }: Locked, { trigger }: Definition): boolean {
  const before = live_definition === null ? undefined : definitionIn(live_definition)
  return before !== undefined && JSON.stringify(before.trigger) === JSON.stringify(trigger)
}
