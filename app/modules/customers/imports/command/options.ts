import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Subject, subjects } from '../mapping/plan.ts'
import { type Delimiter, delimiters } from '../reading/delimiter.ts'
import { type Encoding, encodings } from '../reading/encoding.ts'
import type { Reading } from '../reading/rows.ts'
import type { DateOrder } from '../values/date.ts'
import { type Money, readCurrency, units } from '../values/money.ts'
import { type Decimal, decimals } from '../values/number.ts'

/** What was asked for at the command line. */
export interface CommandOptions {
  readonly subject: Subject
  /** Absolute */
  readonly file: string
  readonly mappings: readonly string[]
  readonly reading: Partial<Reading>
  readonly money: Partial<Money>
  readonly dateOrder: DateOrder | undefined
  readonly decimal: Decimal | undefined
  readonly dryRun: boolean
  /** Where to write what was wrong with rows. Absolute */
  readonly errors: string | undefined
}

const words = { type: 'string' } as const

const delimiterNames: Readonly<Record<string, Delimiter>> = {
  comma: ',',
  tab: '\t',
  '\\t': '\t',
  semicolon: ';',
  bar: '|',
}
const encodingNames: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  sjis: 'shift_jis',
  shiftjis: 'shift_jis',
  windows31j: 'shift_jis',
  cp932: 'shift_jis',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  cp1252: 'windows-1252',
  windows1252: 'windows-1252',
}

/** Reads the command line; undefined when it cannot be understood. File names are seen from `calledFrom`. */
export function readOptions(args: readonly string[], calledFrom: string): CommandOptions | undefined {
  const parsed = parse(args)
  const subject = subjects.find(one => one === parsed?.positionals[0])
  const [, file, ...more] = parsed?.positionals ?? []
  if (!parsed || !subject || !file || more.length > 0) return undefined
  const { values } = parsed
  const options = {
    encoding: pick(
      values.encoding,
      text => encodings.find(one => one === text) ?? encodingNames[text.replace(/[-_]/g, '')],
    ),
    delimiter: pick(values.delimiter, text => delimiters.find(one => one === text) ?? delimiterNames[text]),
    currency: pick(values.currency, readCurrency),
    unit: pick(values.unit, text => units.find(one => one === text)),
    per: pick(values.per, text => (['month', 'year'] as const).find(one => one === text)),
    decimal: pick(values.decimal, text => decimals.find(one => one === text)),
    dates: pick(values.dates, text => (['month', 'day'] as const).find(one => one === text)),
  }
  const { encoding, delimiter, currency, unit, per, dates, decimal } = options
  if (Object.values(options).includes(null)) return undefined
  return {
    subject,
    file: resolve(calledFrom, file),
    mappings: values.map ?? [],
    reading: { ...(encoding && { encoding }), ...(delimiter && { delimiter }) },
    money: { ...(currency && { currency }), ...(unit && { unit }), ...(per && { per }) },
    dateOrder: dates ?? undefined,
    decimal: decimal ?? undefined,
    dryRun: values['dry-run'] ?? false,
    errors: values.errors === undefined ? undefined : resolve(calledFrom, values.errors),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        map: { type: 'string', multiple: true },
        encoding: words,
        delimiter: words,
        currency: words,
        unit: words,
        per: words,
        dates: words,
        decimal: words,
        'dry-run': { type: 'boolean' },
        errors: words,
      },
    })
  } catch {
    return undefined
  }
}

/** Undefined when nothing was given, null when it is unknown. */
function pick<T>(text: string | undefined, read: (text: string) => T | undefined): T | undefined | null {
  return text === undefined ? undefined : (read(text.toLowerCase()) ?? null)
}
