import type { Db } from '../../../platform/db.ts'
import { csvHead, csvLines } from '../../../web/csv.ts'
import type { Words } from '../../../web/i18n.ts'
import { listProblems } from './queries.ts'
import type { ProblemName } from './rows/problem.ts'

const batch = 2000

/**
 * What is wrong with rows, as a CSV file that spreadsheets can open safely: row, kind, column, value, explanation.
 */
export async function* problemLines(db: Db, t: Words, importId: number): AsyncGenerator<string> {
  const columns = ['row', 'kind', 'column', 'value', 'message'] as const
  yield csvHead(columns.map(column => t(`imports:problems.${column}`)))
  let after: { row: number; id: number } | undefined
  for (;;) {
    const found = await listProblems(db, importId, { after, limit: batch })
    const last = found.at(-1)
    if (!last) return
    yield csvLines(
      found.map(one => [
        one.row_number,
        t(one.warning ? 'imports:problems.warning' : 'imports:problems.error'),
        one.column_name ?? '',
        one.value ?? '',
        problemText(t, one.message as ProblemName, one.detail),
      ]),
    )
    after = { row: last.row_number, id: last.id }
  }
}

/** A problem in words. */
export function problemText(t: Words, name: ProblemName, detail: Readonly<Record<string, string | number>>): string {
  return t(`imports:problem.${name}`, detail)
}
