import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { type Form, type FormState, readForm, requiredText } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { createSegment } from '../../segments/index.ts'
import { createPlay } from '../play.ts'
import { playMakers } from '../rights.ts'
import type { PlayTemplate } from '../templates/template.ts'
import { emptyPlay, templates } from '../templates/templates.ts'
import { NewPlayPage, TemplatesPage } from '../views/new-play.tsx'

const newForm = z.object({
  template: z.string().max(50),
  name: requiredText(100),
  about: z.enum(['account', 'contact']).catch('account'),
  /** `new`: one that fits is made with it. */
  segment: z
    .string()
    .regex(/^(new|\d{1,15})$/)
    .optional()
    .catch(undefined),
})
type NewPlay = z.output<typeof newForm>

/** Making a play: from a template, or empty. */
export const creatingRoutes = new Routes()
  .get(paths.playNew, playMakers, async c => {
    const chosen = c.req.query('template')
    if (chosen === undefined) return page(c, <TemplatesPage templates={templates} />)
    return showForm(c, templateNamed(chosen))
  })
  .post(paths.plays, playMakers, makePlay)

function templateNamed(key: string): PlayTemplate | undefined {
  return templates.find(template => template.key === key)
}

async function showForm(c: RequestContext, template: PlayTemplate | undefined, form?: FormState): Promise<Response> {
  const { db, offers } = c.var.services
  const source = template?.about === 'contact' ? offers.segments?.contacts : offers.segments
  const segments = template?.segment ? await source?.names(db) : undefined
  return page(c, <NewPlayPage template={template} segments={segments ?? new Map()} form={form} />, form ? 422 : 200)
}

async function makePlay(c: RequestContext): Promise<Response> {
  const form: Form<NewPlay> = await readForm(c, newForm)
  const template = templateNamed([form.values.template ?? ''].flat()[0] ?? '')
  if (!form.ok) return showForm(c, template, form)
  const id = await write(c, template, form.data)
  return c.redirect(href(paths.playEdit, { id }), 303)
}

/** The play, and the segment that it starts with when that is to be made. */
async function write(c: RequestContext, template: PlayTemplate | undefined, input: NewPlay): Promise<number> {
  const { services, view } = c.var
  const { locale } = view
  const actor = actorOf(c)
  return transact(services.db, async tx => {
    const fitting = template?.segment
    const segmentId =
      fitting && input.segment === 'new'
        ? await createSegment(tx, services, actor, {
            ...fitting.texts[locale],
            condition: fitting.condition,
            about: template.about,
          })
        : Number(input.segment) || undefined
    return createPlay(tx, actor, {
      name: input.name,
      description: template?.texts[locale].description ?? '',
      ownerId: c.var.staff?.id ?? null,
      about: template?.about ?? input.about,
      definition: template ? template.definition(locale, segmentId) : emptyPlay,
      ...(template && { template: template.key }),
    })
  })
}
