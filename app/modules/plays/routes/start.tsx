import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transactAgain } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { carers } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, idParam, queryText, readForm } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { findAccounts, findContacts } from '../../customers/index.ts'
import { actorOf } from '../../identity/index.ts'
import { lookUp, membersOf, mostByHand, startByHand } from '../running/by-hand.ts'
import { loadPlay, type ShownPlay } from '../running/shown-play.ts'
import type { Started } from '../starting/start.ts'
import { StartPage } from '../views/running/start-page.tsx'

const shownFound = 20
const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const startForm = z.object({
  'ids[]': z.preprocess(value => (value === undefined ? [] : [value].flat()), z.array(id).max(mostByHand)),
  pasted: z.string().max(200_000, 'web:form.tooLong').optional(),
  segment: z.union([z.literal(''), id]).optional(),
  despite: z.string().optional(),
})

/** Starting a play by hand. */
export const startRoutes = new Routes()
  .get(paths.playStart, carers, async c => showStart(c, await loadPlay(c.var.services.db, idParam(c)), emptyForm))
  .post(paths.playStart, carers, async c => {
    const { services } = c.var
    const play = await loadPlay(services.db, idParam(c))
    const form = await readForm(c, startForm)
    if (!form.ok) return showStart(c, play, form)
    const { ids, unknown } = await chosenBy(c, play, form.data)
    const wrong = wrongWith(ids, unknown)
    if (wrong) return showStart(c, play, { values: form.values, errors: wrong }, unknown)
    try {
      const despite = form.data.despite === 'on'
      const started = await transactAgain(services.db, tx =>
        startByHand(tx, services, actorOf(c), play.id, { about: play.about, ids, despite }),
      )
      tellStarted(c, started)
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      flash(c, 'bad', error.key as TextKey)
    }
    return c.redirect(href(paths.play, { id: play.id }), 303)
  })

/** Says how many began, and how many did not and why. */
export function tellStarted(c: RequestContext, { started, heldOut, passedOver }: Started): void {
  if (started > 0 && heldOut + passedOver === 0) flash(c, 'good', 'plays:running.start.began', { count: started })
  else flash(c, 'care', 'plays:running.start.some', { started, heldOut, passedOver })
}

async function chosenBy(c: RequestContext, play: ShownPlay, data: z.output<typeof startForm>) {
  const { db } = c.var.services
  const texts = (data.pasted ?? '').split(/[\s,、;]+/).filter(text => text !== '')
  const pasted = await lookUp(db, play.about, texts.slice(0, mostByHand))
  const members = data.segment ? await membersOf(db, play.about, data.segment) : []
  return { ids: [...new Set([...data['ids[]'], ...pasted.ids, ...members])], unknown: pasted.unknown }
}

function wrongWith(ids: readonly number[], unknown: readonly string[]): FormState['errors'] | undefined {
  if (unknown.length > 0) return { pasted: 'plays:running.start.unknown' }
  if (ids.length === 0) return { form: 'plays:running.start.chooseSomebody' }
  return ids.length > mostByHand ? { form: 'plays:running.start.tooMany' } : undefined
}

async function showStart(
  c: RequestContext,
  play: ShownPlay,
  form: FormState,
  unknown: readonly string[] = [],
): Promise<Response> {
  const { db, offers } = c.var.services
  const text = queryText(c, 'q')?.slice(0, 200)
  const source = play.about === 'contact' ? offers.segments?.contacts : offers.segments
  const [names, found] = await Promise.all([
    source?.names(db),
    text === undefined ? [] : (play.about === 'contact' ? findContacts : findAccounts)(db, text, shownFound),
  ])
  const segments = [...(names ?? [])].map(([segmentId, name]) => ({ id: segmentId, name }))
  const props = { play, tabs: offers.playTabs, segments, text, found, form, unknown }
  return page(c, <StartPage {...props} />, form === emptyForm ? 200 : 422)
}
