import type { Db, Tx } from '../../platform/db.ts'
import { Conflict } from '../../platform/errors.ts'
import type { Locale } from '../../web/i18n.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record } from '../activity/index.ts'

/** The company that this installation serves. */
export interface Company {
  readonly name: string
  readonly locale: Locale
  /** IANA name; the company's days are days there. */
  readonly timeZone: string
  /** ISO 4217 */
  readonly currency: string
  /** Whether the data in here is the sample company's. */
  readonly sample: boolean
}

export type CompanyInput = Omit<Company, 'sample'>

/** The company, or undefined before the first run. */
export async function findCompany(db: Db | Tx): Promise<Company | undefined> {
  const row = await db.selectFrom('identity.company').selectAll().executeTakeFirst()
  if (!row) return undefined
  const { name, locale, time_zone: timeZone, currency, sample } = row
  return { name, locale, timeZone, currency, sample }
}

/** The company's settings. Throws when the installation has none yet. */
export async function companySettings(db: Db | Tx): Promise<Company> {
  const company = await findCompany(db)
  if (!company) throw new Error('no company yet')
  return company
}

/** Makes the company; of several at once one wins, the others get Conflict. */
export async function createCompany(tx: Tx, input: CompanyInput): Promise<void> {
  const made = await tx
    .insertInto('identity.company')
    .values({ name: input.name, locale: input.locale, time_zone: input.timeZone, currency: input.currency })
    .onConflict(conflict => conflict.column('one').doNothing())
    .returning('one')
    .executeTakeFirst()
  if (!made) throw new Conflict('identity:firstRun.taken')
}

/** What stands in the form of the settings, in the order of its word (see was.ts). */
export function shownOf({ name, locale, timeZone, currency }: CompanyInput): readonly string[] {
  return [name, locale, timeZone, currency]
}

/** Changes the company's settings. Throws Conflict when they are no longer what the form showed (`was`). */
export async function changeCompany(tx: Tx, actor: Actor, input: CompanyInput, was?: string): Promise<void> {
  await tx.selectFrom('identity.company').select('one').forUpdate().execute()
  refuseLate(was, shownOf(await companySettings(tx)))
  await tx
    .updateTable('identity.company')
    .set({ name: input.name, locale: input.locale, time_zone: input.timeZone, currency: input.currency })
    .execute()
  await record(tx, actor, { name: 'identity.company_changed', data: { ...input } })
}

/** Marks everything as the sample company's, or no longer. */
export async function markSample(tx: Tx, sample: boolean): Promise<void> {
  await tx.updateTable('identity.company').set({ sample }).execute()
}
