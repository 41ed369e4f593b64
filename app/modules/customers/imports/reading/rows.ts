import { pipeline } from 'node:stream'
import { CsvError, type Parser, parse } from 'csv-parse'
import { type Delimiter, lineEnds } from './delimiter.ts'
import { decoder, type Encoding } from './encoding.ts'
import type { Source } from './source.ts'
import { Unreadable } from './unreadable.ts'

/** How the bytes of a file become a table. */
export interface Reading {
  readonly encoding: Encoding
  readonly delimiter: Delimiter
}

/** A row of the table. `number` is the one that a spreadsheet shows: the header is 1. */
export interface RawRow {
  readonly number: number
  readonly cells: readonly string[]
}

/** How many columns a file may have. */
export const columnLimit = 500

// A quote that is never closed would otherwise swallow the rest of the file.
const largestRow = 1024 * 1024
const batchSize = 500

/**
 * Reads a file row by row, in batches; the first row is the header. Rows without any content are left out, but counted.
 * Throws Unreadable: empty, too many columns, a quote that is never closed, a row beyond 1 MB.
 */
export async function* readRows(source: Source, reading: Reading): AsyncGenerator<readonly RawRow[]> {
  const parser = openParser(source, reading)
  let number = 0
  let batch: RawRow[] = []
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      number++
      if (!hasContent(cells)) continue
      if (cells.length > columnLimit && !hasRoom(cells)) {
        throw new Unreadable('too_many_columns', { columns: cells.length, limit: columnLimit, row: number })
      }
      batch.push({ number, cells })
      if (batch.length < batchSize) continue
      yield batch
      batch = []
    }
  } catch (error) {
    throw explain(error)
  }
  if (batch.length > 0) yield batch
}

function openParser(source: Source, { encoding, delimiter }: Reading): Parser {
  const parser = parse({
    delimiter,
    record_delimiter: lineEnds,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: largestRow,
  })
  // Errors of any part arrive at whoever reads the parser; leaving early ends all parts.
  return pipeline(source.read, decoder(encoding), parser, () => undefined) as unknown as Parser
}

function hasContent(cells: readonly string[]): boolean {
  return cells.some(cell => cell.trim() !== '')
}

/** Spreadsheets sometimes write hundreds of empty cells behind the last column. */
function hasRoom(cells: readonly string[]): boolean {
  return cells.findLastIndex(cell => cell.trim() !== '') < columnLimit
}

/** Rows read ahead of the error are lost with it, so the parser's own count is the right one. */
function explain(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error
  const row = Number('records' in error ? error.records : 0) + 1
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new Unreadable('open_quote', { row })
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new Unreadable('long_row', { row })
  return new Unreadable('malformed', { row, detail: error.code })
}
