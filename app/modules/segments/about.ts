import { type RawBuilder, sql } from 'kysely'
import type { Offers } from '../../web/module.ts'

/** What a segment gathers, and whom a condition is over. */
export const abouts = ['account', 'contact'] as const
export type About = (typeof abouts)[number]

/** Where they are, and where it is kept which of them are in which segments. */
export interface Ground {
  /** The column of their id, in every relation that speaks of them. */
  readonly id: RawBuilder<unknown>
  /** One row for each that exists. */
  readonly facts: string
  readonly membership: RawBuilder<unknown>
  readonly log: RawBuilder<unknown>
}

export const grounds: Readonly<Record<About, Ground>> = {
  account: {
    id: sql.id('account_id'),
    facts: 'customers.account_fact',
    membership: sql.table('segments.membership'),
    log: sql.table('segments.membership_log'),
  },
  contact: {
    id: sql.id('contact_id'),
    facts: 'customers.contact_fact',
    membership: sql.table('segments.contact_membership'),
    log: sql.table('segments.contact_membership_log'),
  },
}

/** What conditions can ask of accounts and of contacts. */
export type Askable = Pick<Offers, 'measures' | 'fields' | 'contacts'> & Partial<Pick<Offers, 'plays'>>

/** What can be asked of these. What has to be named first, such as a trait, conditions ask for by its name itself. */
export function askableOf(about: About, offers: Askable): Pick<Offers, 'measures' | 'fields'> {
  const { fields, measures } = about === 'account' ? offers : offers.contacts
  return { fields, measures: new Map([...measures].filter(([, measure]) => !measure.ofNeeded)) }
}
