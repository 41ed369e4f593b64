import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { now } from '../../../platform/clock.ts'
import { allows, staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { staffNames } from '../../identity/index.ts'
import { playNames } from '../describe/telling.ts'
import { playCounts, playPage } from '../listing.ts'
import { playMakers } from '../rights.ts'
import { playStates } from '../tables.ts'
import { PlaysPage } from '../views/list.tsx'

const perPage = 50

const listed = z.object({
  state: z.enum(playStates).optional().catch(undefined),
  after: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
})

/** All plays, with what starts them and how many are under way. */
export const listRoutes = new Routes().get(paths.plays, staff, async c => page(c, await content(c)))

async function content(c: RequestContext) {
  const { services, view } = c.var
  const { state, after } = listed.parse(c.req.query())
  const [found, counts] = await Promise.all([
    playPage(services.db, { state, after, limit: perPage + 1, month: beginOfMonth(view.timeZone) }),
    playCounts(services.db),
  ])
  const plays = found.slice(0, perPage)
  const told = plays.flatMap(({ about, definition }) => (definition ? [{ about, definition }] : []))
  const [names, verdicts, owners] = await Promise.all([
    playNames(services, told),
    services.offers.playVerdicts?.(
      c,
      plays.map(play => play.id),
    ),
    staffNames(
      services.db,
      plays.flatMap(play => play.ownerId ?? []),
    ),
  ])
  return (
    <PlaysPage
      plays={plays}
      state={state}
      counts={counts}
      names={names}
      owners={owners}
      verdicts={verdicts}
      next={found.length > perPage ? href(paths.plays, {}, { state, after: plays.at(-1)?.id }) : undefined}
      previous={after ? href(paths.plays, {}, { state }) : undefined}
      mayEdit={allows(playMakers, c.var.staff)}
    />
  )
}

function beginOfMonth(timeZone: string): Date {
  const first = now().toZonedDateTimeISO(timeZone).startOfDay().with({ day: 1 })
  return new Date(first.epochMilliseconds)
}
