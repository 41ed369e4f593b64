import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { Posting } from './posting/judge.ts'

/** For the tests of this module: accounts with people at them. Returns their ids by name. */
export async function enterPeople(
  db: Db,
  people: readonly {
    readonly name: string
    readonly email?: string | null
    readonly zone?: string
    readonly at?: readonly string[]
  }[],
): Promise<{
  readonly contacts: Readonly<Record<string, number>>
  readonly accounts: Readonly<Record<string, number>>
}> {
  const names = [...new Set(people.flatMap(({ at }) => at ?? ['みなと水産']))]
  const accounts = await db
    .insertInto('customers.account')
    .values(names.map(name => ({ name })))
    .returning(['id', 'name'])
    .execute()
  const contacts = await db
    .insertInto('customers.contact')
    .values(
      people.map(({ name, email = `${encodeURIComponent(name).replaceAll('%', '')}@kai.example`, zone = null }) => ({
        name,
        email,
        time_zone: zone,
      })),
    )
    .returning(['id', 'name'])
    .execute()
  const accountIds = Object.fromEntries(accounts.map(({ id, name }) => [name, id]))
  const contactIds = Object.fromEntries(contacts.map(({ id, name }) => [name ?? '', id]))
  for (const { name, at = ['みなと水産'] } of people) {
    for (const account of at) {
      await sql`insert into customers.membership (account_id, contact_id) values (${accountIds[account]}, ${contactIds[name]})`.execute(
        db,
      )
    }
  }
  return { contacts: contactIds, accounts: accountIds }
}

/** A mail of a play. */
export function mailPosting(changes: Partial<Posting> = {}): Posting {
  return {
    content: {
      kind: 'email',
      subject: '{{contact.name|お客様}}さんへ',
      body: 'こんにちは、{{account.name}}の{{contact.name|お客様}}さん。',
    },
    source: { play: 1, step: 's1', version: 1 },
    whenLimited: 'wait',
    onceWithinDays: 30,
    ...changes,
  }
}

/** Mails leave at all hours, and as many as there are; with other settings where they matter. */
export async function openAllHours(db: Db, settings: Readonly<Record<string, number>> = {}): Promise<void> {
  await db
    .updateTable('messages.settings')
    .set({
      per_day: 50,
      per_week: 200,
      opens_at: 0,
      closes_at: 1440,
      business_days: [1, 2, 3, 4, 5, 6, 7],
      per_minute: 6000,
      holidays: 'none',
      closed_days: [],
      ...settings,
    })
    .execute()
}
