import { parse } from 'csv-parse/sync'

/** What can stand between two cells. */
export const delimiters = [',', '\t', ';', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** Every line end there is, also mixed in one file. */
export const lineEnds = ['\r\n', '\n', '\r']

/**
 * The delimiter of a file that begins with `text`: the one that most rows agree about, and of several the one that makes
 * more columns. A comma when there is only one column.
 */
export function guessDelimiter(text: string): Delimiter {
  const whole = withoutLastLine(text)
  let best: { delimiter: Delimiter; agreed: number; columns: number } = { delimiter: ',', agreed: 0, columns: 1 }
  for (const delimiter of delimiters) {
    const widths = rowWidths(whole, delimiter)
    const columns = widths[0] ?? 1
    if (columns < 2) continue
    const agreed = widths.filter(width => width === columns).length / widths.length
    const better = agreed > best.agreed + 0.2 || (agreed > best.agreed - 0.2 && columns > best.columns)
    if (better) best = { delimiter, agreed, columns }
  }
  return best.delimiter
}

/** What was read may end in the middle of a row. */
function withoutLastLine(text: string): string {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'))
  return end > 0 ? text.slice(0, end) : text
}

function rowWidths(text: string, delimiter: Delimiter): number[] {
  try {
    const rows: string[][] = parse(text, {
      delimiter,
      record_delimiter: lineEnds,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      to: 200,
    })
    return rows.map(row => row.length)
  } catch {
    // A quoted cell may go on beyond what was read; then the rows are counted without minding quotes.
    const lines = text.split(/\r\n|\n|\r/).slice(0, 200)
    return lines.filter(line => line !== '').map(line => line.split(delimiter).length)
  }
}
