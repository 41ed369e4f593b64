import type { Child } from 'hono/jsx'
import { useView } from '../../../../web/view.ts'
import { ConditionField } from '../../../segments/index.ts'
import type { OpenCondition } from '../../editor/desk.ts'
import { useSheet } from './context.ts'

/** The condition of the open part; with `prefix` one of several. */
export function Conditions({ prefix = 'c.' }: { readonly prefix?: string }): Child {
  const { desk, open } = useSheet()
  const one = open?.conditions.find(condition => condition.prefix === prefix)
  if (!one) return null
  return (
    <>
      <ConditionField
        prefix={prefix}
        draft={one.settled.draft}
        desk={desk.conditions}
        problems={one.stepped ? new Map() : one.settled.problems}
        focus={one.added}
      />
      <Unfinished condition={one} />
    </>
  )
}

/** The id of what is said of rows that are not finished. */
export const unfinishedId = (prefix: string) => `${prefix}unfinished`

/** Rows that are not finished are not kept: who leaves now loses them, and the play may reach more than they thought. */
export function Unfinished({ condition: { prefix, settled } }: { readonly condition: OpenCondition }) {
  const { t } = useView()
  return (
    <p class="small care-text" id={unfinishedId(prefix)}>
      {settled.problems.size > 0 ? t('plays:editor.unfinished') : ''}
    </p>
  )
}
