import { type ContactField, columnOf, type Plan } from '../mapping/plan.ts'
import { readLocale, readTimeZone } from '../values/zone.ts'
import { type Checker, createChecker } from './checker.ts'
import { type RowSurroundings, type Taker, takeId, takeRead, takeText, takeTrait } from './takers.ts'

/** What a row says about a contact; null where it says nothing. */
export interface ContactDraft {
  readonly row: number
  id: string | null
  name: string | null
  familyName: string | null
  givenName: string | null
  email: string | null
  phone: string | null
  title: string | null
  /** Ids outside of the accounts the person belongs to. */
  accounts: readonly string[] | null
  timeZone: string | null
  locale: string | null
  traits: string
}

/** Judges rows of contacts. Without a column of ids, the mail address in lower case is the id. */
export function contactChecker(
  plan: Plan,
  headings: readonly string[],
  surroundings: RowSurroundings,
): Checker<ContactDraft> {
  const byMail = columnOf(plan, 'external_id') === undefined
  const idFrom = columnOf(plan, byMail ? 'email' : 'external_id')
  return createChecker<ContactDraft>({
    headings,
    takers: index => {
      const column = plan.columns[index]
      const field = column?.field as ContactField | null | undefined
      return [
        ...(field ? [contactTakers[field]] : []),
        ...(column?.trait ? [takeTrait(column.trait.key, column.trait.type, surroundings)] : []),
      ]
    },
    draft: newDraft,
    finish: draft => {
      if (byMail) draft.id = draft.email?.toLowerCase() ?? null
      const column = headings[idFrom ?? -1] ?? null
      if (draft.id === null) return { column, refusal: 'missing_id' }
      if (draft.id.length > 200)
        return { column, refusal: { name: 'too_long', detail: { max: 200, length: draft.id.length } } }
      draft.name ??= composedName(draft)
      return undefined
    },
  })
}

function newDraft(row: number): ContactDraft {
  return {
    row,
    id: null,
    name: null,
    familyName: null,
    givenName: null,
    email: null,
    phone: null,
    title: null,
    accounts: null,
    timeZone: null,
    locale: null,
    traits: '',
  }
}

type Draft = ContactDraft

const contactTakers: Readonly<Record<ContactField, Taker<Draft>>> = {
  external_id: takeId(set('id')),
  name: takeText(500, set('name')),
  family_name: takeText(240, set('familyName')),
  given_name: takeText(240, set('givenName')),
  email: takeRead(readEmail, 'not_email', set('email')),
  phone: takeText(100, set('phone')),
  title: takeText(200, set('title')),
  accounts: takeText(10_000, (draft, text) => {
    draft.accounts = splitIds(text)
  }),
  time_zone: takeRead(readTimeZone, 'unknown_zone', set('timeZone')),
  locale: takeRead(readLocale, 'unknown_locale', set('locale')),
}

function set<K extends Exclude<keyof Draft, 'row'>>(key: K) {
  return (draft: Draft, value: Draft[K]): void => {
    draft[key] = value
  }
}

/** Whether mail arrives is known only by sending; this is to find cells in the wrong place. */
function readEmail(text: string): string | undefined {
  return text.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(text) ? text : undefined
}

function splitIds(text: string): string[] {
  return [...new Set(text.split(/[;,|、;\n]/).map(id => id.trim()))].filter(Boolean)
}

/** The family name comes first where it is written so. */
function composedName({ familyName, givenName }: Draft): string | null {
  const familyFirst = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u.test(`${familyName}${givenName}`)
  const parts = familyFirst ? [familyName, givenName] : [givenName, familyName]
  return parts.filter(part => part !== null).join(' ') || null
}
