import type { Field } from '../../../web/module.ts'
import type { Asked } from './question.ts'

/** Whether a field holds the id of a person of the company: shown and chosen by name. */
export function holdsPerson({ key }: Pick<Field, 'key'>): boolean {
  return key === 'customers.owner'
}

/** What can be asked of a person; a part of an id means nothing to anybody. */
export const asksOfPerson: readonly Asked[] = ['same', 'different', 'empty', 'known']
