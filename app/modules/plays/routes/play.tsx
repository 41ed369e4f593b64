import { href, paths } from '../../../paths.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import type { Services } from '../../../web/services.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import type { Actor } from '../../activity/index.ts'
import { actorOf } from '../../identity/index.ts'
import { playMakers } from '../rights.ts'
import { countPlay, countSteps } from '../running/counts.ts'
import { loadPlay, type ShownPlay } from '../running/shown-play.ts'
import { tellingOf } from '../running/telling.ts'
import { troubleOf } from '../running/trouble.ts'
import { whyNobody } from '../running/why-nobody.ts'
import { archivePlay, pausePlay, resumePlay } from '../running.ts'
import { playTopic } from '../topics.ts'
import { usesOfPlay } from '../uses.ts'
import { PlayFigures } from '../views/running/figures.tsx'
import { Doing, PlayNews, PlayPage } from '../views/running/play-page.tsx'
import { showPanels } from './panels.ts'

/** One play: what it does, how many are where, and whether it is on. */
export const playRoutes = new Routes()
  .get(paths.play, staff, async c => {
    const play = await loadPlay(c.var.services.db, idParam(c))
    const [shown, panels, usedBy] = await Promise.all([
      contentOf(c, play),
      showPanels(c, play.id),
      usesOfPlay(c.var.services.db, play.id),
    ])
    return page(c, <PlayPage {...shown} panels={panels} usedBy={usedBy} tabs={c.var.services.offers.playTabs} />)
  })
  .get(paths.playStream, staff, c => streamPlay(c))
  .post(paths.playPause, playMakers, c => turn(c, pausePlay, 'plays:running.paused'))
  .post(paths.playResumption, playMakers, c => turn(c, resumePlay, 'plays:running.resumed'))
  .post(paths.playArchive, playMakers, c =>
    turn(c, archivePlay, 'plays:running.archived', 'plays:running.archivedUsed'),
  )

async function contentOf(c: RequestContext, play: ShownPlay) {
  const { db } = c.var.services
  const counts = await countPlay(db, play.id, play.liveSince)
  const steps = await countSteps(db, play.id, counts.begun)
  const [silence, trouble] = await Promise.all([
    whyNobody(c.var.services, play, counts),
    troubleOf(c.var.services, play, steps),
  ])
  return { play, counts, steps, silence, trouble, telling: await tellingOf(c.var.services, play) }
}

/** Of the time between two pictures of a play, counting takes at most this share: many may be under way. */
const shareOfTime = 0.2

async function streamPlay(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const { id } = await loadPlay(db, idParam(c))
  let pause = 0
  return liveStream(c, {
    topics: [playTopic(id)],
    show: async () => {
      await new Promise(resolve => setTimeout(resolve, pause).unref())
      const begun = performance.now()
      const shown = await contentOf(c, await loadPlay(db, id))
      pause = (performance.now() - begun) * (1 / shareOfTime - 1)
      return (
        <>
          <TurboStream action="replace" target="play-news" morph>
            <PlayNews {...shown} />
          </TurboStream>
          <TurboStream action="replace" target="play-doing" morph>
            <Doing {...shown} />
          </TurboStream>
          <TurboStream action="replace" target="play-figures" morph>
            <PlayFigures {...shown} />
          </TurboStream>
        </>
      )
    },
  })
}

type Turn = (tx: Tx, services: Services, actor: Actor, playId: number) => Promise<void>

/** Pauses, resumes or ends the play of the path; what cannot be is said on its page. Of a play that others ask about, `used` is said. */
async function turn(c: RequestContext, change: Turn, said: TextKey, used = said): Promise<Response> {
  const { services } = c.var
  const { id, name } = await loadPlay(services.db, idParam(c))
  try {
    await transact(services.db, tx => change(tx, services, actorOf(c), id))
    const { length: count } = used === said ? [] : await usesOfPlay(services.db, id)
    flash(c, 'good', count > 0 ? used : said, { name, count })
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    flash(c, 'bad', error.key as TextKey)
  }
  return c.redirect(href(paths.play, { id }), 303)
}
