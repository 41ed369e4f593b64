import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { subjectDeeds } from '../../activity/index.ts'
import { type Definition, readDefinition } from '../definition/definition.ts'
import { type Difference, differencesOf } from './differences.ts'

/** A version of a play as its history shows it. */
export interface PastVersion {
  readonly number: number
  readonly publishedAt: Date
  readonly by: string | null
  readonly underWay: 'finish' | 'move'
  readonly definition: Definition
  /** What became different with it; undefined for the first one. */
  readonly differences: readonly Difference[] | undefined
  /** How many are on it still. */
  readonly enrolled: number
}

/** A change of the draft. */
export interface PastChange {
  readonly revision: number
  readonly at: Date
  readonly by: string | null
  readonly what: string
  readonly part: string | null
  readonly undone: boolean
}

/** All versions that were published, the latest first, with what each changed. Those that cannot be read are left out. */
export async function pastVersions(db: Db, playId: number): Promise<readonly PastVersion[]> {
  const { rows } = await sql<Omit<PastVersion, 'differences' | 'definition'> & { readonly definition: unknown }>`
    select v.number, v.published_at as "publishedAt", p.name as by, v.under_way as "underWay", v.definition,
           (select count(*) from plays.enrollment e where e.version_id = v.id and e.ended_at is null) as enrolled
    from plays.play_version v left join identity.person p on p.id = v.published_by
    where v.play_id = ${playId} order by v.number`.execute(db)
  const versions = rows.flatMap(row => {
    const definition = readOr(row.definition)
    return definition ? [{ ...row, definition }] : []
  })
  return versions
    .map((version, index) => {
      const before = versions[index - 1]
      return { ...version, differences: before && differencesOf(before.definition, version.definition) }
    })
    .reverse()
}

/** Changes of the draft, the latest first, before the revision `before`. */
export async function pastChanges(
  db: Db,
  playId: number,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<readonly PastChange[]> {
  const { rows } = await sql<PastChange>`
    select d.revision, d.at, p.name as by, d.what, d.step as part, d.undone
    from plays.draft_change d left join identity.person p on p.id = d.staff_id
    where d.play_id = ${playId} and d.revision < ${before ?? 2_147_483_647}
    order by d.revision desc limit ${limit}`.execute(db)
  return rows
}

const turns = [
  'play_created',
  'play_changed',
  'play_paused',
  'play_resumed',
  'play_archived',
  'started_by_hand',
] as const
const mostTurns = 50

/** That somebody made the play, called it otherwise, stopped it, let it go on, ended it or started somebody by hand. */
export interface PastTurn {
  readonly what: (typeof turns)[number]
  readonly at: Date
  readonly by: string | null
  /** What its words are filled with. */
  readonly values: Readonly<Record<string, string | number>>
}

/** The latest turns in the life of a play. */
export async function pastTurns(db: Db, playId: number): Promise<readonly PastTurn[]> {
  const names = turns.map(turn => `plays.${turn}`)
  const entries = await subjectDeeds(db, String(playId), { names, limit: mostTurns })
  const ids = [...new Set(entries.flatMap(entry => entry.actor_id ?? []))]
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from identity.person where id = any(${ids}::text[])`.execute(db)
  const people = new Map(rows.map(row => [row.id, row.name]))
  return entries.flatMap(({ name, at, actor_id: actor, data }) => {
    const what = turns.find(turn => name === `plays.${turn}`)
    const values = { name: String(data.name ?? ''), started: Number(data.started ?? 0) }
    return what ? [{ what, at, by: people.get(actor ?? '') ?? null, values }] : []
  })
}

/** Who else changed the draft since this moment, the last one. */
export async function changedByOthers(
  db: Db,
  playId: number,
  { than, since }: { readonly than: string; readonly since: Date },
): Promise<{ readonly name: string; readonly at: Date } | undefined> {
  const { rows } = await sql<{ name: string; at: Date }>`
    select p.name, d.at from plays.draft_change d join identity.person p on p.id = d.staff_id
    where d.play_id = ${playId} and d.staff_id <> ${than} and d.at >= ${since}
    order by d.revision desc limit 1`.execute(db)
  return rows[0]
}

function readOr(stored: unknown): Definition | undefined {
  try {
    return readDefinition(stored)
  } catch {
    return undefined
  }
}
