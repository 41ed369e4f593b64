import { paths } from '../../../paths.ts'
import { now } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { progressStream } from '../../../web/progress-stream.tsx'
import { Routes } from '../../../web/routes.ts'
import { explainAccounts } from '../explain-accounts.ts'
import { currentModels } from '../models.ts'
import { accountsById, heardWithoutScore, movers, type Spread, spreadOfScores } from '../overview/queries.ts'
import { segmentNames } from '../queries.ts'
import { healthTopic, type Recomputation, recomputations, settledRecomputation } from '../recomputation.ts'
import type { MovingAccount } from '../views/movers-card.tsx'
import { OverviewPage } from '../views/overview-page.tsx'
import { RecomputationPanel, recomputationPanelId } from '../views/recomputation-panel.tsx'

const shownMovers = 6
const fewUnknown = 10_000

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

/** Counted, unless there are so many without a score that it would take its time. */
async function heardOf(db: Db, { bands }: Spread, done: Recomputation | undefined): Promise<number> {
  if (bands.unknown > fewUnknown && typeof done?.heard === 'number') return done.heard
  return heardWithoutScore(db)
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
