import type { Db } from '../../../../platform/db.ts'
import { type Colleague, colleagues, companySettings } from '../../../identity/index.ts'
import type { Surroundings } from './guess.ts'
import type { Subject } from './plan.ts'

/** What an import needs to know of the company. */
export interface CompanyFacts {
  /** ISO 4217 */
  readonly currency: string
  readonly timeZone: string
  readonly locale: 'ja' | 'en'
  /** The id of the member of staff that a cell names by mail address or name; undefined when none or several do. */
  staffId(text: string): string | undefined
}

/** Reads the company and its people. Throws when there is no company yet. */
export async function companyFacts(db: Db): Promise<CompanyFacts> {
  const { currency, timeZone, locale } = await companySettings(db)
  return { currency, timeZone, locale, staffId: staffFinder(await colleagues(db)) }
}

/** What a guess is made from, beside the file. */
export async function surroundingsOf(db: Db, subject: Subject, company: CompanyFacts): Promise<Surroundings> {
  const traits = await db
    .selectFrom('customers.trait')
    .select(['key', 'type'])
    .where('subject', '=', subject === 'accounts' ? 'account' : 'contact')
    .execute()
  return {
    currency: company.currency,
    traits: new Map(traits.map(({ key, type }) => [key, type])),
    isStaff: text => company.staffId(text) !== undefined,
  }
}

type Person = Pick<Colleague, 'id' | 'name' | 'email'>

/** Finds people by mail address or, when only one has it, by name. Spaces and width do not count. */
export function staffFinder(people: readonly Person[]): (text: string) => string | undefined {
  const found = new Map<string, string | undefined>()
  for (const { id, name } of people) found.set(plain(name), found.has(plain(name)) ? undefined : id)
  for (const { id, email } of people) found.set(plain(email), id)
  return text => found.get(plain(text))
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '')
}
