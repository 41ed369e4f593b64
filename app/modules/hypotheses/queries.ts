import { type SqlBool, sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { SegmentUses } from '../../web/module.ts'
import type { PlayState } from '../plays/index.ts'
import type { EvidenceKind, Stance, State } from './tables.ts'

/** A hypothesis as lists show it. */
export interface Listed {
  readonly id: number
  readonly statement: string
  readonly segmentId: number | null
  readonly about: string | null
  readonly state: State
  readonly sample: boolean
  /** How much evidence stands for and against it, and how many plays stand on it. */
  readonly for: number
  readonly against: number
  readonly plays: number
  readonly staff: string | null
  readonly createdAt: Date
}

export interface Hypothesis extends Listed {
  readonly reason: string | null
  readonly staffId: string | null
  readonly version: number
}

export interface ListFilter {
  readonly state?: State | undefined
  /** Only those that this play stands on. */
  readonly playId?: number
  /** Only those with evidence from this account. */
  readonly accountId?: number
  readonly after?: number | undefined
  readonly limit: number
}

/** Hypotheses, the latest first. */
export async function listHypotheses(db: Db | Tx, filter: ListFilter): Promise<readonly Listed[]> {
  const { state, playId, accountId, after, limit } = filter
  let query = hypothesisQuery(db).orderBy('h.id', 'desc').limit(limit)
  if (state) query = query.where('h.state', '=', state)
  if (after !== undefined) query = query.where('h.id', '<', after)
  if (playId !== undefined)
    query = query.where(sql<SqlBool>`exists (
      select from hypotheses.play_link l where l.hypothesis_id = h.id and l.play_id = ${playId})`)
  if (accountId !== undefined)
    query = query.where(sql<SqlBool>`h.id in (
      select e.hypothesis_id from hypotheses.evidence e where e.account_id = ${accountId} and e.withdrawn_at is null)`)
  return query.execute()
}

/** How many there are of each state. */
export async function countByState(db: Db): Promise<ReadonlyMap<State, number>> {
  const rows = await db
    .selectFrom('hypotheses.hypothesis')
    .select(eb => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return new Map(rows.map(({ state, count }) => [state, count]))
}

/** One of them, or undefined. */
export async function findHypothesis(db: Db | Tx, id: number): Promise<Hypothesis | undefined> {
  return hypothesisQuery(db)
    .select(['h.reason', 'h.created_by as staffId', 'h.version'])
    .where('h.id', '=', id)
    .executeTakeFirst()
}

function hypothesisQuery(db: Db | Tx) {
  const standing = (stands: Stance) => sql<number>`(
    select count(*)::int from hypotheses.evidence e
    where e.hypothesis_id = h.id and e.stands = ${stands} and e.withdrawn_at is null)`
  return db
    .selectFrom('hypotheses.hypothesis as h')
    .leftJoin('identity.person as p', 'p.id', 'h.created_by')
    .select(['h.id', 'h.statement', 'h.segment_id as segmentId', 'h.about', 'h.state', 'h.sample'])
    .select(['p.name as staff', 'h.created_at as createdAt'])
    .select([
      standing('for').as('for'),
      standing('against').as('against'),
      sql<number>`(select count(*)::int from hypotheses.play_link l where l.hypothesis_id = h.id)`.as('plays'),
    ])
}

/** What speaks for or against a hypothesis. */
export interface Evidence {
  readonly id: number
  readonly hypothesisId: number
  readonly stands: Stance
  readonly kind: EvidenceKind
  readonly note: string
  readonly accountId: number | null
  readonly account: string | null
  readonly contactId: number | null
  readonly contact: string | null
  readonly figure: string | null
  readonly source: string | null
  readonly url: string | null
  readonly staffId: string | null
  readonly staff: string | null
  readonly at: Date
}

/** The evidence that was not taken back, the latest first: at most 200. */
export async function evidenceOf(db: Db | Tx, hypothesisId: number): Promise<readonly Evidence[]> {
  return evidenceQuery(db).where('e.hypothesis_id', '=', hypothesisId).orderBy('e.id', 'desc').limit(200).execute()
}

/** One piece of evidence, unless it was taken back. */
export async function findEvidence(db: Db | Tx, id: number): Promise<Evidence | undefined> {
  return evidenceQuery(db).where('e.id', '=', id).executeTakeFirst()
}

function evidenceQuery(db: Db | Tx) {
  return db
    .selectFrom('hypotheses.evidence as e')
    .leftJoin('customers.account_fact as a', 'a.account_id', 'e.account_id')
    .leftJoin('customers.contact_fact as c', 'c.contact_id', 'e.contact_id')
    .leftJoin('identity.person as p', 'p.id', 'e.staff_id')
    .where('e.withdrawn_at', 'is', null)
    .select(['e.id', 'e.hypothesis_id as hypothesisId', 'e.stands', 'e.kind', 'e.note', 'e.account_id as accountId'])
    .select(['a.name as account', 'e.contact_id as contactId', 'c.label as contact', 'e.figure', 'e.source', 'e.url'])
    .select(['e.staff_id as staffId', 'p.name as staff', 'e.at'])
}

/** What people made of a hypothesis, the latest first. */
export interface Judgement {
  readonly state: State
  readonly note: string | null
  readonly staff: string | null
  readonly at: Date
}

/** The judgements of a hypothesis, the latest first: at most 50. */
export async function judgementsOf(db: Db | Tx, hypothesisId: number): Promise<readonly Judgement[]> {
  return db
    .selectFrom('hypotheses.judgement as j')
    .leftJoin('identity.person as p', 'p.id', 'j.staff_id')
    .select(['j.state', 'j.note', 'p.name as staff', 'j.at'])
    .where('j.hypothesis_id', '=', hypothesisId)
    .orderBy('j.id', 'desc')
    .limit(50)
    .execute()
}

/** A play that a hypothesis is linked to, or could be. */
export interface PlayName {
  readonly id: number
  readonly name: string
  readonly state: PlayState
  readonly linked: boolean
}

/** All plays that are not archived, or are linked: by name. */
export async function playsFor(db: Db | Tx, hypothesisId: number): Promise<readonly PlayName[]> {
  const { rows } = await sql<PlayName>`
    select p.play_id as id, p.name, p.state, l.play_id is not null as linked
    from plays.play_fact p
    left join hypotheses.play_link l on l.play_id = p.play_id and l.hypothesis_id = ${hypothesisId}
    where l.play_id is not null or p.state <> 'archived' order by p.name, p.play_id limit 500`.execute(db)
  return rows
}

/** Hypotheses that are about this segment, which is kept as long as there are any. */
export const hypothesesAboutSegment: SegmentUses = async (db, segmentId) => {
  const rows = await db
    .selectFrom('hypotheses.hypothesis')
    .select(['id', 'statement'])
    .where('segment_id', '=', segmentId)
    .orderBy('id', 'desc')
    .limit(20)
    .execute()
  return rows.map(({ id, statement }) => ({ label: statement, href: href(paths.hypothesis, { id }) }))
}
