import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import { flash } from '../../../web/flash.ts'
import { type Form, type FormErrors, optionalText, readForm, requiredText } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page, streams } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { actorOf } from '../../identity/index.ts'
import { type About, abouts } from '../about.ts'
import type { Group } from '../conditions/condition.ts'
import { conditionDesk, type Desk } from '../editor/desk.ts'
import { conditionDraft, type Draft, emptyConditionDraft } from '../editor/draft.ts'
import { conditionDraftOf } from '../editor/from-condition.ts'
import { type Settled, settleCondition } from '../editor/settle.ts'
import { applyConditionStep } from '../editor/steps.ts'
import { type Preview, previewCondition } from '../preview.ts'
import { findSegment } from '../queries.ts'
import { changeSegment, createSegment, type SegmentInput } from '../segment.ts'
import { ChoicePage } from '../views/choice.tsx'
import { ConditionStreams } from '../views/condition-streams.tsx'
import { EditorPage, type EditorPageProps } from '../views/editor.tsx'
import { PreviewCard, type PreviewCardProps } from '../views/preview.tsx'
import { loadSegment } from './segments.tsx'
import { editors, surroundingsOf } from './surroundings.ts'

const formShape = z
  .looseObject({ name: requiredText(100), description: optionalText(1000) })
  .transform(({ name, description }) => ({ name, description: description ?? '' }))
const hidden = z.looseObject({ id: z.coerce.number().int().min(1), version: z.coerce.number().int().min(1) })
const aboutShape = z.enum(abouts)

/** Making and editing segments. The draft is looked at with every change and saved by one button. */
export const editingRoutes = new Routes()
  .get(paths.newSegment, editors, async c => {
    const chosen = aboutShape.safeParse(c.req.query('about'))
    if (!chosen.success) return page(c, <ChoicePage />)
    return showEditor(c, { draft: emptyConditionDraft(chosen.data), name: '', description: '' })
  })
  .get(paths.segmentEditing, editors, async c => {
    const { about, condition, ...segment } = await loadSegment(c)
    const told = { about, condition }
    const desk = await conditionDesk(c.var.services, c.var.view.locale, [told], segment.id)
    const draft = condition ? conditionDraftOf(told, desk) : emptyConditionDraft(about)
    return showEditor(c, {
      draft,
      name: segment.name,
      description: segment.description,
      segment: { about, ...segment },
    })
  })
  .post(paths.segmentDraft, editors, showDraft)
  .post(paths.segments, editors, c => save(c, undefined))
  .post(paths.segment, editors, async c => save(c, await loadSegment(c)))

interface Shown {
  readonly draft: Draft
  readonly name: string
  readonly description: string
  readonly segment?: EditorPageProps['segment']
  readonly errors?: FormErrors
  /** Say what is missing in every row, not only leave it out. */
  readonly strict?: boolean
  readonly focus?: string | undefined
}

async function showEditor(c: RequestContext, shown: Shown, status: 200 | 422 = 200): Promise<Response> {
  const { segment, errors = {}, name, description } = shown
  const { sheet, desk } = await sheetOf(c, shown)
  return page(
    c,
    <EditorPage
      segment={segment}
      name={name}
      description={description}
      errors={errors}
      editor={{
        draft: sheet.draft,
        desk,
        problems: shown.strict ? sheet.problems : new Map(),
        focus: shown.focus,
      }}
      preview={previewOf(sheet, desk)}
    />,
    status,
  )
}

/** A draft, read, and whom it would find. */
interface Sheet extends Settled {
  readonly preview: Preview | undefined
}

async function sheetOf(c: RequestContext, { draft, segment }: Shown): Promise<{ sheet: Sheet; desk: Desk }> {
  const { services } = c.var
  const { about } = draft
  const desk = await conditionDesk(services, c.var.view.locale, [draft], segment?.id)
  const settled = settleCondition(draft, desk)
  const { condition } = settled
  const surroundings = await surroundingsOf(services)
  const preview = condition && (await previewCondition(services.db, surroundings, { about, condition }))
  return { desk, sheet: { ...settled, preview } }
}

function previewOf({ draft, condition, preview, problems }: Sheet, { names }: Desk): PreviewCardProps {
  return { about: draft.about, condition, preview, incomplete: problems.size > 0, names }
}

/** A step of editing: with scripts only what changes, without them the whole page. */
async function showDraft(c: RequestContext): Promise<Response> {
  const form = await readForm(c, z.looseObject({}))
  const step = text(form, 'do')
  const segment = await editedSegment(c, form)
  const before = conditionDraft(form.values, '', segment?.about ?? aboutOf(form) ?? 'account')
  const { draft, stepped, added: focus } = applyConditionStep(before, step, '')
  const shown: Shown = { draft, name: text(form, 'name'), description: text(form, 'description'), segment, focus }
  if (!c.req.header('accept')?.includes('text/vnd.turbo-stream.html')) return showEditor(c, shown)
  const { sheet, desk } = await sheetOf(c, shown)
  return streams(
    c,
    <>
      <ConditionStreams draft={sheet.draft} desk={desk} stepped={stepped} focus={focus} />
      <TurboStream action="replace" target="segment-preview">
        <PreviewCard {...previewOf(sheet, desk)} />
      </TurboStream>
    </>,
  )
}

type AnyForm = Form<unknown>

const text = (form: AnyForm, name: string): string => [form.values[name] ?? ''].flat()[0] ?? ''

/** Whom a new segment gathers: accounts unless the form says otherwise; undefined when it says what cannot be. */
function aboutOf(form: AnyForm): About | undefined {
  const said = text(form, 'about')
  return said === '' ? 'account' : aboutShape.safeParse(said).data
}

/** The segment that the hidden fields of a draft name, with the version that was begun with. */
async function editedSegment(c: RequestContext, form: AnyForm): Promise<EditorPageProps['segment']> {
  const named = hidden.safeParse(form.values)
  if (!named.success) return undefined
  const { today } = await surroundingsOf(c.var.services)
  const segment = await findSegment(c.var.services.db, named.data.id, today)
  return segment && { id: segment.id, about: segment.about, name: segment.name, version: named.data.version }
}

async function save(c: RequestContext, segment: EditorPageProps['segment'] | undefined): Promise<Response> {
  const form = await readForm(c, formShape)
  const about = segment?.about ?? aboutOf(form)
  const draft = conditionDraft(form.values, '', about ?? 'account')
  const begun = segment && { ...segment, version: Number(text(form, 'version')) || 0 }
  const shown: Shown = {
    draft,
    name: text(form, 'name'),
    description: text(form, 'description'),
    segment: begun,
    strict: true,
  }
  const { sheet } = await sheetOf(c, shown)
  const errors = {
    ...form.errors,
    ...conditionErrors(sheet),
    ...(about === undefined && { form: 'segments:error.aboutUnknown' as const }),
  }
  if (!form.ok || !sheet.condition || Object.keys(errors).length > 0) return showEditor(c, { ...shown, errors }, 422)
  return write(c, { ...form.data, about: draft.about, condition: sheet.condition }, shown, segment?.version)
}

function conditionErrors({ condition, problems, tooMany }: Settled): FormErrors {
  if (tooMany) return { form: 'segments:error.tooMany' }
  if (problems.size > 0) return { condition: 'web:form.invalid' }
  return condition ? {} : { form: 'segments:form.needsCondition' }
}

/** Writes the segment and goes to its page; or shows the form again with what stands against it. */
async function write(
  c: RequestContext,
  input: SegmentInput & { readonly about: About; readonly condition: Group },
  shown: Shown,
  currentVersion: number | undefined,
): Promise<Response> {
  const { services } = c.var
  const { segment } = shown
  try {
    const id = await transact(services.db, async tx => {
      if (!segment) return createSegment(tx, services, actorOf(c), input)
      await changeSegment(tx, services, actorOf(c), segment, input)
      return segment.id
    })
    flash(c, 'good', 'segments:page.saved', { name: input.name })
    return c.redirect(href(paths.segment, { id }), 303)
  } catch (error) {
    if (error instanceof Invalid) {
      return showEditor(c, { ...shown, errors: { form: Object.values(error.fields)[0] as TextKey } }, 422)
    }
    if (!(error instanceof Conflict) || !segment) throw error
    // Whoever has read the warning saves over the newer version knowingly.
    const newer = { ...segment, version: currentVersion ?? segment.version }
    return showEditor(c, { ...shown, segment: newer, errors: { form: error.key as TextKey } }, 422)
  }
}
