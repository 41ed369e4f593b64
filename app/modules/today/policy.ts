import type { Role, Staff } from '../../web/access.ts'

/** Roles that look after customers: they see what nobody owns, too. */
const caring: readonly Role[] = ['operator', 'csm', 'manager', 'admin']
const leading: readonly Role[] = ['manager', 'admin']

type Person = Pick<Staff, 'id' | 'roles'>

/** Whether a person's list holds accounts that nobody owns. */
export function seesUnowned(person: Pick<Person, 'roles'>): boolean {
  return person.roles.some(role => caring.includes(role))
}

/** Whether a person may look at the list of another, or (null) of what nobody owns, and answer there. */
export function canSeeList(person: Person, listStaffId: string | null): boolean {
  if (listStaffId === person.id || person.roles.some(role => leading.includes(role))) return true
  return listStaffId === null && seesUnowned(person)
}

/** Whether a person may answer for an account: their own, nobody's, one with a task of theirs; managers for all. */
export function canAnswer(
  person: Person,
  account: { readonly ownerId: string | null; readonly taskAssignees: readonly (string | null)[] },
): boolean {
  if (person.roles.some(role => leading.includes(role)) || account.ownerId === person.id) return true
  if (account.ownerId === null && seesUnowned(person)) return true
  return account.taskAssignees.includes(person.id)
}

/** Whether a person may take an answer back: their own, or as a manager. */
export function canWithdraw(person: Person, answer: { readonly staffId: string | null }): boolean {
  return answer.staffId === person.id || person.roles.some(role => leading.includes(role))
}
