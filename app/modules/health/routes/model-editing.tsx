import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { leaders } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { type Form, type FormErrors, idParam, readForm, requiredText } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page, streams } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, companySettings, staffNames } from '../../identity/index.ts'
import { suggestTexts } from '../editing/choices.ts'
import { applyStep, type Draft, readDraft } from '../editing/draft.ts'
import { type Filled, fill } from '../editing/fill.ts'
import { draftOf } from '../editing/from-definition.ts'
import { type PreviewScope, previewDefinition } from '../editing/preview.ts'
import { createModel, currentModels, findModel, type Model, publishModel, versionsOf } from '../models.ts'
import { segmentNames } from '../queries.ts'
import { requestRecomputation } from '../recomputation.ts'
import { defaultDefinition, type ModelDefinition } from '../scoring/definition.ts'
import { ConflictCard } from '../views/conflict-card.tsx'
import { EditorStreams } from '../views/editor-streams.tsx'
import { type EditorProps, ModelEditorPage } from '../views/model-editor.tsx'
import { BeginningCard } from '../views/model-new.tsx'
import type { PreviewCardProps } from '../views/preview-card.tsx'

const published = z.looseObject({ name: requiredText(200), note: requiredText(1000) })

/** Making and changing score models. The draft is looked at with every change and published by one button. */
export const modelEditing = new Routes()
  .get(paths.healthModelNew, leaders, async c => {
    const { db, offers } = c.var.services
    const { currency } = await companySettings(db)
    const models = await currentModels(db)
    const from = models.find(model => String(model.id) === c.req.query('from'))
    const segment = c.req.query('segment') ?? ''
    const draft = draftOf(from?.definition ?? defaultDefinition, { name: '', segment }, offers, currency)
    return showEditor(c, { draft, extra: <BeginningCard models={models} from={from?.id} /> })
  })
  .get(paths.healthModelEdit, leaders, async c => {
    const { db, offers } = c.var.services
    const model = await findModel(db, idParam(c))
    const { currency } = await companySettings(db)
    return showEditor(c, { model, draft: draftOf(model.definition, model, offers, currency) })
  })
  .post(paths.healthModelPreview, leaders, showDraft)
  .post(paths.healthModels, leaders, c => publish(c, undefined))
  .post(paths.healthModel, leaders, async c => publish(c, await findModel(c.var.services.db, idParam(c))))

interface Shown {
  readonly draft: Draft
  readonly model?: Model | undefined
  /** The version that was begun with, when it is another than the present one. */
  readonly basedOn?: number | undefined
  readonly errors?: FormErrors
  readonly strict?: boolean
  readonly focus?: string | undefined
  /** Above the form: what somebody else published, or what to begin with. */
  readonly extra?: EditorProps['conflict']
}

async function showEditor(c: RequestContext, shown: Shown, status: 200 | 409 | 422 = 200): Promise<Response> {
  return page(c, <ModelEditorPage {...(await editorOf(c, shown))} />, status)
}

async function editorOf(c: RequestContext, shown: Shown): Promise<EditorProps> {
  const { db, offers } = c.var.services
  const { draft, model } = shown
  const { currency, timeZone } = await companySettings(db)
  const day = today(timeZone).toString()
  const models = await currentModels(db)
  const filled = fill(draft, offers, currency)
  const [segments, suggestions, preview] = await Promise.all([
    freeSegments(c, models),
    suggestTexts(db, offers, day),
    previewOf(c, filled, scopeOf(draft, model, models), day),
  ])
  return {
    model: model && { id: model.id, name: model.name, number: shown.basedOn ?? model.number },
    draft,
    filled,
    errors: shown.errors ?? {},
    strict: shown.strict ?? false,
    focus: shown.focus,
    offers,
    currency,
    suggestions,
    segments,
    preview,
    conflict: shown.extra,
  }
}

async function freeSegments(c: RequestContext, models: readonly Model[]): Promise<ReadonlyMap<number, string>> {
  const all = await segmentNames(c.var.services.db)
  const taken = new Set(models.map(model => model.segmentId))
  return new Map([...all].filter(([id]) => !taken.has(id)))
}

/** Whom the model would score; nobody yet while a new one has no segment. */
function scopeOf(draft: Draft, model: Model | undefined, models: readonly Model[]): PreviewScope | undefined {
  const forSegments = models.filter(one => one.segmentId !== null)
  if (!model) {
    const segmentId = /^\d{1,15}$/.test(draft.segment) ? Number(draft.segment) : undefined
    return segmentId === undefined ? undefined : { segmentId, earlier: forSegments }
  }
  const place = models.findIndex(one => one.id === model.id)
  return { segmentId: model.segmentId, earlier: models.slice(0, Math.max(0, place)) }
}

async function previewOf(
  c: RequestContext,
  { definition }: Filled,
  scope: PreviewScope | undefined,
  day: string,
): Promise<PreviewCardProps> {
  const { db, offers } = c.var.services
  if (!definition || !scope) return { offers, preview: 'unfinished' }
  return { offers, preview: (await previewDefinition(db, offers, { definition, scope, day })) ?? 'slow' }
}

/** A step of editing: with scripts only what changes, without them the whole page. Changes nothing that is stored. */
async function showDraft(c: RequestContext): Promise<Response> {
  const form = await readForm(c, z.looseObject({}))
  const step = text(form, 'do')
  const before = readDraft(form.values)
  const draft = applyStep(before, step)
  const model = c.req.param('id') === 'new' ? undefined : await findModel(c.var.services.db, idParam(c))
  const known = new Set(before.rows.map(row => row.id))
  const focus = draft.rows.find(row => !known.has(row.id))?.id
  const shown: Shown = { draft, model, basedOn: basedOn(form), focus }
  if (!c.req.header('accept')?.includes('text/vnd.turbo-stream.html')) return showEditor(c, shown)
  return streams(c, <EditorStreams editor={await editorOf(c, shown)} whole={step === 'add' || /^remove:/.test(step)} />)
}

type AnyForm = Form<unknown>

const text = (form: AnyForm, name: string): string => [form.values[name] ?? ''].flat()[0] ?? ''

function basedOn(form: AnyForm): number | undefined {
  const number = Number(text(form, 'basedOn'))
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

async function publish(c: RequestContext, model: Model | undefined): Promise<Response> {
  const { services } = c.var
  const form = await readForm(c, published)
  const draft = readDraft(form.values)
  const { currency } = await companySettings(services.db)
  const { definition, whole } = fill(draft, services.offers, currency)
  const segmentId = Number(draft.segment)
  const errors: FormErrors = {
    ...form.errors,
    ...(!model && !/^\d{1,15}$/.test(draft.segment) && { segment: 'health:model.segmentMissing' }),
    ...(whole && { form: whole }),
  }
  const shown: Shown = { draft, model, basedOn: basedOn(form), errors, strict: true }
  if (!form.ok || !definition || Object.keys(errors).length > 0) {
    const general: FormErrors = definition || whole ? errors : { ...errors, measures: 'web:form.invalid' }
    return showEditor(c, { ...shown, errors: general }, 422)
  }
  const input = { ...form.data, definition }
  try {
    const id = await transact(services.db, async tx => {
      const published = model
        ? await publishModel(tx, actorOf(c), model, { ...input, basedOn: shown.basedOn ?? 0 })
        : await createModel(tx, actorOf(c), { ...input, segmentId })
      await requestRecomputation(tx, services)
      return published
    })
    flash(c, 'good', 'health:model.publishedFlash', { name: input.name })
    return c.redirect(href(paths.healthModel, { id }), 303)
  } catch (error) {
    return showRefusal(c, error, shown, definition)
  }
}

async function showRefusal(c: RequestContext, error: unknown, shown: Shown, mine: ModelDefinition): Promise<Response> {
  if (error instanceof Invalid) return showEditor(c, { ...shown, errors: error.fields as FormErrors }, 422)
  if (!(error instanceof Conflict)) throw error
  const errors: FormErrors = { form: error.key as TextKey }
  if (!shown.model) return showEditor(c, { ...shown, errors }, 409)
  const { db, offers } = c.var.services
  const theirs = await findModel(db, shown.model.id)
  const versions = await versionsOf(db, theirs.id)
  const base = versions.find(version => version.number === shown.basedOn)?.definition
  const names = await staffNames(db, theirs.publishedBy ? [theirs.publishedBy] : [])
  const by = names.get(theirs.publishedBy ?? '')
  // Whoever has read what the other one did publishes over it knowingly.
  const extra = <ConflictCard offers={offers} base={base} theirs={{ ...theirs, by }} mine={mine} />
  return showEditor(c, { ...shown, model: theirs, basedOn: theirs.number, errors, extra }, 409)
}
