import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { type DraftRow, inputsOf, rowsOf } from '../editor/draft.ts'
import { ConditionField, type ConditionFieldProps, conditionId } from './condition-field.tsx'
import { ConditionRow, choicesFor } from './condition-row.tsx'
import { PrefixContext } from './naming.ts'

interface ConditionStreamsProps extends Omit<ConditionFieldProps, 'problems'> {
  /** A button of it was pressed, rows came or went: all of it is shown anew. */
  readonly stepped: boolean
}

/** What changes in a condition's field while it is edited: the rows whose inputs are others now. Mostly nothing. */
export function ConditionStreams({ stepped, ...field }: ConditionStreamsProps) {
  const { draft, desk, prefix = '' } = field
  if (stepped) {
    return (
      <TurboStream action="replace" target={conditionId(prefix)}>
        <ConditionField {...field} problems={new Map()} />
      </TurboStream>
    )
  }
  return (
    <PrefixContext.Provider value={prefix}>
      {rowsOf(draft)
        .filter(isStale)
        .map(({ group, about, ...row }) => (
          <TurboStream action="replace" target={`${prefix}condition-${row.id}`}>
            <ConditionRow row={row} group={group} choices={choicesFor(desk, about)} problem={undefined} focus={false} />
          </TurboStream>
        ))}
    </PrefixContext.Provider>
  )
}

function isStale(row: DraftRow): boolean {
  return row.shown !== inputsOf(row)
}
