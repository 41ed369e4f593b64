/** Prints rows under their headings in columns: the first to the left, the others to the right. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = headings.map((heading, at) => Math.max(...[heading, ...rows.map(row => row[at] ?? '')].map(widthOf)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, at === 0))
      .join('  ')
      .trimEnd()
  const rule = widths.map(width => '-'.repeat(width))
  process.stdout.write(`\n${[headings, rule, ...rows].map(line).join('\n')}\n`)
}

/** A number with as many decimals as it takes to compare: 1,234 / 12.3 / 0.45. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

function padded(cell: string, width: number, left: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return left ? cell + space : space + cell
}

/** Columns on a terminal: Japanese characters take two. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)
        ? 2
        : 1),
    0,
  )
}
