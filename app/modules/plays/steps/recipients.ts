import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Enrolled, KindField, KindSettings } from '../../../web/play-kinds.ts'
import type { Recipient } from '../../messages/index.ts'

/** Of one account not more people than this get the same message. */
const mostPeople = 50

/** Whom of an account a message goes to. In a play about contacts it is the contact. */
export const recipientFields: readonly KindField[] = [
  {
    name: 'to',
    type: 'choice',
    label: 'plays:step.to.label',
    abouts: ['account'],
    initial: 'main',
    choices: [
      { value: 'main', label: 'plays:step.to.main' },
      { value: 'all', label: 'plays:step.to.all' },
      { value: 'segment', label: 'plays:step.to.segment' },
    ],
  },
  {
    name: 'toSegment',
    type: 'contact_segment',
    label: 'plays:step.to.which',
    abouts: ['account'],
    when: { field: 'to', is: ['segment'] },
    required: true,
  },
]

/**
 * The people each of these should reach, by the id of the enrollment, with a key of their own: of a play about accounts those
 * chosen at the account, `main` being who was heard of last.
 */
export async function recipientsOf(
  tx: Tx,
  { settings, stepId }: { readonly settings: KindSettings; readonly stepId: string },
  enrolled: readonly Pick<Enrolled, 'id' | 'accountId' | 'contactId'>[],
): Promise<ReadonlyMap<number, readonly Recipient[]>> {
  const people = await peopleOf(
    tx,
    settings,
    enrolled.flatMap(one => (one.contactId === null ? one.accountId : [])),
  )
  return new Map(
    enrolled.map(({ id, accountId, contactId }) => {
      const contacts = contactId === null ? (people.get(accountId) ?? []) : [contactId]
      return [id, contacts.map(contact => ({ key: `${id}.${stepId}.${contact}`, contactId: contact, accountId }))]
    }),
  )
}

async function peopleOf(
  tx: Tx,
  settings: KindSettings,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const many = settings.to === 'all' || settings.to === 'segment'
  const among =
    settings.to === 'segment'
      ? sql`exists (select from segments.contact_membership_fact s
          where s.segment_id = ${Number(settings.toSegment) || 0} and s.contact_id = m.contact_id)`
      : sql`true`
  const { rows } = await sql<{ account_id: number; contacts: readonly string[] }>`
    select g.account_id, array(
      select m.contact_id::text from customers.membership_fact m
      where m.account_id = g.account_id and ${among}
      order by ${many ? sql`m.contact_id limit ${mostPeople}` : sql`m.last_at desc nulls last, m.contact_id limit 1`}
    ) as contacts
    from unnest(${[...new Set(accountIds)]}::bigint[]) as g (account_id)`.execute(tx)
  return new Map(rows.map(row => [row.account_id, row.contacts.map(Number)]))
}
