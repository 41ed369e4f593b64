import type { RawRow } from '../reading/rows.ts'
import { type Problem, type Refusal, shownValue } from './problem.ts'
import { refuseText, type Taker } from './takers.ts'

/** What a row says, or what is wrong with it. */
export type Judged<Draft> =
  | { readonly draft: Draft; readonly problems: readonly [] }
  | { readonly draft: undefined; readonly problems: readonly Problem[] }

/** Judges one row of the file. */
export type Checker<Draft> = (row: RawRow) => Judged<Draft>

interface Recipe<Draft> {
  readonly headings: readonly string[]
  /** What takes the cells of a column; several when it feeds a field and a trait. */
  takers(index: number): readonly Taker<Draft>[]
  draft(row: number): Draft
  /** What only the whole row shows; completes the draft. The heading, if any, that the refusal is about comes with it. */
  finish(draft: Draft): { readonly column: string | null; readonly refusal: Refusal } | undefined
}

// Enough to mend a row; a row in the wrong place has as many as it has columns.
const mostPerRow = 10

/** A function that judges rows by the plan: made once, so that the many cells cost little. */
export function createChecker<Draft>(recipe: Recipe<Draft>): Checker<Draft> {
  const { headings } = recipe
  const columns = headings.flatMap((heading, index) => {
    const takers = recipe.takers(index)
    return takers.length > 0 ? [{ heading, index, takers }] : []
  })
  return row => {
    const width = widthOf(row.cells)
    if (row.cells.length < headings.length || width > headings.length)
      return refused(row, null, null, ragged(row, headings))
    const draft = recipe.draft(row.number)
    const problems: Problem[] = []
    for (const { heading, index, takers } of columns) {
      const text = row.cells[index]?.trim() ?? ''
      const refusal = text === '' ? undefined : takeCell(text, draft, takers)
      if (refusal && problems.length < mostPerRow) problems.push(problemOf(row, heading, text, refusal))
    }
    if (problems.length > 0) return { draft: undefined, problems }
    const found = recipe.finish(draft)
    return found ? refused(row, found.column, null, found.refusal) : { draft, problems: [] }
  }
}

function takeCell<Draft>(text: string, draft: Draft, takers: readonly Taker<Draft>[]): Refusal | undefined {
  const refusal = refuseText(text)
  if (refusal) return refusal
  for (const take of takers) {
    const found = take(text, draft)
    if (found) return found
  }
  return undefined
}

/** Empty cells behind the last column are nothing; others are cells in the wrong place. */
function widthOf(cells: readonly string[]): number {
  let width = cells.length
  while (width > 0 && cells[width - 1]?.trim() === '') width--
  return width
}

function ragged(row: RawRow, headings: readonly string[]): Refusal {
  return { name: 'ragged', detail: { cells: row.cells.length, columns: headings.length } }
}

function refused(row: RawRow, column: string | null, text: string | null, refusal: Refusal) {
  return { draft: undefined, problems: [problemOf(row, column, text, refusal)] } as const
}

function problemOf(row: RawRow, column: string | null, text: string | null, refusal: Refusal): Problem {
  const { name, detail } = typeof refusal === 'string' ? { name: refusal, detail: {} } : refusal
  const value = text === null ? null : shownValue(text)
  return { row: row.number, warning: false, column, value, name, detail }
}
