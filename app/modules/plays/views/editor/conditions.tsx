import type { Child } from 'hono/jsx'
import { ConditionField } from '../../../segments/index.ts'
import { useSheet } from './context.ts'

/** The condition of the open part; with `prefix` one of several. */
export function Conditions({ prefix = 'c.' }: { readonly prefix?: string }): Child {
  const { desk, open } = useSheet()
  const one = open?.conditions.find(condition => condition.prefix === prefix)
  if (!one) return null
  return (
    <ConditionField
      prefix={prefix}
      draft={one.settled.draft}
      desk={desk.conditions}
      problems={one.stepped ? new Map() : one.settled.problems}
      focus={one.added}
    />
  )
}
