import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import { type Course, compileSteps } from '../definition/compile.ts'
import { type Definition, readDefinition } from '../definition/definition.ts'

/** A published version, ready to be gone through. */
export interface Version {
  readonly id: number
  readonly playId: number
  readonly playName: string
  readonly salt: string
  readonly about: PlayAbout
  readonly number: number
  readonly sample: boolean
  readonly definition: Definition
  readonly course: Course
}

interface Row {
  readonly id: number
  readonly play_id: number
  readonly name: string
  readonly salt: string
  readonly about: PlayAbout
  readonly number: number
  readonly sample: boolean
}

// What was published never changes, but for the name of its play.
const known = new Map<string, { readonly definition: Definition; readonly course: Course }>()
const mostKnown = 500

/** The versions with these ids, without those whose definition is none that this version of Banso understands. */
export async function loadVersions(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, Version>> {
  // Before anything of this call is looked up in it.
  if (known.size > mostKnown) known.clear()
  const { rows } = await sql<Row>`
    select v.id, v.play_id, p.name, p.salt, p.about, v.number, p.sample
    from plays.play_version v join plays.play p on p.id = v.play_id where v.id = any(${ids}::bigint[])`.execute(tx)
  await learn(
    tx,
    rows.filter(row => !known.has(keyOf(row))),
  )
  return new Map(
    rows.flatMap(({ play_id: playId, name: playName, ...row }) => {
      const read = known.get(keyOf({ ...row }))
      return read ? [[row.id, { ...row, playId, playName, ...read }] as const] : []
    }),
  )
}

/** Ids are of one database: the salt tells apart which. */
function keyOf({ id, salt }: Pick<Row, 'id' | 'salt'>): string {
  return `${salt} ${id}`
}

async function learn(tx: Tx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const found = await tx
    .selectFrom('plays.play_version')
    .select(['id', 'definition'])
    .where(
      'id',
      'in',
      rows.map(row => row.id),
    )
    .execute()
  const definitions = new Map(found.map(row => [row.id, row.definition]))
  for (const row of rows) {
    const definition = read(definitions.get(row.id), row)
    if (definition) known.set(keyOf(row), { definition, course: compileSteps(definition) })
  }
}

function read(stored: unknown, { id }: Row): Definition | undefined {
  try {
    return readDefinition(stored)
  } catch (error) {
    log.error({ err: error, version: id }, 'a version of a play cannot be read')
    return undefined
  }
}
