import { stringify } from 'csv-stringify/sync'

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
