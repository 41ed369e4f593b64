import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Candidate } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { compileCondition, surroundingsNow } from '../../segments/index.ts'
import type { Version } from '../engine/versions.ts'
import { shortened } from './shortened.ts'

/** Why somebody is not started. */
export const passReasons = [
  'gone',
  'no_account',
  'audience',
  'already_in',
  'been_before',
  'too_soon',
  'too_often',
  // Told by triggers, of what they noticed.
  'properties',
] as const
export type PassReason = (typeof passReasons)[number]

/**
 * Nobody enters the same play more often within a day: plays whose steps bring about what starts them, alone or in a circle with
 * others, come to rest.
 */
const mostADay = 5
const longestKey = 200

/** What would become of a candidate. */
export interface Verdict {
  /** Its place in the list of candidates. */
  readonly n: number
  readonly accountId: number
  readonly contactId: number | null
  readonly key: string
  /** Why it is not started; null for nothing against it. */
  readonly reason: PassReason | null
  /** The arm it has, or would get. */
  readonly arm: 'treated' | 'held_out'
  readonly level: 'play' | 'company' | null
  /** It was in an arm before. */
  readonly known: boolean
}

interface Row {
  readonly n: number
  readonly account_id: number | null
  readonly contact_id: number | null
  readonly key: string
  readonly reason: PassReason | null
  readonly arm: 'treated' | 'held_out' | null
  readonly level: 'play' | 'company' | null
  readonly company_out: boolean
  readonly play_out: boolean
}

/**
 * What would become of these candidates of a version, in one statement; nothing is written. Of several about the same the
 * first counts against which nothing speaks. Who is held out is drawn unless it was before: of all plays first, then of this one. Plays of the sample reach nobody
 * but the sample's accounts.
 */
export async function judgeCandidates(
  tx: Tx,
  services: Services,
  version: Version,
  candidates: readonly Candidate[],
): Promise<readonly Verdict[]> {
  if (candidates.length === 0) return []
  const { definition } = version
  const { rows } = await sql<Row>`
    with given as (
      select n, contact_id, key, coalesce(account_id, (
        select m.account_id from customers.membership_fact m where m.contact_id = c.contact_id
        order by m.last_at desc nulls last, m.account_id limit 1)) as account_id
      from unnest(
        ${candidates.map(one => one.accountId)}::bigint[], ${candidates.map(one => one.contactId)}::bigint[],
        ${candidates.map(one => keyOf(one, version))}::text[]
      ) with ordinality as c (account_id, contact_id, key, n)
    ), fitting as materialized (select distinct id from (${await audience(tx, services, version, candidates)}) f),
    judged as (
      select c.n, c.account_id, c.contact_id, c.key, ${reason(version)} as reason, arm.arm, arm.level,
           plays.draw(company.salt, c.account_id) < company.holdout as company_out,
           plays.draw(${version.salt}, c.account_id) < ${definition.holdout}::float8 as play_out
      from given c
      cross join plays.setting company
      left join fitting f on f.id = ${subject}
      left join customers.account_fact a on a.account_id = c.account_id
      left join plays.arm arm on arm.play_id = ${version.playId} and arm.account_id = c.account_id
    )
    select * from (
      select distinct on (coalesce(contact_id, -account_id, -n)) * from judged
      order by coalesce(contact_id, -account_id, -n), reason is not null, n
    ) chosen order by n`.execute(tx)
  return rows.map(verdict)
}

function verdict(row: Row): Verdict {
  const drawn = row.company_out ? 'company' : row.play_out ? 'play' : null
  const known = row.arm !== null
  return {
    n: Number(row.n) - 1,
    accountId: row.account_id ?? 0,
    contactId: row.contact_id,
    key: row.key,
    reason: row.reason,
    arm: row.arm ?? (drawn ? 'held_out' : 'treated'),
    level: known ? row.level : drawn,
    known,
  }
}

/** With what nobody enters twice: once for all, once per value of a property, or once per cause. */
export function keyOf({ key, cause }: Candidate, { definition: { reentry } }: Version): string {
  const value = reentry.property ? cause[`property.${reentry.property}`] : undefined
  if (value !== undefined && value !== null) return shortened(String(value), longestKey)
  return isOnce({ reentry }) ? '' : shortened(key, longestKey)
}

/** Whether one time is all there is, whatever happens. */
function isOnce({ reentry }: Pick<Version['definition'], 'reentry'>): boolean {
  return reentry.rule === 'never' && !reentry.property
}

function reason({ playId, sample, definition: { reentry } }: Version) {
  const days = reentry.rule === 'after_days' ? (reentry.days ?? 30) : 0
  const theirs = sql`e.play_id = ${playId} and coalesce(e.contact_id, -e.account_id) = coalesce(c.contact_id, -c.account_id)`
  const same = isOnce({ reentry }) ? sql`true` : sql`e.key = c.key`
  return sql`case
    when c.account_id is null then 'no_account'
    when a.account_id is null then 'gone'
    when (${sample}::boolean and not a.sample) or f.id is null then 'audience'
    when exists (select from plays.enrollment e where ${theirs} and e.ended_at is null) then 'already_in'
    when exists (select from plays.enrollment e where ${theirs} and ${same}) then 'been_before'
    when ${days}::int > 0 and exists (
      select from plays.enrollment e where ${theirs} and e.ended_at > ${nowDate()}::timestamptz - make_interval(days => ${days}::int)
    ) then 'too_soon'
    when (select count(*) from plays.enrollment e where ${theirs}
          and e.entered_at > ${nowDate()}::timestamptz - interval '1 day') >= ${mostADay}::int then 'too_often'
  end`
}

/** The id that the audience is asked for: of the contact when the candidate is one. */
const subject = sql`coalesce(c.contact_id, c.account_id)`

async function audience(tx: Tx, services: Services, { about, definition }: Version, candidates: readonly Candidate[]) {
  const id = sql.id(about === 'contact' ? 'contact_id' : 'account_id')
  const ids = candidates.flatMap(one => (about === 'contact' ? one.contactId : one.accountId) ?? [])
  const surroundings = definition.audience ? await surroundingsNow(tx, services.offers) : undefined
  if (!definition.audience || !surroundings) return sql`select id from unnest(${ids}::bigint[]) as g (id)`
  const meeting = compileCondition({ about, condition: definition.audience }, surroundings, ids)
  return sql`select met.${id} as id from (${meeting}) met`
}
