import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { flash } from '../../../web/flash.ts'
import { idParam, readForm } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { editedPlay } from '../editor/sheet.ts'
import { countStanding, countUnderWay } from '../editor/standing.ts'
import { publishPlay } from '../publishing.ts'
import { playMakers } from '../rights.ts'
import { PublicationPage } from '../views/publication.tsx'
import { sheetFor } from './sheet.tsx'

const publicationForm = z.object({
  revision: z.coerce.number().int().min(1).max(2_147_483_647),
  underWay: z.enum(['finish', 'move']).catch('finish'),
  standing: z.enum(['yes', 'no']).catch('no'),
})

/** Putting the draft on: what it means for those who are there already. */
export const publicationRoutes = new Routes()
  .get(paths.playPublication, playMakers, c => show(c))
  .post(paths.playPublication, playMakers, publish)

async function show(c: RequestContext, error?: TextKey): Promise<Response> {
  const { services } = c.var
  const play = await editedPlay(services.db, idParam(c))
  const sheet = await sheetFor(c, { play, part: undefined })
  const [underWay, standing] = await Promise.all([
    countUnderWay(services.db, play.id),
    sheet.problems.some(problem => problem.severity === 'error') ? undefined : countStanding(services, play),
  ])
  const content = <PublicationPage sheet={sheet} underWay={underWay} standing={standing} error={error} />
  return page(c, content, error ? 422 : 200)
}

async function publish(c: RequestContext): Promise<Response> {
  const { services } = c.var
  const id = idParam(c)
  const form = await readForm(c, publicationForm)
  if (!form.ok) throw new NotFound('revision')
  const { revision, underWay, standing } = form.data
  try {
    const choices = { underWay, standing: standing === 'yes' }
    const number = await transact(services.db, tx =>
      publishPlay(tx, services, actorOf(c), { playId: id, revision }, choices),
    )
    flash(c, 'good', 'plays:publish.done', { number })
    return c.redirect(href(paths.play, { id }), 303)
  } catch (error) {
    if (error instanceof Conflict) return show(c, error.key as TextKey)
    if (error instanceof Invalid) return show(c, 'plays:form.incomplete')
    throw error
  }
}
