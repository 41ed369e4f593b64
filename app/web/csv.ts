import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { RequestContext } from './routes.ts'
import type { View } from './view.ts'

const byteOrderMark = '\uFEFF'

/** The beginning of a CSV file that spreadsheets read as UTF-8: byte order mark and headings. */
export function csvHead(headings: readonly string[]): string {
  return byteOrderMark + csvLines([headings])
}

/** Lines of a CSV file (RFC 4180). Numbers stay numbers; texts that a spreadsheet would compute are made harmless. */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map(row => row.map(cell => (typeof cell === 'number' ? cell : harmless(cell)))),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  )
}

// https://owasp.org/www-community/attacks/CSV_Injection, and the full-width signs that Japanese input makes.
function harmless(text: string): string {
  return /^\s*[=+\-@\t\r＝＋－＠|%]/.test(text) && !/^[+-]?\d+([.,]\d+)*$/.test(text) ? `'${text}` : text
}

const rowsAtOnce = 1000

/** What a list is made of, for a file of all of it. */
interface ListFile<Row> {
  readonly headings: readonly string[]
  /** At most so many rows, those after the one given. */
  readonly page: (after: Row | undefined, limit: number) => Promise<readonly Row[]>
  readonly cells: (row: Row) => readonly (string | number)[]
  /** Whether a row is of the sample company: a column of its own, as long as there is a sample. */
  readonly isSample: (row: Row) => boolean
}

/** The lines of a list of any length, read page by page while they are written. */
export async function* csvList<Row>(
  view: MarkingView,
  { headings, page, cells, isSample }: ListFile<Row>,
): AsyncGenerator<string, void> {
  const mark = sampleColumn(view)
  yield csvHead([...headings, ...mark.heading])
  for (let after: Row | undefined; ; ) {
    const rows = await page(after, rowsAtOnce)
    after = rows.at(-1)
    // Not at a page that is not full: what vanished meanwhile may be missing from it.
    if (!after) return
    yield csvLines(rows.map(row => [...cells(row), ...mark.cell(isSample(row))]))
  }
}

type MarkingView = Pick<View, 't' | 'company'>

/** The last column of a file in which rows of the sample company may stand among others; none while there is no sample. */
export function sampleColumn({ t, company }: MarkingView) {
  return {
    heading: company.sample ? [t('web:ui.sample.mark')] : [],
    cell: (sample: boolean) => (company.sample ? [String(sample)] : []),
  }
}

/** Answers with a CSV file that is written while its lines are made, so its length does not matter. */
export function csvFile(c: RequestContext, name: string, lines: Iterable<string> | AsyncIterable<string>): Response {
  const bytes = Readable.from(lines, { objectMode: false })
  // RFC 8187: names beyond ASCII.
  const named = /^[\w.-]+$/.test(name) ? `filename="${name}"` : `filename*=UTF-8''${encodeURIComponent(name)}`
  return c.body(Readable.toWeb(bytes) as ReadableStream<Uint8Array>, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; ${named}`,
    'cache-control': 'no-store',
  })
}
