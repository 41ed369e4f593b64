import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { inputsOf } from '../editing/draft.ts'
import { type EditorProps, ModelRows } from './model-editor.tsx'
import { ModelRow } from './model-row.tsx'
import { PreviewCard, previewId } from './preview-card.tsx'

/** What changes on the page while a model is edited: what it would do, and the rows whose inputs are others now. */
export function EditorStreams({ editor, whole }: { readonly editor: EditorProps; readonly whole: boolean }) {
  const stale = editor.draft.rows.filter(row => row.shown !== inputsOf(row))
  return (
    <>
      {whole ? (
        <TurboStream action="replace" target="model-measures">
          <ModelRows {...editor} />
        </TurboStream>
      ) : (
        stale.map(row => (
          <TurboStream action="replace" target={`measure-${row.id}`}>
            <ModelRow row={row} offers={editor.offers} currency={editor.currency} problem={undefined} focus={false} />
          </TurboStream>
        ))
      )}
      <TurboStream action="replace" target={previewId}>
        <PreviewCard {...editor.preview} />
      </TurboStream>
    </>
  )
}
