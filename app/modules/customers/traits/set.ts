import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { isDay } from '../../../web/forms.ts'
import { refuseLate } from '../../../web/was.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged, markContactsChanged } from '../changes.ts'
import { atPlaces } from '../contacts/edit.ts'
import { addressesIn, findSuppressed } from '../contacts/suppression.ts'
import { readFlag } from '../imports/values/flag.ts'
import { lockAccounts, saveAccounts } from '../intake/accounts.ts'
import { lockContacts, saveContacts } from '../intake/contacts.ts'
import type { TraitSubject } from '../tables.ts'
import { accountColumns, applyTraits, contactColumns, type Profile } from './profile.ts'
import { registerTraits, type SeenTraits, seeTraits } from './registry.ts'
import type { Json } from './trait.ts'

/** The types a person can choose for a trait. */
export const editableTypes = ['text', 'number', 'boolean', 'date'] as const
export type EditableType = (typeof editableTypes)[number]

/** Whose traits, as they were on the screen. */
export interface TraitOwner {
  readonly subject: TraitSubject
  readonly id: number
  readonly version: number
}

/**
 * Sets traits of an account or contact; null removes. What a person writes is the latest word, also over messages whose
 * clocks are ahead. Throws Conflict when it was edited since `version`, Invalid for keys that have a field of their own,
 * when there would be more than 300, and for the mail address of a person who was erased.
 */
export async function setTraits(
  tx: Tx,
  actor: Actor,
  owner: TraitOwner,
  traits: Readonly<Record<string, Json>>,
): Promise<void> {
  const { subject, id } = owner
  const columns = subject === 'account' ? accountColumns : contactColumns
  for (const key of Object.keys(traits)) {
    if (columns.some(column => column.key === key)) throw new Invalid({ key: 'customers:traits.ownField' })
    if (key.length < 1 || key.length > 200) throw new Invalid({ key: 'customers:traits.badKey' })
  }
  const profiles = subject === 'account' ? await lockAccounts(tx, [id]) : await lockContacts(tx, [id])
  const profile = profiles.get(id)
  if (!profile) throw new NotFound(`${subject} ${id}`)
  await refuseAddresses(tx, profile, traits)
  await raiseVersion(tx, owner)
  for (const [key, value] of Object.entries(traits)) setOne(profile, key, value, columns)
  const changed = [{ id, profile, renamed: false }]
  await (subject === 'account' ? saveAccounts(tx, changed) : saveContacts(tx, changed))
  const seen: SeenTraits = new Map()
  seeTraits(seen, Object.entries(traits))
  await registerTraits(tx, subject, seen)
  const keys = Object.keys(traits).slice(0, 20)
  if (subject === 'account') {
    await record(tx, actor, { name: 'customers.traits_set', accountId: id, data: { keys } })
    await markChanged(tx, [id])
  } else {
    await record(tx, actor, ...(await atPlaces(tx, id, { name: 'customers.contact_traits_set', data: { keys } })))
    await markContactsChanged(tx, [id])
  }
}

/** An address of somebody who was erased comes back under no name; one that several share may stay. */
async function refuseAddresses(tx: Tx, profile: Profile, traits: Readonly<Record<string, Json>>): Promise<void> {
  const news = Object.entries(traits).filter(([key, value]) => profile.traits.get(key) !== value)
  const { email } = await findSuppressed(tx, { email: addressesIn(Object.fromEntries(news)) })
  if (email.size > 0) throw new Invalid({ value: 'customers:contact.erased' })
}

function setOne(profile: Profile, key: string, value: Json, columns: typeof accountColumns): void {
  const at = Math.max(nowDate().getTime(), (profile.times.get(key) ?? 0) + 1)
  if (applyTraits(profile, { [key]: value }, at, columns) === 'too_many_traits') {
    throw new Invalid({ form: 'customers:traits.tooMany' })
  }
}

async function raiseVersion(tx: Tx, { subject, id, version }: TraitOwner): Promise<void> {
  const raised = await tx
    .updateTable(subject === 'account' ? 'customers.account' : 'customers.contact')
    .set({ version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst()
  if (!raised) throw new Conflict('customers:form.changedMeanwhile')
}

/**
 * A trait's value as somebody typed it; null when nothing is typed. Throws Invalid (field `value`) when it is not of the
 * type.
 */
export function parseTrait(type: EditableType, text: string): Json {
  const plain = text.trim()
  if (plain === '') return null
  if (type === 'text') {
    if (plain.length > 5000) throw new Invalid({ value: 'web:form.tooLong' })
    return plain
  }
  if (type === 'boolean') {
    const flag = readFlag(plain)
    if (flag === undefined) throw new Invalid({ value: 'customers:traits.notBoolean' })
    return flag
  }
  if (type === 'number') {
    const number = Number(plain.normalize('NFKC').replace(/[,\s]/g, '') || 'x')
    if (!Number.isFinite(number)) throw new Invalid({ value: 'customers:traits.notNumber' })
    return number
  }
  const day = plain.normalize('NFKC').replaceAll('/', '-')
  if (!isDay(day)) throw new Invalid({ value: 'customers:form.notDay' })
  return day
}

/**
 * Gives a trait a name to be shown by; undefined takes it away. Throws NotFound for a trait that was never seen, Conflict when
 * it has another name than the form showed (`was`).
 */
export async function labelTrait(
  tx: Tx,
  actor: Actor,
  trait: { readonly subject: TraitSubject; readonly key: string; readonly was?: string | undefined },
  label: string | undefined,
): Promise<void> {
  const found = await tx
    .selectFrom('customers.trait')
    .select('label')
    .where('subject', '=', trait.subject)
    .where('key', '=', trait.key)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!found) throw new NotFound(`trait ${trait.key}`)
  refuseLate(trait.was, found.label)
  await tx
    .updateTable('customers.trait')
    .set({ label: label ?? null })
    .where('subject', '=', trait.subject)
    .where('key', '=', trait.key)
    .execute()
  await record(tx, actor, { name: 'customers.trait_labelled', data: { key: trait.key, label: label ?? trait.key } })
}
