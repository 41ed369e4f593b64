import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Invalid, NotFound } from '../../platform/errors.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record } from '../activity/index.ts'

const mostStrengths = 20
const longest = 30

/** What a person says they are good at, in short tags, in the order they gave them. Empty for somebody who is not here. */
export async function strengthsOf(db: Db | Tx, staffId: string): Promise<readonly string[]> {
  const row = await db
    .selectFrom('identity.staff')
    .select('strengths')
    .where('id', '=', staffId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.strengths ?? []
}

/** The tags that people here have, those of most people first: at most 40. */
export async function knownStrengths(db: Db | Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ tag: string }>`
    select tag from identity.staff, unnest(strengths) tag
    where removed_at is null group by tag order by count(*) desc, tag limit 40`.execute(db)
  return rows.map(row => row.tag)
}

/**
 * Says what a person is good at. Two spellings of one tag are one, as others wrote it first. Throws Invalid (field `more`) for
 * too many or too long ones, Conflict when they are no longer what the form showed (`was`), NotFound without the person.
 */
export async function setStrengths(
  tx: Tx,
  actor: Actor,
  staffId: string,
  tags: readonly string[],
  was?: string,
): Promise<void> {
  const person = await tx
    .selectFrom('identity.staff')
    .select(['name', 'strengths', 'sample'])
    .where('id', '=', staffId)
    .where('removed_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!person) throw new NotFound('staff')
  refuseLate(was, person.strengths)
  const strengths = asKnown(tags, await knownStrengths(tx))
  if (strengths.length > mostStrengths) throw new Invalid({ more: 'identity:strengths.tooMany' })
  if (strengths.some(tag => tag.length > longest)) throw new Invalid({ more: 'identity:strengths.tooLong' })
  await tx
    .updateTable('identity.staff')
    .set({ strengths: [...strengths], updated_at: nowDate() })
    .where('id', '=', staffId)
    .execute()
  const data = { name: person.name, strengths: strengths.join('、') || '–' }
  await record(tx, actor, { name: 'identity.strengths_changed', subjectId: staffId, data, sample: person.sample })
}

/** The tags in a text, divided by commas or lines. */
export function tagsIn(text: string): readonly string[] {
  return text
    .split(/[,，、;；\n]/)
    .map(tag => tag.normalize('NFKC').trim().replace(/\s+/g, ' '))
    .filter(tag => tag.length > 0)
}

/** A tag as it is compared: width, case and white space at the ends make no difference. */
export function foldTag(tag: string): string {
  return tag.normalize('NFKC').trim().toLowerCase()
}

/** Each tag once, spelled as it is known. */
function asKnown(tags: readonly string[], known: readonly string[]): readonly string[] {
  const spelling = new Map(known.map(tag => [foldTag(tag), tag]))
  return [...new Map(tags.map(tag => [foldTag(tag), spelling.get(foldTag(tag)) ?? tag])).values()]
}
