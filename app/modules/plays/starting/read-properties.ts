import { type PropertyCondition, propertyConditionShape } from '../../events/index.ts'

/** Conditions on properties as they are stored; undefined when one of them is none. */
export function readProperties(stored: readonly unknown[]): readonly PropertyCondition[] | undefined {
  const read = stored.map(condition => propertyConditionShape.safeParse(condition))
  return read.every(one => one.success) ? read.flatMap(one => (one.success ? [one.data] : [])) : undefined
}
