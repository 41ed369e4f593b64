import { today } from '../../../platform/clock.ts'
import { minorDigits } from '../../../platform/currency.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import { type RiskyAccount, riskiestAccounts } from '../learning/queries.ts'
import { riskReasonWords } from '../views/risk-words.ts'

/** Answers with everybody who may leave and why as a CSV file: a list to call from. */
export function exportRisk(c: RequestContext): Response {
  const { services, view } = c.var
  const { t } = view
  const lines = csvList<RiskyAccount>({
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
      row.monthlyAmount / 10 ** minorDigits(row.currency),
      row.currency,
      row.score ?? '',
    ],
  })
  return csvFile(c, `churn-risk-${today(view.timeZone)}.csv`, lines)
}
