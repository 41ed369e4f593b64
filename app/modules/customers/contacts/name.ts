import type { Contact } from './queries.ts'

/** What a contact is shown by: name, else mail address, else id. */
export function contactName(contact: Pick<Contact, 'id' | 'name' | 'email' | 'externalId'>): string {
  return contact.name ?? contact.email ?? contact.externalId ?? `#${contact.id}`
}
