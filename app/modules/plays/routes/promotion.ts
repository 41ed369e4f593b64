import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { flash } from '../../../web/flash.ts'
import { idParam } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { promoteTrial } from '../editor/promote.ts'
import { playMakers } from '../rights.ts'
import { editorHref } from '../views/editor/context.ts'

/** What somebody did instead becomes a variant of the play, to be looked at before it is published. */
export const promotionRoutes = new Routes().post(paths.playTrialPromotion, playMakers, async c => {
  const [playId, taskId] = [idParam(c), idParam(c, 'task')]
  const { t } = c.var.view
  const names = { asProposed: t('plays:trial.asProposed'), asTried: t('plays:trial.asTried') }
  try {
    const id = await transact(c.var.services.db, tx => promoteTrial(tx, actorOf(c), { playId, taskId }, names))
    flash(c, 'good', 'plays:trial.promoted')
    return c.redirect(editorHref(playId, { kind: 'step', id }), 303)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    flash(c, 'bad', error.key as TextKey)
    return c.redirect(href(paths.playTrials, { id: playId }), 303)
  }
})
