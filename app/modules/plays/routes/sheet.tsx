import { transact } from '../../../platform/db.ts'
import { allows } from '../../../web/access.ts'
import type { FormState } from '../../../web/forms.ts'
import type { RequestContext } from '../../../web/routes.ts'
import { problemsOf } from '../definition/problems.ts'
import { playNames } from '../describe/telling.ts'
import { withTyped } from '../editor/apply-form.ts'
import { openConditions, openProperties, playDesk, type Typed } from '../editor/desk.ts'
import { changedByOthers } from '../editor/history.ts'
import { hasPart, type Part } from '../editor/part.ts'
import type { EditedPlay } from '../editor/sheet.ts'
import { playMakers } from '../rights.ts'
import type { Sheet } from '../views/editor/context.ts'
import { previewFor } from './preview.tsx'

/** What of a play is shown in its editor. */
export interface Shown {
  readonly play: EditedPlay
  readonly part: Part | undefined
  /** What stands in the form of the part, where it was sent. */
  readonly typed?: Typed | undefined
  readonly conflict?: boolean
  readonly details?: FormState
}

/** Everything that the editor of a play shows for the person who asks. */
export async function sheetFor(c: RequestContext, shown: Shown): Promise<Sheet> {
  const { part, typed, conflict = false } = shown
  const { services, view } = c.var
  const play = conflict ? await asTyped(c, shown) : shown.play
  const told = { about: play.about, definition: play.definition }
  const openPart = part && hasPart(play.definition, part) ? part : undefined
  const [names, problems, desk, preview, other] = await Promise.all([
    playNames(services, [told]),
    transact(services.db, tx => problemsOf(tx, services, { playId: play.id, ...told })),
    playDesk(services, view.locale, play, { part: openPart, typed }),
    openPart?.kind === 'step' ? previewFor(c, play, openPart.id) : undefined,
    otherEditor(c, play.id),
  ])
  return {
    play,
    names,
    problems,
    desk,
    open: openPart && {
      part: openPart,
      conditions: openConditions(play, openPart, desk, typed),
      properties: openProperties(play.definition, openPart.kind === 'trigger' ? typed : undefined),
    },
    mayEdit: play.state !== 'archived' && allows(playMakers, c.var.staff),
    other,
    conflict,
    preview,
  }
}

/** What was typed and not saved stands in the form all the same. */
async function asTyped({ var: { services, view } }: RequestContext, { play, part, typed }: Shown): Promise<EditedPlay> {
  if (!part || !typed) return play
  const desk = await playDesk(services, view.locale, play, { part, typed })
  return { ...play, definition: withTyped(services, desk, play, { part, typed }) }
}

const lateMinutes = 30

/** Who else changed the draft a moment ago. */
export function otherEditor(c: RequestContext, playId: number) {
  const since = new Date(c.var.view.now.getTime() - lateMinutes * 60_000)
  return changedByOthers(c.var.services.db, playId, { than: c.var.staff?.id ?? '', since })
}
