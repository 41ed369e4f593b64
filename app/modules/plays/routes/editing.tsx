import { z } from 'zod'
import { paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { allows, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { type Form, idParam, optionalText, readForm, requiredText, typed, withErrors } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page, streams } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import { limits } from '../definition/definition.ts'
import { applyForm, type FormChange } from '../editor/apply-form.ts'
import { changesOf } from '../editor/changes.ts'
import { ChangedMeanwhile, redoChange, undoChange } from '../editor/draft.ts'
import { hasPart, readPart } from '../editor/part.ts'
import { editedPlay } from '../editor/sheet.ts'
import { changePlay } from '../play.ts'
import { playMakers } from '../rights.ts'
import { playTopic } from '../topics.ts'
import { editorHref } from '../views/editor/context.ts'
import { PlayEditorPage } from '../views/editor/editor-page.tsx'
import { EditorStreams } from '../views/editor/editor-streams.tsx'
import { OtherEditorWords, otherId } from '../views/editor/other-editor.tsx'
import { otherEditor, type Shown, sheetFor } from './sheet.tsx'

const draftForm = z.looseObject({
  part: z.string().max(40),
  revision: z.coerce.number().int().min(0).max(2_147_483_647),
  do: z.string().max(200).optional(),
})
const stepForm = z.looseObject({
  open: z.string().max(40).optional(),
  /** Revision of the change that the button spoke of. */
  seen: z.coerce.number().int().min(0).max(2_147_483_647).optional().catch(undefined),
})
const detailsForm = z.object({
  name: requiredText(100),
  description: optionalText(2000),
  owner: z
    .string()
    .max(100)
    .optional()
    .transform(id => id || null),
  was: wasField,
})

/** Writing a play. The draft is saved with every change. */
export const editingRoutes = new Routes()
  .get(paths.playEdit, staff, async c => {
    const part = readPart(c.req.query('open') ?? '')
    const play = await editedPlay(c.var.services.db, idParam(c))
    return showEditor(c, {
      play,
      part: mayChange(c) && play.state !== 'archived' ? part : undefined,
    })
  })
  .get(paths.playEditStream, staff, streamOthers)
  .post(paths.playDraft, playMakers, saveDraft)
  .post(paths.playUndo, playMakers, c => step(c, undoChange))
  .post(paths.playRedo, playMakers, c => step(c, redoChange))
  .post(paths.playDetails, playMakers, saveDetails)

/** Whoever has the editor open hears at once that somebody else is at it. */
async function streamOthers(c: RequestContext): Promise<Response> {
  const { id } = await editedPlay(c.var.services.db, idParam(c))
  return liveStream(c, {
    topics: [playTopic(id)],
    show: async () => (
      <TurboStream action="replace" target={otherId}>
        <OtherEditorWords other={await otherEditor(c, id)} />
      </TurboStream>
    ),
  })
}

function mayChange(c: RequestContext): boolean {
  return allows(playMakers, c.var.staff)
}

async function showEditor(c: RequestContext, shown: Shown, status: 200 | 422 = 200): Promise<Response> {
  const said = c.req.header('turbo-frame') ? c.var.view.flash : undefined
  return page(c, <PlayEditorPage sheet={await sheetFor(c, shown)} details={shown.details} said={said} />, status)
}

/** A change of one part: with scripts only what it changes comes back, after a button of a part the whole editor. */
async function saveDraft(c: RequestContext): Promise<Response> {
  const { services } = c.var
  const play = await editedPlay(services.db, idParam(c))
  const form = await readForm(c, draftForm)
  const part = readPart(typed(form, 'part'))
  if (!form.ok || !part) throw new NotFound('part')
  if (!hasPart(play.definition, part)) return gone(c, play.id)
  const over = Number(typed(form, 'over'))
  const change: FormChange = {
    part,
    revision: Number.isSafeInteger(over) && over > 0 ? over : form.data.revision,
    typed: { values: form.values, command: typed(form, 'do') },
  }
  const before = await changesOf(services, play)
  try {
    const applied = await applyForm(services, actorOf(c), c.var.view.locale, play, change)
    if (applied.commanded) return c.redirect(editorHref(play.id, applied.commanded.open), 303)
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) return refused(c, play.id, error)
    return answerDraft(c, { play: await editedPlay(services.db, play.id), change, before, conflict: true })
  }
  return answerDraft(c, { play: await editedPlay(services.db, play.id), change, before, conflict: false })
}

interface Answered {
  readonly play: Shown['play']
  readonly change: FormChange
  readonly before: Awaited<ReturnType<typeof changesOf>>
  readonly conflict: boolean
}

async function answerDraft(c: RequestContext, { play, change, before, conflict }: Answered): Promise<Response> {
  const shown: Shown = { play, part: change.part, typed: change.typed, conflict }
  if (!c.req.header('accept')?.includes('text/vnd.turbo-stream.html')) {
    // Rows that are not finished stand in the form alone, so it is shown as it was sent.
    return showEditor(c, shown, conflict ? 422 : 200)
  }
  const sheet = await sheetFor(c, shown)
  const after = await changesOf(c.var.services, play)
  return streams(c, <EditorStreams sheet={sheet} {...before.against(after, change)} />)
}

function gone(c: RequestContext, play: number): Response {
  flash(c, 'bad', 'plays:form.partGone')
  return c.redirect(editorHref(play, undefined), 303)
}

async function step(c: RequestContext, take: typeof undoChange): Promise<Response> {
  const { services } = c.var
  const id = idParam(c)
  const form = await readForm(c, stepForm)
  const seen = form.ok ? form.data.seen : undefined
  try {
    await transact(services.db, tx => take(tx, actorOf(c), id, seen))
  } catch (error) {
    return refused(c, id, error)
  }
  const { definition } = await editedPlay(services.db, id)
  const part = readPart(typed(form, 'open'))
  return c.redirect(editorHref(id, part && hasPart(definition, part) ? part : undefined), 303)
}

/** What cannot be done now (the play has ended, somebody else was first) is said on the editor as it is. */
function refused(c: RequestContext, id: number, error: unknown): Response {
  if (!(error instanceof Conflict)) throw error
  flash(c, 'bad', error.key as TextKey, { most: limits.steps })
  return c.redirect(editorHref(id, undefined), 303)
}

async function saveDetails(c: RequestContext): Promise<Response> {
  const { services } = c.var
  const id = idParam(c)
  const form: Form<z.output<typeof detailsForm>> = await readForm(c, detailsForm)
  if (!form.ok) return showDetails(c, form)
  const { name, description = '', owner, was } = form.data
  try {
    await transact(services.db, tx => changePlay(tx, actorOf(c), id, { name, description, ownerId: owner, was }))
  } catch (error) {
    if (!isLate(error)) throw error
    return showDetails(c, withErrors(form, { form: changedMeanwhile }))
  }
  return c.redirect(editorHref(id, undefined), 303)
}

/** The form of name, description and owner as it was sent, with what is wrong about it. */
async function showDetails(c: RequestContext, details: Form<z.output<typeof detailsForm>>): Promise<Response> {
  const play = await editedPlay(c.var.services.db, idParam(c))
  return showEditor(c, { play, part: { kind: 'details' }, details }, 422)
}
