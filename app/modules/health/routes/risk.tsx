import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { allows, evaluators, staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { progressStream } from '../../../web/progress-stream.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { type RiskCursor, riskiestAccounts, riskSpread, trainings } from '../learning/queries.ts'
import { requestTraining, riskTopic } from '../learning/training.ts'
import { RiskPage } from '../views/risk-page.tsx'
import { settledTraining, TrainingPanel, trainingPanelId } from '../views/risk-training.tsx'
import { exportRisk } from './risk-export.ts'

const perPage = 20
const cursor = z.object({ probability: z.coerce.number().min(0).max(1), id: z.coerce.number().int().min(1) })

export const risk = new Routes()
  .get(paths.risk, staff, async c => {
    const { db, offers } = c.var.services
    const [{ last, active }, accounts, spread] = await Promise.all([
      trainings(db),
      riskiestAccounts(db, perPage + 1, cursorOf(c)),
      riskSpread(db),
    ])
    const shown = accounts.slice(0, perPage)
    const end = shown.at(-1)
    const next =
      accounts.length > perPage && end ? href(paths.risk, {}, { probability: end.probability, id: end.id }) : undefined
    const canTrain = allows(evaluators, c.var.staff)
    return page(c, <RiskPage {...{ offers, last, active, spread, next, canTrain }} accounts={shown} />)
  })
  .get(paths.riskExport, staff, c => exportRisk(c))
  .get(paths.riskStream, staff, c =>
    progressStream(c, {
      topic: riskTopic,
      read: async () => (await trainings(c.var.services.db)).last,
      settled: settledTraining,
      panelId: trainingPanelId,
      panel: last => <TrainingPanel training={last} />,
    }),
  )
  .post(paths.riskTrainings, evaluators, async c => {
    const { services } = c.var
    await transact(services.db, tx => requestTraining(tx, services, actorOf(c)))
    return c.redirect(href(paths.risk), 303)
  })

/** Where the asked page begins; a cursor that nobody could have got begins at the top. */
function cursorOf(c: RequestContext): RiskCursor | undefined {
  const parsed = cursor.safeParse(c.req.query())
  return parsed.success ? parsed.data : undefined
}
