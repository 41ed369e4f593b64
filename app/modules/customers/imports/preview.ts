import { nowDate } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { Format } from '../../../web/format.ts'
import { columnOf, type Field, fieldsOf, type Plan, type Subject } from './mapping/plan.ts'
import type { FileProfile } from './mapping/profile.ts'
import { companyFacts } from './mapping/surroundings.ts'
import { knownIds, problemsOf } from './queries.ts'
import type { AccountDraft } from './rows/account.ts'
import type { ContactDraft } from './rows/contact.ts'
import type { Problem } from './rows/problem.ts'
import { intakeFor } from './staging/intake.ts'

/** One of the first rows, and what would become of it. */
export interface PreviewRow {
  readonly number: number
  readonly fate: 'new' | 'known' | 'left_out'
  readonly problems: readonly Problem[]
  /** By column of the preview. */
  readonly values: ReadonlyMap<string, PreviewValue>
}

export type PreviewValue =
  | { readonly kind: 'text' | 'number' | 'day' | 'instant'; readonly text: string }
  | { readonly kind: 'flag'; readonly is: boolean }
  | { readonly kind: 'word'; readonly of: 'kind' | 'stage' | 'period'; readonly word: string }

export interface Preview {
  readonly fields: readonly Field[]
  /** The first of them; a page has room for so many. */
  readonly traits: readonly { readonly key: string; readonly numeric: boolean }[]
  readonly moreTraits: number
  readonly rows: readonly PreviewRow[]
}

const mostTraits = 12

/** Judges the first rows of a file as the import would, and looks up whom they are about. */
export async function previewOf(
  db: Db,
  format: Format,
  item: { readonly id: number; readonly subject: Subject; readonly plan: Plan; readonly profile: FileProfile },
): Promise<Preview> {
  const { subject, plan, profile } = item
  const company = await companyFacts(db)
  const headings = profile.columns.map(column => column.heading)
  const { check } = intakeFor(subject, plan, headings, company, nowDate())
  const judged = profile.sample.map(row => ({ row, ...check(row) }))
  const drafts = judged.flatMap(({ draft }) => (draft ? [draft as Draft] : []))
  const known = await knownIds(
    db,
    subject,
    drafts.map(draft => draft.id ?? ''),
  )
  const stored = await problemsOf(db, item.id, profile.sample)
  const traits = plan.columns.flatMap(({ trait }) => (trait ? [trait] : []))
  return {
    fields: fieldsOf(subject).filter(field => columnOf(plan, field) !== undefined || isImplied(field, drafts)),
    traits: traits.slice(0, mostTraits).map(({ key, type }) => ({ key, numeric: type === 'number' })),
    moreTraits: Math.max(0, traits.length - mostTraits),
    rows: judged.map(({ row, draft, problems }) => {
      const later = stored.filter(
        problem => problem.row === row.number && !problems.some(same => same.name === problem.name),
      )
      const all = [...problems, ...later]
      const out = !draft || all.some(problem => !problem.warning || problem.name === 'duplicate')
      const fate = out ? 'left_out' : known.has((draft as Draft).id ?? '') ? 'known' : 'new'
      return { number: row.number, fate, problems: all, values: draft ? valuesOf(draft as Draft, format) : new Map() }
    }),
  }
}

type Draft = AccountDraft | ContactDraft

/** Without a column of ids, something else is the id; a column of who left can say when. */
function isImplied(field: Field, drafts: readonly Draft[]): boolean {
  if (field === 'external_id') return true
  return field === 'cancelled_at' && drafts.some(draft => 'leftAt' in draft && draft.leftAt !== null)
}

function valuesOf(draft: Draft, format: Format): ReadonlyMap<string, PreviewValue> {
  const values = new Map<string, PreviewValue>()
  const put = (field: Field, value: PreviewValue | null) => value && values.set(field, value)
  const text = (value: string | null): PreviewValue | null => (value === null ? null : { kind: 'text', text: value })
  put('external_id', text(draft.id))
  put('name', text(draft.name))
  put('time_zone', text(draft.timeZone))
  if ('left' in draft) putAccount(draft, format, put, text)
  else putContact(draft, put, text)
  const traits: Record<string, string | number | boolean> = JSON.parse(`{${draft.traits}}`)
  for (const [key, value] of Object.entries(traits)) values.set(`trait:${key}`, traitValue(value, format))
  return values
}

type Put = (field: Field, value: PreviewValue | null) => unknown
type Text = (value: string | null) => PreviewValue | null

function putAccount(draft: AccountDraft, format: Format, put: Put, text: Text): void {
  const day = (value: string | null): PreviewValue | null => (value === null ? null : { kind: 'day', text: value })
  put('kind', draft.kind && { kind: 'word', of: 'kind', word: draft.kind })
  put('stage', draft.stage && { kind: 'word', of: 'stage', word: draft.stage })
  put('owner', text(draft.ownerText))
  put('customer_since', day(draft.customerSince))
  put('plan', text(draft.plan))
  put('currency', text(draft.currency))
  put('period', draft.period && { kind: 'word', of: 'period', word: draft.period })
  put('started_on', day(draft.startedOn))
  put('renews_on', day(draft.renewsOn))
  put('cancelled', draft.left === null ? null : { kind: 'flag', is: draft.left })
  put('cancelled_at', draft.leftAt === null ? null : { kind: 'instant', text: draft.leftAt })
  put('cancellation_reason', text(draft.reason))
  if (draft.amount !== null && draft.currency !== null) {
    put('monthly_amount', { kind: 'number', text: format.money(draft.amount, draft.currency) })
  }
}

function putContact(draft: ContactDraft, put: Put, text: Text): void {
  put('family_name', text(draft.familyName))
  put('given_name', text(draft.givenName))
  put('email', text(draft.email))
  put('phone', text(draft.phone))
  put('title', text(draft.title))
  put('accounts', text(draft.accounts?.join(', ') ?? null))
  put('locale', text(draft.locale))
}

function traitValue(value: string | number | boolean, format: Format): PreviewValue {
  if (typeof value === 'boolean') return { kind: 'flag', is: value }
  if (typeof value === 'number') return { kind: 'number', text: format.number(value, 3) }
  return { kind: 'text', text: value }
}
