import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import type { Candidate, PlayAbout, StepFate, Triggered } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { compileSteps } from '../definition/compile.ts'
import type { Action, Definition } from '../definition/definition.ts'
import { allSteps } from '../definition/steps.ts'
import type { Version } from '../engine/versions.ts'
import { judgeCandidates, type Verdict } from '../starting/judge.ts'
import type { ShownPlay } from './shown-play.ts'

/** What would become of somebody; the message is that of the first step that sends one. */
export const dryOutcomes = ['reached', 'enters', 'waits', 'left_out', 'held_out', 'passed_over'] as const
export type DryOutcome = (typeof dryOutcomes)[number]

/** Somebody whom a play would find now. */
export interface DryRow {
  readonly accountId: number
  readonly contactId: number | null
  readonly outcome: DryOutcome
  /** Why not, or what it would wait for: a part of a text key under `plays:why`; of who is held out, of what. */
  readonly why: string | null
  readonly until: Date | null
}

/** Whom a play would reach now. */
export interface DryRun {
  /** Whom it looked at: those its trigger finds, or everybody it is about when it finds nobody by itself. */
  readonly looked: 'found' | 'everybody'
  /** How many those are; more than `rows` when only a part of them was judged, chosen evenly. */
  readonly found: number
  readonly rows: readonly DryRow[]
  /** The first step that sends a message, whose limits were looked at. */
  readonly message: Action | undefined
}

/** More are not judged: who would be reached of all is told from these then. */
const mostJudged = 10_000

/**
 * Who would be reached if the play looked at everybody now, and who not and why, as of this definition. The database is told
 * that nothing is written. Throws Invalid when the definition asks for what is not offered; undefined without a trigger.
 */
export function dryRun(services: Services, play: ShownPlay, definition: Definition): Promise<DryRun | undefined> {
  return transact(services.db, async tx => {
    await sql`set transaction read only`.execute(tx)
    const { trigger } = definition
    const kind = trigger && services.offers.playTriggers.get(trigger.kind)
    if (!trigger || !kind) return undefined
    const standing = await kind.standing?.(tx, services, triggered(play, definition))
    const { found, candidates } = standing
      ? { found: standing.length, candidates: evenly(standing) }
      : await everybody(tx, play.about)
    const version = versionOf(play, definition)
    const verdicts = await judgeCandidates(tx, services, version, candidates)
    const message = firstMessage(services, definition)
    const rows = await rowsOf(tx, services, { version, verdicts, message })
    // Of several candidates about the same only one counts.
    const same = candidates.length - verdicts.length
    return { looked: standing ? 'found' : 'everybody', found: Math.max(found - same, rows.length), rows, message }
  })
}

function triggered(play: ShownPlay, { trigger, audience, reentry }: Definition): Omit<Triggered, 'cursor'> {
  return {
    playId: play.id,
    about: play.about,
    settings: trigger?.settings ?? {},
    properties: trigger?.properties ?? [],
    audience,
    sample: play.sample,
    liveSince: play.liveSince ?? nowDate(),
    ...(reentry.property !== undefined && { keyProperty: reentry.property }),
  }
}

function versionOf(play: ShownPlay, definition: Definition): Version {
  return {
    id: play.version?.id ?? 0,
    playId: play.id,
    playName: play.name,
    salt: play.salt,
    about: play.about,
    number: play.version?.number ?? 1,
    sample: play.sample,
    definition,
    course: compileSteps(definition),
  }
}

/** Spreads ids, so that a part of them is like all of them. Knuth, The Art of Computer Programming 3, 6.4: multiplicative hashing. */
function spread({ accountId, contactId }: Candidate): number {
  return Math.imul(contactId ?? accountId ?? 0, 2_654_435_761) >>> 0
}

/** All, or when they are many a part that is the same each time. */
function evenly(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length <= mostJudged) return candidates
  return candidates
    .map(candidate => ({ candidate, at: spread(candidate) }))
    .sort((a, b) => a.at - b.at)
    .slice(0, mostJudged)
    .map(({ candidate }) => candidate)
}

async function everybody(tx: Tx, about: PlayAbout) {
  const contacts = about === 'contact'
  const of = sql.table(contacts ? 'customers.contact_fact' : 'customers.account_fact')
  const id = sql.id(contacts ? 'contact_id' : 'account_id')
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from ${of}`.execute(tx)
  const { rows } = await sql<{ id: number }>`
    select ${id} as id from ${of} order by hashint8(${id}) limit ${mostJudged}`.execute(tx)
  const candidates = rows.map(row => ({
    accountId: contacts ? null : row.id,
    contactId: contacts ? row.id : null,
    key: 'standing',
    cause: {},
  }))
  return { found: counted[0]?.n ?? 0, candidates }
}

/** The first step from the top, paths included, that reaches people. */
function firstMessage({ offers }: Services, { steps }: Definition): Action | undefined {
  return allSteps(steps).find(
    (step): step is Action => step.kind === 'action' && offers.playSteps.get(step.action)?.reaches !== undefined,
  )
}

interface Judged {
  readonly version: Version
  readonly verdicts: readonly Verdict[]
  readonly message: Action | undefined
}

async function rowsOf(tx: Tx, services: Services, { version, verdicts, message }: Judged): Promise<readonly DryRow[]> {
  const entering = verdicts.filter(one => one.reason === null && one.arm === 'treated')
  const fates = message ? await reach(tx, services, { version, verdicts: entering, message }) : undefined
  return verdicts.map(verdict => {
    const row = { accountId: verdict.accountId, contactId: verdict.contactId, until: null }
    if (verdict.reason) return { ...row, outcome: 'passed_over', why: verdict.reason }
    if (verdict.arm === 'held_out') return { ...row, outcome: 'held_out', why: verdict.level }
    const fate = fates?.get(targetId(verdict))
    return fate ? { ...row, ...outcomeOf(fate) } : { ...row, outcome: 'enters', why: null }
  })
}

function outcomeOf(fate: StepFate): Pick<DryRow, 'outcome' | 'why' | 'until'> {
  if (fate.kind === 'wait') return { outcome: 'waits', why: fate.why, until: fate.until }
  if (fate.kind === 'skipped') return { outcome: 'left_out', why: fate.why, until: null }
  return { outcome: 'reached', why: null, until: null }
}

/** No enrollment has such an id: what was sent to one before must not be taken for this. */
function targetId({ n }: Verdict): number {
  return -1 - n
}

async function reach(
  tx: Tx,
  services: Services,
  { version, verdicts, message }: Judged & { readonly message: Action },
): Promise<ReadonlyMap<number, StepFate> | undefined> {
  const run = {
    playId: version.playId,
    playName: version.playName,
    versionNumber: version.number,
    stepId: message.id,
    settings: message.settings,
    sample: version.sample,
  }
  const targets = verdicts.map(one => ({ id: targetId(one), accountId: one.accountId, contactId: one.contactId }))
  return services.offers.playSteps.get(message.action)?.reaches?.(tx, services, run, targets)
}

/** A row with names, as lists show it. */
export interface NamedRow extends DryRow {
  readonly account: string
  readonly contact: string | null
  readonly sample: boolean
}

/** These rows with the names of whom they are about. */
export async function withNames(db: Db, rows: readonly DryRow[]): Promise<readonly NamedRow[]> {
  const { rows: named } = await sql<Pick<NamedRow, 'account' | 'contact' | 'sample'>>`
    select coalesce(a.name, '') as account, c.label as contact, coalesce(a.sample, c.sample, false) as sample
    from unnest(${rows.map(row => row.accountId)}::bigint[], ${rows.map(row => row.contactId)}::bigint[])
      with ordinality as g (account_id, contact_id, n)
    left join customers.account_fact a on a.account_id = g.account_id
    left join customers.contact_fact c on c.contact_id = g.contact_id
    order by g.n`.execute(db)
  return rows.map((row, index) => ({ ...row, ...(named[index] ?? { account: '', contact: null, sample: false }) }))
}

/** Of these rows those whose name has the text in it, however width, case and kana are written. */
export async function matching(db: Db, rows: readonly DryRow[], text: string): Promise<readonly DryRow[]> {
  const { rows: found } = await sql<{ n: number }>`
    select g.n::int as n
    from unnest(${rows.map(row => row.accountId)}::bigint[], ${rows.map(row => row.contactId)}::bigint[])
      with ordinality as g (account_id, contact_id, n)
    left join customers.account_fact a on a.account_id = g.account_id
    left join customers.contact_fact c on c.contact_id = g.contact_id
    where position(platform.fold(${text}) in platform.fold(concat_ws(' ', a.name, c.label))) > 0
    order by g.n`.execute(db)
  return found.flatMap(({ n }) => rows[n - 1] ?? [])
}
