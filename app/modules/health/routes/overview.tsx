import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { now } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { progressStream } from '../../../web/progress-stream.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { explainAccounts } from '../explain-accounts.ts'
import { currentModels } from '../models.ts'
import {
  accountsById,
  accountsInBand,
  type BandCursor,
  heardWithoutScore,
  movers,
  type Spread,
  spreadOfScores,
} from '../overview/queries.ts'
import { segmentNames } from '../queries.ts'
import { healthTopic, type Recomputation, recomputations, settledRecomputation } from '../recomputation.ts'
import { BandPage } from '../views/band-page.tsx'
import type { MovingAccount } from '../views/movers-card.tsx'
import { OverviewPage } from '../views/overview-page.tsx'
import { RecomputationPanel, recomputationPanelId } from '../views/recomputation-panel.tsx'

const perPage = 50
const shownMovers = 6
const fewUnknown = 10_000
const bandQuery = z.object({
  band: z.enum(['bad', 'care', 'good', 'unknown']).catch('bad'),
  score: z.coerce.number().min(0).max(100).optional().catch(undefined),
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
})

/** How all accounts are doing. */
export const overview = new Routes()
  .get(paths.healthOverview, staff, async c => {
    const { db, offers } = c.var.services
    const [spread, moved, models, segments, recomputed] = await Promise.all([
      spreadOfScores(db),
      moversOf(db),
      currentModels(db),
      segmentNames(db),
      recomputations(db),
    ])
    const weekAgo = now().subtract({ hours: 7 * 24 }).epochMilliseconds
    const newModel = models.some(model => model.publishedAt.getTime() > weekAgo)
    const heard = await heardOf(db, spread, recomputed.done)
    const unknown = { silent: Math.max(0, spread.bands.unknown - heard), other: heard }
    const known = { offers, spread, unknown, models, segments, newModel }
    return page(c, <OverviewPage {...known} {...moved} {...recomputed} />)
  })
  .get(paths.healthStream, staff, c =>
    progressStream(c, {
      topic: healthTopic,
      read: () => recomputations(c.var.services.db),
      settled: settledRecomputation,
      panelId: recomputationPanelId,
      panel: ({ current }) => <RecomputationPanel current={current} />,
    }),
  )
  .get(paths.healthAccounts, staff, async c => {
    const { db, offers } = c.var.services
    const { band, score, id } = bandQuery.parse(c.req.query())
    const after: BandCursor | undefined =
      id !== undefined && (band === 'unknown' || score !== undefined) ? { id, score: score ?? null } : undefined
    const [spread, found] = await Promise.all([spreadOfScores(db), accountsInBand(db, band, perPage + 1, after)])
    const shown = found.slice(0, perPage)
    const end = shown.at(-1)
    const next =
      found.length > perPage && end
        ? href(paths.healthAccounts, {}, { band, score: end.score ?? undefined, id: end.id })
        : undefined
    const accounts = await withHealth(
      c,
      shown.map(one => one.id),
    )
    return page(c, <BandPage {...{ offers, band, spread, accounts, next }} />)
  })

/** Counted, unless there are so many without a score that it would take its time. */
async function heardOf(db: Db, { bands }: Spread, done: Recomputation | undefined): Promise<number> {
  if (bands.unknown > fewUnknown && typeof done?.heard === 'number') return done.heard
  return heardWithoutScore(db)
}

async function withHealth(c: RequestContext, ids: readonly number[]) {
  const { db } = c.var.services
  const [accounts, health] = await Promise.all([accountsById(db, ids), explainAccounts(db, ids)])
  return ids.flatMap(id => {
    const account = accounts.get(id)
    return account ? [{ ...account, health: health.get(id) }] : []
  })
}

async function moversOf(db: Db): Promise<{ fallen: readonly MovingAccount[]; risen: readonly MovingAccount[] }> {
  const { fallen, risen } = await movers(db, shownMovers)
  const ids = [...fallen, ...risen]
  const [accounts, health] = await Promise.all([accountsById(db, ids), explainAccounts(db, ids)])
  const list = (some: readonly number[]) =>
    some.flatMap((id): readonly MovingAccount[] => {
      const account = accounts.get(id)
      const explained = health.get(id)
      return account && explained ? [{ ...account, health: explained }] : []
    })
  return { fallen: list(fallen), risen: list(risen) }
}
