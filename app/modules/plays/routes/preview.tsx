import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { ownCookie } from '../../../web/cookies.ts'
import { idParam, queryText } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { findAccounts } from '../../customers/index.ts'
import { findStep } from '../definition/steps.ts'
import { readPart } from '../editor/part.ts'
import { previewStep, previewTarget } from '../editor/preview.ts'
import { type EditedPlay, editedPlay } from '../editor/sheet.ts'
import { messageSteps } from '../steps/message.ts'
import { editorHref, type Sheet } from '../views/editor/context.ts'
import { PreviewSearchPage } from '../views/preview-search.tsx'

const mostFound = 8
/** For whom this person looks at texts, over all plays. */
const cookie = 'banso_preview'
const asked = z.object({
  step: z.string().max(10).catch(''),
  account: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
})

/** For whom the texts of a play are filled in while it is written. */
export const previewRoutes = new Routes().get(paths.playPreview, staff, async c => {
  const play = await editedPlay(c.var.services.db, idParam(c))
  const { step, account } = asked.parse(c.req.query())
  const part = readPart(`step-${step}`)
  if (account !== undefined) {
    setCookie(c, cookie, String(account), ownCookie(c))
    return c.redirect(editorHref(play.id, part), 303)
  }
  const q = queryText(c, 'q') ?? ''
  const found = q === '' ? [] : await findAccounts(c.var.services.db, q.slice(0, 200), mostFound)
  return page(c, <PreviewSearchPage play={play} step={step} q={q} found={found} />)
})

/** The open step as it looks for the account that the person chose; undefined for steps that say nothing. */
export async function previewFor(c: RequestContext, play: EditedPlay, stepId: string): Promise<Sheet['preview']> {
  const { services } = c.var
  const step = findStep(play.definition, stepId)
  if (step?.kind !== 'action') return undefined
  const chosen = Number(getCookie(c, cookie))
  const target = await previewTarget(services.db, play, Number.isSafeInteger(chosen) ? chosen : undefined)
  if (!target) return undefined
  // Tasks and calls of plays about accounts are about nobody in particular.
  const isAboutSomebody = play.about === 'contact' || messageSteps.some(one => one === step.action)
  const shown = await previewStep(services, step, isAboutSomebody ? target : { ...target, contactId: null })
  return shown && { target, shown }
}
