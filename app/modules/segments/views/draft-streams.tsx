import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import type { Desk, Sheet } from '../editor/desk.ts'
import { type DraftRow, inputsOf, rowsOf } from '../editor/draft.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { ConditionRow, choicesFor } from './condition-row.tsx'
import { PreviewCard } from './preview.tsx'

interface DraftStreamsProps {
  readonly sheet: Sheet
  readonly desk: Desk
  /** Rows came or went: all conditions are shown anew. */
  readonly whole: boolean
  readonly focus: string | undefined
}

/** What changes on the page while a condition is edited: whom it finds, and the rows whose inputs are others now. */
export function DraftStreams({ sheet, desk, whole, focus }: DraftStreamsProps) {
  const { draft } = sheet
  const stale = rowsOf(draft).filter(isStale)
  return (
    <>
      {whole ? (
        <TurboStream action="replace" target="segment-conditions">
          <ConditionEditor draft={draft} desk={desk} problems={new Map()} focus={focus} />
        </TurboStream>
      ) : (
        stale.map(({ group, ...row }) => (
          <TurboStream action="replace" target={`condition-${row.id}`}>
            <ConditionRow
              row={row}
              group={group}
              choices={choicesFor(desk, row.about)}
              problem={undefined}
              focus={false}
            />
          </TurboStream>
        ))
      )}
      <TurboStream action="replace" target="segment-preview">
        <PreviewCard about={draft.about} {...sheet} />
      </TurboStream>
    </>
  )
}

function isStale(row: DraftRow): boolean {
  return row.shown !== inputsOf(row)
}
