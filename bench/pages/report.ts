import { percentile } from '../lib/percentile.ts'
import { figure, printTable } from '../lib/table.ts'
import type { Measured, Pace } from './measure.ts'
import type { Offence } from './plans.ts'

export interface KindReport extends Measured {
  readonly sql: { readonly milliseconds: number; readonly statements: number }
}

/** Prints the times and, measured in the same run, what they are compared with. */
export function printReport(kinds: readonly KindReport[], pace: Pace): void {
  const shown = kinds.filter(({ status }) => status === 200)
  printTimes(shown, pace)
  printProcessor(shown)
  printDatabase(shown)
}

function printTimes(shown: readonly KindReport[], pace: Pace): void {
  printTable(
    [
      'page',
      'KB',
      'ms alone',
      `p50 at ${pace.perSecond}/s`,
      'p99',
      'failed',
      `pages/s, ${pace.connections} at once`,
      'p50',
      'p99',
    ],
    shown.map(({ kind, bytes, alone, paced, full }) => [
      kind.name,
      figure(bytes / 1024),
      figure(alone),
      figure(percentile(paced.milliseconds, 0.5)),
      figure(percentile(paced.milliseconds, 0.99)),
      String(paced.failed + full.failed),
      figure(full.perSecond),
      figure(percentile(full.milliseconds, 0.5)),
      figure(percentile(full.milliseconds, 0.99)),
    ]),
  )
}

function printProcessor(shown: readonly KindReport[]): void {
  printTable(
    ['processor ms per page', 'server', 'database', 'bare server', 'server : bare', 'bare pages/s', 'bare : page'],
    shown.map(({ kind, processor, full, bare }) => [
      kind.name,
      figure(processor.server),
      figure(processor.database),
      figure(processor.bare),
      figure(processor.server / processor.bare),
      figure(bare.perSecond),
      figure(bare.perSecond / full.perSecond),
    ]),
  )
}

function printDatabase(shown: readonly KindReport[]): void {
  printTable(
    ['the database alone', 'statements', 'ms in SQL', 'ms of the page', 'SQL : page'],
    shown.map(({ kind, alone, sql }) => [
      kind.name,
      String(sql.statements),
      figure(sql.milliseconds),
      figure(alone),
      figure(sql.milliseconds / alone),
    ]),
  )
}

/** Prints the statements that read much of a large table, each once with the pages that make it. */
export function printOffences(offences: readonly Offence[]): void {
  const [limited, whole] = [true, false].map(ended => offences.filter(one => one.limited === ended))
  if (whole?.length === 0) {
    process.stdout.write('\nNo statement scans a table of more than 10,000 rows, or looks at more than 20,000 rows.\n')
  } else printPlaces('Statements that read large tables', whole ?? [])
  if (limited?.length) printPlaces('Scans of large tables that a limit ended early', limited)
}

function printPlaces(heading: string, offences: readonly Offence[]): void {
  const byPlace = Map.groupBy(offences, one => `${one.scan}\n${one.statement}`)
  process.stdout.write(`\n${heading}: ${byPlace.size}\n`)
  for (const places of byPlace.values()) {
    const worst = places.reduce((a, b) => (b.rows > a.rows ? b : a))
    const kinds = places.map(({ kind }) => kind).join('; ')
    const rows = worst.rows.toLocaleString('en')
    process.stdout.write(`\n- ${worst.scan}: ${rows} rows, ${figure(worst.milliseconds)} ms (${kinds})\n`)
    process.stdout.write(`  ${worst.statement.slice(0, 700)}\n`)
  }
}
