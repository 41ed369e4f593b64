import { today } from '../../../platform/clock.ts'
import { minorDigits } from '../../../platform/currency.ts'
import { csvFile, csvHead, csvLines, csvList } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import { recordExport } from '../../identity/index.ts'
import {
  countMissed,
  type Missed,
  type MissedAccount,
  missedAccounts,
  repeatedKinds,
  type SpentAccount,
  spentAccounts,
  spentTotals,
} from '../lists.ts'
import { everyModel } from '../models.ts'
import { type Month, wordOfMonth } from '../months.ts'
import type { AskedMonth } from './lists.tsx'

/** Answers with all accounts of models that leave most to programs where people spent time, as a CSV file. */
export async function exportMinutes(c: RequestContext, { month, every, programLed }: AskedMonth): Promise<Response> {
  const { services, view } = c.var
  const { t } = view
  const { accounts: rows } = await spentTotals(services.db, month, programLed)
  await recordExport(c, 'touch.minutes_exported', { rows, month: wordOfMonth(month) })
  const lines = csvList<SpentAccount>(view, {
    headings: [
      t('touch:list.account'),
      t('touch:list.owner'),
      t('touch:list.model'),
      t('touch:list.personTouches'),
      t('touch:list.minutesSaid'),
      t('touch:list.minutesEstimated'),
      t('touch:list.minutesExpected'),
    ],
    page: (after, limit) => spentAccounts(services.db, month, programLed, { after, limit }),
    cells: row => [
      row.name,
      row.owner ?? '',
      every.get(row.modelId)?.name ?? '',
      row.touches,
      row.said,
      row.estimated,
      row.expected,
    ],
    isSample: row => row.sample,
  })
  return csvFile(c, `touch-minutes-${wordOfMonth(month)}.csv`, lines)
}

/** Answers with the kinds of tasks that were repeated in the month as a CSV file. */
export async function exportRepeated(c: RequestContext, month: Month): Promise<Response> {
  const { t } = c.var.view
  const kinds = await repeatedKinds(c.var.services.db, month)
  await recordExport(c, 'touch.repeated_exported', { rows: kinds.length, month: wordOfMonth(month) })
  const head = csvHead([
    t('touch:list.task'),
    t('touch:list.play'),
    t('touch:list.accounts'),
    t('touch:list.tasks'),
    t('touch:list.differently'),
    t('touch:list.minutesSaid'),
    t('touch:list.minutesEstimated'),
  ])
  const lines = csvLines(
    kinds.map(kind => [
      kind.title ?? '',
      kind.play ?? '',
      kind.accounts,
      kind.tasks,
      kind.differently,
      kind.said,
      kind.estimated,
    ]),
  )
  return csvFile(c, `touch-repeated-${wordOfMonth(month)}.csv`, [head, lines])
}

/** Answers with all accounts where nobody was though a person would matter, as a CSV file: a list to call from. */
export async function exportMissed(c: RequestContext, missed: Missed & { readonly days: number }): Promise<Response> {
  const { services, view } = c.var
  const { t } = view
  const every = await everyModel(services.db)
  await recordExport(c, 'touch.missed_exported', { rows: await countMissed(services.db, missed), days: missed.days })
  const lines = csvList<MissedAccount>(view, {
    headings: [
      t('touch:list.account'),
      t('touch:list.owner'),
      t('touch:list.model'),
      t('touch:missed.lastPerson'),
      t('touch:reason.by_people'),
      t('touch:reason.weighty'),
      t('touch:missed.risk'),
      t('touch:missed.amount'),
      t('touch:missed.currency'),
      t('touch:missed.renews'),
      t('touch:missed.heldOutOf'),
    ],
    page: (after, limit) => missedAccounts(services.db, missed, { after, limit }),
    cells: row => [
      row.name,
      row.owner ?? '',
      every.get(row.modelId)?.name ?? '',
      row.lastPersonAt?.toISOString() ?? '',
      String(row.byPeople),
      String(row.weighty),
      row.risk === null ? '' : Number(row.risk.toFixed(4)),
      row.monthlyAmount === null ? '' : row.monthlyAmount / 10 ** minorDigits(row.currency),
      row.monthlyAmount === null ? '' : row.currency,
      row.renewsOn ?? '',
      view.format.list(row.heldOut),
    ],
    isSample: row => row.sample,
  })
  return csvFile(c, `touch-missed-${today(view.timeZone)}.csv`, lines)
}
