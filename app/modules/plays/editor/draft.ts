import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { publish } from '../../../platform/live.ts'
import type { Actor } from '../../activity/index.ts'
import { type Definition, definitionIn, readDefinition, writeDefinition } from '../definition/definition.ts'
import { type Locked, lockPlay } from '../play.ts'
import { playTopic } from '../topics.ts'

/** Changes of the same part by the same person within so long are one, for undoing and in the history. */
const sameBreathSeconds = 15

/** So many changes of a play can be taken back. */
export const undoable = 100
/** So many are told in its history. */
const told = 1000

/** What is changed, and by what the person saw when they changed it. */
export interface DraftChange {
  readonly playId: number
  /** Of the draft that the person saw. */
  readonly revision: number
  /** Text of the part (`partText`). */
  readonly part: string
  /** As a part of a text key under `plays:history.what`. */
  readonly what: string
}

export interface Drafted {
  readonly definition: Definition
  readonly revision: number
}

/** Somebody else changed the same meanwhile. */
export class ChangedMeanwhile extends Conflict {
  constructor() {
    super('plays:form.changedMeanwhile')
  }
}

/**
 * Changes the draft and keeps what it was, so that it can be undone. Throws ChangedMeanwhile when somebody else changed the
 * same part since the revision that the person saw (or anything was undone): what others did to other parts stays and is no
 * hindrance. Throws NotFound, and Conflict when the play is archived or became more than a play can be.
 */
export async function changeDraft(
  tx: Tx,
  actor: Actor,
  { playId, revision, part, what }: DraftChange,
  change: (definition: Definition) => Definition,
): Promise<Drafted> {
  const play = await lockPlay(tx, playId, 'words')
  if (play.state === 'archived') throw new Conflict('plays:form.archived')
  const before = readDefinition(play.draft)
  if (await isInTheWay(tx, actor, { playId, revision, part }, play)) throw new ChangedMeanwhile()
  const definition = change(before)
  const stored = writeDefinition(definition)
  // What cannot be read again would close the editor for good.
  if (!definitionIn(JSON.parse(stored))) throw new Conflict('plays:form.tooMuch')
  if (stored === writeDefinition(before)) return { definition, revision: play.revision }
  await keepFirst(tx, play)
  await tx.deleteFrom('plays.draft_change').where('play_id', '=', playId).where('undone', '=', true).execute()
  const next = play.revision + 1
  await keepChange(tx, actor, { playId, part, what, revision: next, stored })
  await forgetOld(tx, playId)
  await writeDraft(tx, playId, { stored, revision: next })
  return { definition, revision: next }
}

/**
 * Each revision since is that of the next row that was kept: changes in one breath share one. What was on its way when the same
 * person took something back must not bring it in again.
 */
async function isInTheWay(
  tx: Tx,
  actor: Actor,
  seen: Pick<DraftChange, 'playId' | 'revision' | 'part'>,
  play: Locked,
): Promise<boolean> {
  if (seen.revision >= play.revision) return false
  const { rows } = await sql<{ hinders: boolean }>`
    select bool_or(c.revision is null
      or c.what in ('undo', 'redo')
      or (c.staff_id is distinct from ${staffOf(actor)} and c.step = ${seen.part})) as hinders
    from generate_series(${seen.revision + 1}::int, ${play.revision}::int) as since (revision)
    left join lateral (
      select * from plays.draft_change d where d.play_id = ${seen.playId} and d.revision >= since.revision
      order by d.revision limit 1
    ) c on true`.execute(tx)
  return rows[0]?.hinders ?? false
}

/** What the play was before anybody changed it. */
async function keepFirst(tx: Tx, play: Locked): Promise<void> {
  await sql`
    insert into plays.draft_change (play_id, revision, draft, what, staff_id, at)
    select id, revision, draft, 'made', created_by, created_at from plays.play
    where id = ${play.id} and not exists (select from plays.draft_change where play_id = ${play.id})`.execute(tx)
}

interface Kept {
  readonly playId: number
  readonly part: string
  readonly what: string
  readonly revision: number
  readonly stored: string
}

async function keepChange(tx: Tx, actor: Actor, { playId, part, what, revision, stored }: Kept): Promise<void> {
  const at = nowDate()
  const row = { play_id: playId, revision, draft: stored, what, step: part, staff_id: staffOf(actor), at }
  if (what === 'changed') {
    const { rows } = await sql<{ revision: number }>`
      update plays.draft_change set draft = ${stored}::jsonb, revision = ${revision}, at = ${at}
      where play_id = ${playId} and revision = (select max(revision) from plays.draft_change where play_id = ${playId})
        and what = 'changed' and step = ${part} and staff_id is not distinct from ${staffOf(actor)}
        and at > ${at}::timestamptz - ${`${sameBreathSeconds} seconds`}::interval
      returning revision`.execute(tx)
    if (rows.length > 0) return
  }
  await tx.insertInto('plays.draft_change').values(row).execute()
}

/**
 * Drafts are kept of the newest changes and of the one before them, whether they are taken back or not; the lines of the history
 * for longer. Taking back and doing again keeps no draft of its own.
 */
async function forgetOld(tx: Tx, playId: number): Promise<void> {
  await sql`
    with oldest as (
      select (select revision from plays.draft_change
              where play_id = ${playId} and what not in ('undo', 'redo')
              order by revision desc offset ${undoable} limit 1) as kept,
             (select revision from plays.draft_change
              where play_id = ${playId} order by revision desc offset ${told - 1} limit 1) as told
    ), gone as (
      delete from plays.draft_change d using oldest
      where d.play_id = ${playId} and d.revision < oldest.kept and d.revision < oldest.told
    )
    update plays.draft_change d set draft = null from oldest
    where d.play_id = ${playId} and d.revision < oldest.kept and d.revision >= coalesce(oldest.told, 0)
      and d.draft is not null`.execute(tx)
}

async function writeDraft(
  tx: Tx,
  playId: number,
  { stored, revision }: { readonly stored: string; readonly revision: number },
): Promise<void> {
  await tx
    .updateTable('plays.play')
    .set({ draft: stored, revision, updated_at: nowDate() })
    .where('id', '=', playId)
    .execute()
  await publish(tx, [playTopic(playId)])
}

interface Undoable {
  readonly revision: number
  readonly draft: unknown
  readonly step: string | null
  readonly staff_id: string | null
}

/**
 * Takes back the last change that was not taken back yet. Nothing happens when there is none, or it is too long ago. Throws Conflict when somebody else
 * made it since `seen`, the last change that the person knew of.
 */
export async function undoChange(tx: Tx, actor: Actor, playId: number, seen?: number): Promise<void> {
  const play = await lockPlay(tx, playId, 'words')
  if (play.state === 'archived') throw new Conflict('plays:form.archived')
  const { rows } = await sql<Undoable>`
    select revision, draft, step, staff_id from plays.draft_change
    where play_id = ${playId} and not undone and what not in ('undo', 'redo') order by revision desc limit 2`.execute(
    tx,
  )
  const [last, before] = rows
  if (!last || !before?.draft) return
  if (seen !== undefined && last.revision > seen && last.staff_id !== staffOf(actor)) {
    throw new Conflict('plays:form.otherFirst')
  }
  await tx
    .updateTable('plays.draft_change')
    .set({ undone: true })
    .where('play_id', '=', playId)
    .where('revision', '=', last.revision)
    .execute()
  await restore(tx, actor, play, { draft: before.draft, what: 'undo', part: last.step })
}

/** Does again what was taken back last. Nothing happens when there is nothing. */
export async function redoChange(tx: Tx, actor: Actor, playId: number): Promise<void> {
  const play = await lockPlay(tx, playId, 'words')
  if (play.state === 'archived') throw new Conflict('plays:form.archived')
  const { rows } = await sql<{ draft: unknown; step: string | null }>`
    update plays.draft_change set undone = false
    where play_id = ${playId} and revision = (
      select min(revision) from plays.draft_change where play_id = ${playId} and undone
    ) returning draft, step`.execute(tx)
  const [again] = rows
  if (again) await restore(tx, actor, play, { draft: again.draft, what: 'redo', part: again.step })
}

async function restore(
  tx: Tx,
  actor: Actor,
  play: Locked,
  { draft, what, part }: { readonly draft: unknown; readonly what: 'undo' | 'redo'; readonly part: string | null },
): Promise<void> {
  const revision = play.revision + 1
  const stored = JSON.stringify(draft)
  await tx
    .insertInto('plays.draft_change')
    .values({ play_id: play.id, revision, draft: null, what, step: part, staff_id: staffOf(actor), at: nowDate() })
    .execute()
  await forgetOld(tx, play.id)
  await writeDraft(tx, play.id, { stored, revision })
}

/** A number above those of all ids that the play ever gave out. */
export async function highestId(tx: Tx, playId: number): Promise<number> {
  const { rows } = await sql<{ highest: number | null }>`
    select max((id)[1]::int) as highest
    from (
      select draft::text as told from plays.draft_change where play_id = ${playId}
      union all select definition::text from plays.play_version where play_id = ${playId}
      union all select draft::text from plays.play where id = ${playId}
    ) known, regexp_matches(told, '"id": "[a-z](\\d{1,4})"', 'g') as id`.execute(tx)
  return rows[0]?.highest ?? 0
}

function staffOf(actor: Actor): string | null {
  return actor.kind === 'staff' ? actor.id : null
}
