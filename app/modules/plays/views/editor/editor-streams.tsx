import { TurboStream } from '../../../../web/ui/turbo-stream.tsx'
import { PropertyStreams } from '../../../events/index.ts'
import { ConditionStreams } from '../../../segments/index.ts'
import { findStep } from '../../definition/steps.ts'
import { propertyPrefix } from '../../editor/desk.ts'
import { type Part, readPart } from '../../editor/part.ts'
import { Unfinished, unfinishedId } from './conditions.tsx'
import { type OpenPart, type Sheet, SheetContext, useSheet } from './context.ts'
import { PathWords, pathWordsId, usePaths, useStepSentence } from './flow.tsx'
import { FrameIcon, FrameWords } from './frame-lines.tsx'
import { ConflictAlert, conflictId, DraftRevision, revisionId } from './open-form.tsx'
import { fieldsId, PartFields } from './part-fields.tsx'
import { iconId, PartWords, wordsId } from './part-line.tsx'
import { PreviewContent, previewId } from './preview.tsx'
import { ProblemsCard, problemsCardId } from './problems-card.tsx'
import { ProblemsOf, problemsId } from './setting-field.tsx'
import { Toolbar, toolbarId } from './toolbar.tsx'

interface EditorStreamsProps {
  readonly sheet: Sheet
  /** Texts of parts whose lines say something else now. */
  readonly lines: readonly string[]
  /** Other fields are asked for than were shown. */
  readonly reshaped: boolean
  /** Fields of the open part whose problems are to be said anew. */
  readonly fields: readonly string[]
}

/** What changes on an open editor when something was typed: never the inputs themselves, unless others are asked for. */
export function EditorStreams({ sheet, lines, reshaped, fields }: EditorStreamsProps) {
  const { open } = sheet
  return (
    <SheetContext.Provider value={sheet}>
      <TurboStream action="replace" target={toolbarId} morph>
        <Toolbar />
      </TurboStream>
      <TurboStream action="replace" target={conflictId}>
        <ConflictAlert />
      </TurboStream>
      {sheet.conflict ? null : (
        <TurboStream action="replace" target={revisionId}>
          <DraftRevision />
        </TurboStream>
      )}
      {lines.map(text => (
        <>
          <LineStream text={text} />
          <PathStreams text={text} />
        </>
      ))}
      <TurboStream action="replace" target={problemsCardId} morph>
        <ProblemsCard />
      </TurboStream>
      {open?.part.kind === 'trigger' ? (
        <TurboStream action="replace" target={iconId(open.part)} morph>
          <FrameIcon part={{ kind: 'trigger' }} />
        </TurboStream>
      ) : null}
      {open ? <OpenStreams open={open} reshaped={reshaped} fields={fields} /> : null}
      {sheet.preview ? (
        <TurboStream action="replace" target={previewId} morph>
          <PreviewContent />
        </TurboStream>
      ) : null}
    </SheetContext.Provider>
  )
}

/** What the paths of a step are called, and who takes them. */
function PathStreams({ text }: { readonly text: string }) {
  const { play } = useSheet()
  const part = readPart(text)
  const step = part?.kind === 'step' ? findStep(play.definition, part.id) : undefined
  if (!step) return null
  return (
    <>
      {usePaths(step).map(path => (
        <TurboStream action="replace" target={pathWordsId(step.id, path.id)} morph>
          <PathWords step={step.id} path={path} />
        </TurboStream>
      ))}
    </>
  )
}

function LineStream({ text }: { readonly text: string }) {
  const part = readPart(text)
  if (!part) return null
  return (
    <TurboStream action="replace" target={wordsId(part)} morph>
      <Line part={part} />
    </TurboStream>
  )
}

function Line({ part }: { readonly part: Part }) {
  const { play } = useSheet()
  if (part.kind === 'details' || part.kind === 'add') return null
  if (part.kind === 'exit') return <FrameWords part={part} />
  if (part.kind !== 'step') return <FrameWords part={{ kind: part.kind }} />
  const step = findStep(play.definition, part.id)
  return step ? <PartWords part={part} label={undefined} sentence={useStepSentence(step)} /> : null
}

interface OpenStreamsProps extends Pick<EditorStreamsProps, 'reshaped' | 'fields'> {
  readonly open: OpenPart
}

function OpenStreams({ open, reshaped, fields }: OpenStreamsProps) {
  const { desk } = useSheet()
  if (reshaped) {
    return (
      <TurboStream action="replace" target={fieldsId} morph>
        <PartFields part={open.part} />
      </TurboStream>
    )
  }
  return (
    <>
      {open.conditions.map(one => (
        <>
          <ConditionStreams
            prefix={one.prefix}
            draft={one.settled.draft}
            desk={desk.conditions}
            stepped={one.stepped}
            focus={one.added}
          />
          <TurboStream action="replace" target={unfinishedId(one.prefix)} morph>
            <Unfinished condition={one} />
          </TurboStream>
        </>
      ))}
      <PropertyStreams
        draft={open.properties.draft}
        problems={open.properties.problems}
        prefix={propertyPrefix}
        known={desk.properties}
        stepped={open.properties.stepped}
        focus={open.properties.added}
      />
      {fields.map(field => (
        <TurboStream action="update" target={problemsId(field)}>
          <ProblemsOf field={field} />
        </TurboStream>
      ))}
    </>
  )
}
