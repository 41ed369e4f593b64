import { createContext, useContext } from 'hono/jsx'
import { href, paths } from '../../../../paths.ts'
import type { Problem } from '../../definition/problem.ts'
import type { PlayNames } from '../../describe/telling.ts'
import type { OpenCondition, OpenProperties, PlayDesk } from '../../editor/desk.ts'
import { type Part, partText, stepOfPath } from '../../editor/part.ts'
import type { Previewed, PreviewTarget } from '../../editor/preview.ts'
import type { EditedPlay } from '../../editor/sheet.ts'
import type { OtherEditor } from './other-editor.tsx'

/** The part whose form is open. */
export interface OpenPart {
  readonly part: Part
  readonly conditions: readonly OpenCondition[]
  readonly properties: OpenProperties
}

/** Everything that the editor of a play shows. */
export interface Sheet {
  readonly play: EditedPlay
  readonly names: PlayNames
  readonly problems: readonly Problem[]
  readonly desk: PlayDesk
  readonly open: OpenPart | undefined
  /** Whether the person may change it. */
  readonly mayEdit: boolean
  /** Who else changed it a moment ago. */
  readonly other: OtherEditor | undefined
  /** Somebody else changed the open part since the person began: nothing was saved. */
  readonly conflict: boolean
  /** The open step as it looks for somebody; undefined for steps that say nothing. */
  readonly preview: { readonly target: PreviewTarget; readonly shown: Previewed } | undefined
}

export const SheetContext = createContext<Sheet | undefined>(undefined)

/** The editor's sheet. Throws outside of the editor. */
export function useSheet(): Sheet {
  const sheet = useContext(SheetContext)
  if (!sheet) throw new Error('useSheet() outside of the editor')
  return sheet
}

/** The id of the element of a part. */
export const partId = (part: Part) => `part-${partText(part)}`

/** The editor with this part open, or with none. */
export function editorHref(play: number, part: Part | undefined): string {
  if (!part) return href(paths.playEdit, { id: play })
  return `${href(paths.playEdit, { id: play }, { open: partText(part) })}#${partId(part)}`
}

/** Whether this is the open part. */
export function isOpen({ open }: Pick<Sheet, 'open'>, part: Part): boolean {
  return open !== undefined && partText(open.part) === partText(part)
}

/** The part at which a problem is shown; `pathOf` finds the step of a path. */
export function placeOfProblem({ at }: Problem, pathOf: (path: string) => string | undefined): Part | undefined {
  const { part, id } = at
  if (part === 'steps') return { kind: 'add', at: { kind: 'top' } }
  if (part === 'step') return id ? { kind: 'step', id } : undefined
  if (part === 'exit') return id ? { kind: 'exit', id } : undefined
  if (part !== 'path') return { kind: part }
  const step = id && pathOf(id)
  return step ? { kind: 'step', id: step } : undefined
}

/** What is wrong with a part. */
export function useProblemsAt(part: Part): readonly Problem[] {
  const { problems, play } = useSheet()
  const own = partText(part)
  return problems.filter(problem => {
    const place = placeOfProblem(problem, path => stepOfPath(play.definition, path)?.id)
    return place !== undefined && partText(place) === own
  })
}
