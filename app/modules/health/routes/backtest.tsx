import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { allows, evaluators, staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { progressStream } from '../../../web/progress-stream.tsx'
import { Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { backtestTopic, lastBacktests, requestBacktest, settledBacktest } from '../backtest/job.ts'
import { trainings } from '../learning/queries.ts'
import { BacktestPage, BacktestPanel, backtestPanelId } from '../views/backtest-page.tsx'

/** What scores would have said in the past, held against who left. */
export const backtest = new Routes()
  .get(paths.healthBacktest, staff, async c => {
    const { db, offers } = c.var.services
    const [{ last, done }, { active }] = await Promise.all([lastBacktests(db), trainings(db)])
    const mayRun = allows(evaluators, c.var.staff)
    return page(c, <BacktestPage {...{ offers, last, done, mayRun }} risk={active} />)
  })
  .get(paths.healthBacktestStream, staff, c =>
    progressStream(c, {
      topic: backtestTopic,
      read: async () => (await lastBacktests(c.var.services.db)).last,
      settled: settledBacktest,
      panelId: backtestPanelId,
      panel: last => <BacktestPanel last={last} />,
    }),
  )
  .post(paths.healthBacktest, evaluators, async c => {
    const { services } = c.var
    await transact(services.db, tx => requestBacktest(tx, services, actorOf(c)))
    return c.redirect(href(paths.healthBacktest), 303)
  })
