import type { Db } from '../../../platform/db.ts'
import { csvFile, csvHead, csvLines, sampleColumn } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import type { View } from '../../../web/view.ts'
import { recordExport } from '../../identity/index.ts'
import { columnLabel, csvCell } from '../views/list-cells.tsx'
import { chosenColumns } from './columns.ts'
import { fillCells, type ListSetting, listSetting } from './load.ts'
import { accountPage, countAccounts } from './page.ts'
import type { AccountListQuery, Cursor } from './query.ts'

const rowsAtOnce = 2000

/** Answers with exactly this list, all pages of it, as a CSV file; written while it is read, so its length does not matter. */
export async function exportAccounts(c: RequestContext, query: AccountListQuery): Promise<Response> {
  const { db, offers } = c.var.services
  const shown = await listSetting(db, offers, query)
  // A number alone does not say what it is an amount of.
  const keys = shown.columns.flatMap(({ key }) => (key === 'amount' ? [key, 'currency'] : [key]))
  const columns = [...new Set(['externalId', ...keys])]
  const setting = { ...shown, columns: chosenColumns(columns, shown.available) }
  const { count: rows } = await countAccounts(db, query, shown.facts, Number.MAX_SAFE_INTEGER - 1)
  await recordExport(c, 'customers.accounts_exported', { rows })
  const lines = listLines(db, c.var.view, { ...query, columns }, setting)
  return csvFile(c, `accounts-${setting.facts.today}.csv`, lines)
}

async function* listLines(
  db: Db,
  view: View,
  query: AccountListQuery,
  setting: ListSetting,
): AsyncGenerator<string, void> {
  const { columns } = setting
  const mark = sampleColumn(view)
  yield csvHead([
    view.t('customers:field.name'),
    ...columns.map(column => columnLabel(view.t, column)),
    ...mark.heading,
  ])
  let after: Cursor | undefined
  for (;;) {
    const { rows, hasNext } = await accountPage(db, query, setting.facts, { after, limit: rowsAtOnce })
    const cells = await fillCells(db, rows, setting)
    yield csvLines(
      rows.map(row => [
        row.name,
        ...columns.map(column => csvCell(view, column, row, cells)),
        ...mark.cell(row.sample),
      ]),
    )
    const last = rows.at(-1)
    if (!hasNext || !last) return
    after = { value: last.sort_value, id: last.id }
  }
}
