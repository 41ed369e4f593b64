import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { nowDate } from '../../../platform/clock.ts'
import { NotFound } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { companySettings } from '../../identity/index.ts'
import { missedDays } from '../input.ts'
import {
  countMissed,
  type MinutesCursor,
  type Missed,
  missedAccounts,
  reasons,
  repeatedAccounts,
  repeatedKinds,
  type StakeCursor,
  spentAccounts,
  spentTotals,
} from '../lists.ts'
import { countsOnPeople } from '../mix.ts'
import { everyModel } from '../models.ts'
import { type Month, monthFrom, presentMonth, wordOfMonth } from '../months.ts'
import { modelMonths, monthState } from '../queries.ts'
import { MinutesPage } from '../views/minutes-page.tsx'
import { MissedPage } from '../views/missed-page.tsx'
import { RepeatedPage } from '../views/repeated-page.tsx'
import { exportMinutes, exportMissed, exportRepeated } from './export.ts'

const perPage = 50
const usualDays = 45

/** Where people's time went that a program could have carried, and where nobody was. */
export const touchLists = new Routes()
  .get(paths.touchMinutes, staff, async c => {
    const { db } = c.var.services
    const asked = await askMonth(c)
    const { month, present, programLed } = asked
    const [state, kinds, accounts, totals] = await Promise.all([
      monthState(db, month),
      repeatedKinds(db, month),
      spentAccounts(db, month, programLed, { after: minutesCursor(c), limit: perPage + 1 }),
      spentTotals(db, month, programLed),
    ])
    const shown = accounts.slice(0, perPage)
    const end = accounts.length > perPage ? shown.at(-1) : undefined
    const next = end && href(paths.touchMinutes, {}, { month: wordOfMonth(month), minutes: end.minutes, id: end.id })
    return page(c, <MinutesPage {...{ state, present, kinds, totals, next }} every={asked.every} accounts={shown} />)
  })
  .get(paths.touchMinutesExport, staff, async c => exportMinutes(c, await askMonth(c)))
  .get(paths.touchRepeatedExport, staff, async c => exportRepeated(c, (await askMonth(c)).month))
  .get(paths.touchRepeated, staff, async c => {
    const { db } = c.var.services
    const { month } = await askMonth(c)
    const kind = c.req.param('kind') ?? ''
    const [found] = /^[a-z]+\.[\w.]{1,100}$/.test(kind) ? await repeatedKinds(db, month, kind) : []
    if (!found) throw new NotFound(`repeated ${kind}`)
    const after = idCursor.safeParse(c.req.query()).data?.after
    const accounts = await repeatedAccounts(db, month, kind, { after, limit: perPage + 1 })
    const shown = accounts.slice(0, perPage)
    const end = accounts.length > perPage ? shown.at(-1) : undefined
    const next = end && href(paths.touchRepeated, { kind }, { month: wordOfMonth(month), after: end.id })
    return page(c, <RepeatedPage {...{ month, found, next }} accounts={shown} />)
  })
  .get(paths.touchMissed, staff, async c => {
    const { db } = c.var.services
    const asked = askMissed(c)
    const { timeZone } = await companySettings(db)
    const [state, every, accounts, total] = await Promise.all([
      monthState(db, presentMonth(timeZone)),
      everyModel(db),
      missedAccounts(db, asked, { after: stakeCursor(c), limit: perPage + 1 }),
      countMissed(db, asked),
    ])
    const shown = accounts.slice(0, perPage)
    const end = accounts.length > perPage ? shown.at(-1) : undefined
    const { days, reason } = asked
    const next = end && href(paths.touchMissed, {}, { days, reason, stake: end.stake, id: end.id })
    return page(c, <MissedPage {...{ state, every, days, reason, total, next }} accounts={shown} />)
  })
  .get(paths.touchMissedExport, staff, c => exportMissed(c, askMissed(c)))

/** The month that is asked for, with the models that leave most to programs. */
export interface AskedMonth {
  readonly month: Month
  /** The one it is now. */
  readonly present: Month
  readonly every: Awaited<ReturnType<typeof everyModel>>
  readonly programLed: readonly number[]
}

async function askMonth(c: RequestContext): Promise<AskedMonth> {
  const { db } = c.var.services
  const { timeZone } = await companySettings(db)
  const month = monthFrom(c.req.query('month'), timeZone)
  const [every, months] = await Promise.all([everyModel(db), modelMonths(db, month)])
  // As each was in that month.
  const programLed = [...every.values()].filter(model => {
    const then = months.get(model.id)
    return !countsOnPeople(then?.shares ? { ...model, shares: then.shares } : model)
  })
  return { month, present: presentMonth(timeZone), every, programLed: programLed.map(model => model.id) }
}

/** Where nobody was, as the query says it; what is no such query asks for what is usual. */
function askMissed(c: RequestContext): Missed & { readonly days: number } {
  const days = missedDays.find(one => String(one) === c.req.query('days')) ?? usualDays
  const before = new Date(nowDate().getTime() - days * 24 * 60 * 60 * 1000)
  return { days, before, reason: reasons.find(one => one === c.req.query('reason')) }
}

const whole = z.coerce.number().int().min(0).max(1e15)
const idCursor = z.object({ after: whole })

function minutesCursor(c: RequestContext): MinutesCursor | undefined {
  return z.object({ minutes: whole.max(2e9), id: whole }).safeParse(c.req.query()).data
}

function stakeCursor(c: RequestContext): StakeCursor | undefined {
  return z.object({ stake: z.coerce.number().min(0).max(1e30), id: whole }).safeParse(c.req.query()).data
}
