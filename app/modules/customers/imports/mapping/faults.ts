import { traitLimit } from '../../traits/trait.ts'
import { columnOf, type Plan, type Subject } from './plan.ts'

/** What a plan can lack: names of texts under `imports:plan`. */
export type PlanFault = 'needs_id' | 'field_twice' | 'trait_twice' | 'too_many_traits' | 'bad_trait'

/** Why rows cannot be judged by this plan; undefined when they can. */
export function planFault(subject: Subject, plan: Plan): PlanFault | undefined {
  const fields = plan.columns.flatMap(column => column.field ?? [])
  const keys = plan.columns.flatMap(column => column.trait?.key ?? [])
  if (new Set(fields).size < fields.length) return 'field_twice'
  if (new Set(keys).size < keys.length) return 'trait_twice'
  if (keys.length > traitLimit) return 'too_many_traits'
  if (keys.some(key => key.length > 200 || key.trim() === '' || key.includes('\0'))) return 'bad_trait'
  const instead = subject === 'accounts' ? 'name' : 'email'
  return columnOf(plan, 'external_id') === undefined && columnOf(plan, instead) === undefined ? 'needs_id' : undefined
}
