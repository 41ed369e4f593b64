import { today } from '../../../platform/clock.ts'
import { minorDigits } from '../../../platform/currency.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import { recordExport } from '../../identity/index.ts'
import { type RiskyAccount, riskiestAccounts, riskSpread } from '../learning/queries.ts'
import { riskReasonWords } from '../views/risk-words.ts'

/** Answers with everybody who may leave and why as a CSV file: a list to call from. */
export async function exportRisk(c: RequestContext): Promise<Response> {
  const { services, view } = c.var
  const { t } = view
  const { total: rows } = await riskSpread(services.db)
  await recordExport(c, 'health.risk_exported', { rows })
  const lines = csvList<RiskyAccount>(view, {
    headings: [
      t('health:risk.account'),
      t('health:risk.externalId'),
      t('health:risk.owner'),
      t('health:field.risk'),
      t('health:risk.reasons'),
      t('health:risk.amount'),
      t('health:risk.currency'),
      t('health:score'),
    ],
    page: (after, limit) => riskiestAccounts(services.db, limit, after),
    cells: row => [
      row.name,
      row.externalId ?? '',
      row.owner ?? '',
      Number(row.probability.toFixed(4)),
      riskReasonWords(view, services.offers, row.reasons).join('\n'),
      row.monthlyAmount === null ? '' : row.monthlyAmount / 10 ** minorDigits(row.currency),
      row.monthlyAmount === null ? '' : row.currency,
      row.score ?? '',
    ],
    isSample: row => row.sample,
  })
  return csvFile(c, `churn-risk-${today(view.timeZone)}.csv`, lines)
}
