import { allows, carers, leaders, type Staff } from '../../web/access.ts'

type Person = Pick<Staff, 'id' | 'roles'>

/** Whether a person's list holds accounts that nobody owns: whoever looks after customers sees them, too. */
export function seesUnowned(person: Pick<Person, 'roles'>): boolean {
  return allows(carers, person)
}

/** Whether a person may look at the list of another, or (null) of what nobody owns, and answer there. */
export function canSeeList(person: Person, listStaffId: string | null): boolean {
  if (listStaffId === person.id || allows(leaders, person)) return true
  return listStaffId === null && seesUnowned(person)
}

/** Whether a person may answer for an account: their own, nobody's, one with a task of theirs; managers for all. */
export function canAnswer(
  person: Person,
  account: { readonly ownerId: string | null; readonly taskAssignees: readonly (string | null)[] },
): boolean {
  if (allows(leaders, person) || account.ownerId === person.id) return true
  if (account.ownerId === null && seesUnowned(person)) return true
  return account.taskAssignees.includes(person.id)
}

/** Whether a person may take an answer back: their own, or as a manager. */
export function canWithdraw(person: Person, answer: { readonly staffId: string | null }): boolean {
  return answer.staffId === person.id || allows(leaders, person)
}
