import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { idParam } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { playNames } from '../describe/telling.ts'
import { pastChanges, pastTurns, pastVersions } from '../editor/history.ts'
import { loadPlay } from '../running/shown-play.ts'
import { HistoryPage } from '../views/history.tsx'

const perPage = 100
const asked = z.object({
  before: z.coerce.number().int().min(1).max(2_147_483_647).optional().catch(undefined),
})

/** What was published when, and who changed what. */
export const historyRoutes = new Routes().get(paths.playHistory, staff, async c => {
  const { services } = c.var
  const play = await loadPlay(services.db, idParam(c))
  const { before } = asked.parse(c.req.query())
  const [versions, turns, found] = await Promise.all([
    pastVersions(services.db, play.id),
    pastTurns(services.db, play.id),
    pastChanges(services.db, play.id, { before, limit: perPage + 1 }),
  ])
  const changes = found.slice(0, perPage)
  const names = await playNames(
    services,
    [...(play.draft ? [play.draft] : []), ...versions.map(version => version.definition)].map(definition => ({
      about: play.about,
      definition,
    })),
  )
  const at = (last?: number) => href(paths.playHistory, { id: play.id }, { before: last })
  return page(
    c,
    <HistoryPage
      play={play}
      tabs={services.offers.playTabs}
      versions={versions}
      turns={turns}
      changes={changes}
      names={names}
      next={found.length > perPage ? at(changes.at(-1)?.revision) : undefined}
      previous={before ? at() : undefined}
    />,
  )
})
