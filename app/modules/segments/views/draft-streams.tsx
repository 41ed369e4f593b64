import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import type { Desk, Sheet } from '../editor/desk.ts'
import { type DraftRow, inputsOf } from '../editor/draft.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { ConditionRow } from './condition-row.tsx'
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
  const placed = draft.nodes.flatMap(node =>
    node.kind === 'group' ? node.nodes.map(inner => ({ node: inner, group: node.id })) : [{ node, group: '' }],
  )
  const stale = placed.flatMap(({ node, group }) =>
    node.kind === 'row' && isStale(node) ? [{ row: node, group }] : [],
  )
  return (
    <>
      {whole ? (
        <TurboStream action="replace" target="segment-conditions">
          <ConditionEditor draft={draft} choices={desk} names={sheet.names} problems={new Map()} focus={focus} />
        </TurboStream>
      ) : (
        stale.map(({ row, group }) => (
          <TurboStream action="replace" target={`condition-${row.id}`}>
            <ConditionRow row={row} group={group} choices={desk} problem={undefined} focus={false} />
          </TurboStream>
        ))
      )}
      <TurboStream action="replace" target="segment-preview">
        <PreviewCard {...sheet} />
      </TurboStream>
    </>
  )
}

function isStale(row: DraftRow): boolean {
  return row.shown !== inputsOf(row)
}
