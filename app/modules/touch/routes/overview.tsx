import { paths } from '../../../paths.ts'
import { allows, leaders, staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { progressStream } from '../../../web/progress-stream.tsx'
import { Routes } from '../../../web/routes.ts'
import { companySettings } from '../../identity/index.ts'
import { touchTopic } from '../counting/count.ts'
import { currentModels, everyModel } from '../models.ts'
import { monthFrom, presentMonth } from '../months.ts'
import { capacityOf, modelMonths, monthState } from '../queries.ts'
import { CountNote, countNoteId, settledCount } from '../views/count-note.tsx'
import { OverviewPage } from '../views/overview-page.tsx'

/** What is expected of people and programs in a month, and what came of it. */
export const touchOverview = new Routes()
  .get(paths.touch, staff, async c => {
    const { db, offers } = c.var.services
    const { timeZone } = await companySettings(db)
    const month = monthFrom(c.req.query('month'), timeZone)
    const [state, present, models, every, months, capacity] = await Promise.all([
      monthState(db, month),
      monthState(db, presentMonth(timeZone)),
      currentModels(db),
      everyModel(db),
      modelMonths(db, month),
      capacityOf(db, offers.day, month),
    ])
    const mayEdit = allows(leaders, c.var.staff)
    return page(c, <OverviewPage {...{ state, present, models, every, months, capacity, mayEdit, offers }} />)
  })
  .get(paths.touchStream, staff, c =>
    progressStream(c, {
      topic: touchTopic,
      read: async () => {
        const { db } = c.var.services
        return monthState(db, presentMonth((await companySettings(db)).timeZone))
      },
      settled: settledCount,
      panelId: countNoteId,
      panel: state => <CountNote state={state} />,
    }),
  )
