import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Role } from '../../web/access.ts'
import type { Locale } from '../../web/i18n.ts'

/** A person as the others see them in lists and choices. */
export interface Colleague {
  readonly id: string
  readonly name: string
  /** In lower case. */
  readonly email: string
  readonly roles: readonly Role[]
}

/** A person as an admin sees them. */
export interface Member extends Colleague {
  readonly twoFactor: boolean
  readonly sample: boolean
  /** When a session of theirs was last used. */
  readonly seen: Date | undefined
}

/** Everybody who is present, by name: for choosing an owner. */
export async function colleagues(db: Db | Tx): Promise<readonly Colleague[]> {
  return db
    .selectFrom('identity.staff')
    .select(['id', 'name', 'email', 'roles'])
    .where('removed_at', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/**
 * Sees to it that nobody takes a person out of the company until `tx` ends. Returns their name; undefined when they are not here.
 * To be asked before anything of theirs is locked: whoever takes them out goes from the person to what was theirs.
 */
export async function holdColleague(tx: Tx, id: string): Promise<string | undefined> {
  const person = await tx
    .selectFrom('identity.staff')
    .select('name')
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forShare()
    .executeTakeFirst()
  return person?.name
}

/** The same for many, in the order of their ids. Returns the ids of those who are here. */
export async function holdColleagues(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.staff where id = any(${[...ids]}::text[]) and removed_at is null
    order by id for share`.execute(tx)
  return new Set(rows.map(row => row.id))
}

/** The time zone that a person lives in; undefined for somebody who was never here. */
export async function timeZoneOf(db: Db | Tx, staffId: string): Promise<string | undefined> {
  const row = await db.selectFrom('identity.staff').select('time_zone').where('id', '=', staffId).executeTakeFirst()
  return row?.time_zone
}

/** The language that a person reads; undefined for somebody who was never here. */
export async function localeOf(db: Db | Tx, staffId: string): Promise<Locale | undefined> {
  const row = await db.selectFrom('identity.staff').select('locale').where('id', '=', staffId).executeTakeFirst()
  return row?.locale
}

/** Everybody who ever was staff, by name: for looking up what somebody did. Of the sample's people only those who are here. */
export async function everybody(db: Db): Promise<readonly Colleague[]> {
  return db
    .selectFrom('identity.staff')
    .select(['id', 'name', 'email', 'roles'])
    .where(({ eb, or }) => or([eb('sample', '=', false), eb('removed_at', 'is', null)]))
    .orderBy('name')
    .orderBy('id')
    .limit(1000)
    .execute()
}

/** The names of these people, removed ones too, by id. */
export async function staffNames(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('identity.staff')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Present people in order of name, after the one with the id `after`, for the page of staff. */
export async function members(
  db: Db,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly Member[]> {
  const { after, limit } = page
  let query = memberQuery(db).orderBy('staff.name').orderBy('staff.id').limit(limit)
  if (after) {
    const last = sql`(select name, id from identity.staff where id = ${after})`
    query = query.where(sql<boolean>`(staff.name, staff.id) > ${last}`)
  }
  return (await query.execute()).map(memberFrom)
}

/** One present person, or undefined. */
export async function findMember(db: Db, id: string): Promise<Member | undefined> {
  const row = await memberQuery(db).where('staff.id', '=', id).executeTakeFirst()
  return row && memberFrom(row)
}

function memberQuery(db: Db) {
  return db
    .selectFrom('identity.staff as staff')
    .select(['staff.id', 'staff.name', 'staff.email', 'staff.roles', 'staff.sample', 'staff.two_factor_enabled'])
    .select(eb =>
      eb
        .selectFrom('identity.session as session')
        .select(eb => eb.fn.max('session.updated_at').as('seen'))
        .whereRef('session.user_id', '=', 'staff.id')
        .as('seen'),
    )
    .where('staff.removed_at', 'is', null)
}

type MemberRow = Awaited<ReturnType<ReturnType<typeof memberQuery>['execute']>>[number]

function memberFrom({ two_factor_enabled: twoFactor, seen, ...row }: MemberRow): Member {
  return { ...row, twoFactor, seen: seen ?? undefined }
}
