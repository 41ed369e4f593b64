import { allows, leaders, type Staff } from '../../web/access.ts'

/** Whether a person may remove a hypothesis or take evidence back: their own, or as a manager. */
export function canRemove(person: Pick<Staff, 'id' | 'roles'>, thing: { readonly staffId: string | null }): boolean {
  return thing.staffId === person.id || allows(leaders, person)
}
