import type { Tx } from '../platform/db.ts'

/** A person who is being erased: the contact (deleted next), and all ids and accounts it was known by. */
export interface Erased {
  readonly contactId: number
  readonly userIds: readonly string[]
  readonly anonymousIds: readonly string[]
  /** Where the person belongs, or belonged. */
  readonly accountIds: readonly number[]
  /** Of these the ones that are this very person; whatever was written about them was written about the person. */
  readonly ownAccountIds: readonly number[]
  readonly mention: Mention
}

/** Finds a person in what somebody wrote, by `mentions` of customers. */
export interface Mention {
  /** Name, mail address and phone number, as a regular expression of PostgreSQL; null when none of them is known. */
  readonly pattern: string | null
  /** One that is found wherever `pattern` is, and elsewhere too, but takes a tenth of the time: it looks neither back nor ahead. */
  readonly hint: string | null
  readonly ids: SoughtIds
}

/** Ids as texts are searched for them; see `soughtIds` of customers. */
export interface SoughtIds {
  /** Those of one word, as they may be written. */
  readonly words: readonly string[]
  /** Those of several words, in small letters; and of how many words. */
  readonly phrases: readonly string[]
  readonly lengths: readonly number[]
  /** All others: those with Japanese in them. */
  readonly loose: readonly string[]
}

/** Deletes or makes anonymous; totals that name nobody may stay. */
export type Erase = (tx: Tx, erased: Erased) => Promise<void>
