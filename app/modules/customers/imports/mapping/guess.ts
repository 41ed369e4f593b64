import { minorDigits } from '../../../../platform/currency.ts'
import type { TraitType } from '../../tables.ts'
import { traitLimit } from '../../traits/trait.ts'
import { readKind, readPeriod, readStage } from '../values/choice.ts'
import { currencyNamed, type Money, readCurrency } from '../values/money.ts'
import type { Decimal } from '../values/number.ts'
import { readTimeZone } from '../values/zone.ts'
import { looksLikeAmount } from './decimal.ts'
import { headingRank, isInThousands, isYearly } from './headings.ts'
import { type ColumnPlan, type ColumnType, type Field, fieldsOf, type Plan, type Subject } from './plan.ts'
import type { ColumnProfile, FileProfile } from './profile.ts'

/** What is known when a plan is guessed. */
export interface Surroundings {
  /** ISO 4217, of the company */
  readonly currency: string
  /** Traits there are already, so that they keep their type. */
  readonly traits: ReadonlyMap<string, TraitType>
  /** Whether a cell names one of the staff. */
  isStaff(text: string): boolean
}

const longestKey = 200

/**
 * Guesses what each column becomes, from its heading and from all of its values: a field when the heading means it and the
 * values fit, else a trait with the narrowest type that fits. An amount of money feeds its field and a trait.
 */
export function guessPlan(subject: Subject, file: FileProfile, known: Surroundings): Plan {
  const decimal = guessDecimal(file.columns)
  const found = file.columns.map(column => asRead(column, decimal))
  const fields = guessFields(subject, found, known)
  const columns = withTraits(found, fields, known.traits)
  const amount = found[fields.indexOf('monthly_amount')]
  return {
    columns,
    money: guessMoney(amount, known.currency, decimal),
    decimal,
    dateOrder: file.columns.find(column => column.dateOrder)?.dateOrder ?? 'month',
  }
}

/**
 * A program writes a file in one way; where columns differ, some are no numbers. As usual when it cannot be told, and
 * always where an amount shows it: nothing else may divide that by a thousand.
 */
function guessDecimal(columns: readonly ColumnProfile[]): Decimal {
  if (columns.some(column => column.vote === 'point' && looksLikeAmount(column.heading, column.examples)))
    return 'point'
  const voting = (decimal: Decimal) => columns.filter(column => column.vote === decimal).length
  return voting('comma') > voting('point') ? 'comma' : 'point'
}

/** What is written the other way is text. */
function asRead(column: ColumnProfile, decimal: Decimal): ColumnProfile {
  if (column.decimal === null || column.decimal === decimal) return column
  return {
    ...column,
    fits: column.fits.filter(type => type !== 'number'),
    mostly: column.mostly.filter(kind => kind !== 'number'),
  }
}

/** Per column its field or null; each field is given once, to the column whose heading means it most surely. */
function guessFields(subject: Subject, columns: readonly ColumnProfile[], known: Surroundings): (Field | null)[] {
  const fields: (Field | null)[] = columns.map(() => null)
  const candidates = fieldsOf(subject).flatMap(field =>
    columns.flatMap((column, index) => {
      const rank = headingRank(subject, field, column.heading)
      return rank === undefined || !suits(field, column, known) ? [] : [{ field, index, rank }]
    }),
  )
  const taken = new Set<Field>()
  // By rank, so that of two headings for one field the surer wins, and of two fields for one heading likewise.
  for (const { field, index } of candidates.sort((a, b) => a.rank - b.rank)) {
    if (taken.has(field) || fields[index]) continue
    fields[index] = field
    taken.add(field)
  }
  if (!taken.has('external_id')) takeUnique(columns, fields, subject)
  return fields
}

/** Whether most values can be what the heading says; the rows of the others are told about. */
function suits(field: Field, column: ColumnProfile, { isStaff }: Surroundings): boolean {
  const most = (reads: (text: string) => unknown) => {
    const known = column.choices?.filter(text => reads(text) !== undefined) ?? []
    return known.length > 0 && known.length >= (column.choices?.length ?? 0) * 0.6
  }
  // A column of ids without any is a mistake to be told, not one to be worked around.
  if (column.filled === 0) return field === 'external_id'
  switch (field) {
    case 'kind':
      return most(readKind)
    case 'stage':
      return most(readStage)
    case 'period':
      return most(readPeriod)
    case 'currency':
      return most(readCurrency)
    case 'time_zone':
      return most(readTimeZone)
    case 'owner':
      return column.examples.some(isStaff)
    case 'email':
      return column.examples.some(text => text.includes('@'))
    case 'monthly_amount':
      return column.mostly.includes('number')
    case 'customer_since':
    case 'started_on':
    case 'renews_on':
    case 'cancelled_at':
      return column.mostly.includes('date')
    case 'cancelled':
      return column.mostly.includes('left')
    default:
      return true
  }
}

/** Without a heading that says so, the first column is the id when it could be one. Contacts have their mail address. */
function takeUnique(columns: readonly ColumnProfile[], fields: (Field | null)[], subject: Subject): void {
  const [first] = columns
  if (subject === 'contacts' || !first?.unique || fields[0] || first.fractions || first.fits[0] === 'date') return
  fields[0] = 'external_id'
}

function withTraits(
  columns: readonly ColumnProfile[],
  fields: readonly (Field | null)[],
  known: ReadonlyMap<string, TraitType>,
): ColumnPlan[] {
  const keys = new Set<string>()
  return columns.map((column, index) => {
    const field = fields[index] ?? null
    const isTrait = field === null || field === 'monthly_amount'
    const key = isTrait && column.filled > 0 && keys.size < traitLimit ? freeKey(column.heading, keys) : undefined
    if (key === undefined) return { field, trait: null }
    keys.add(key)
    return { field, trait: { key, type: traitType(column, known.get(key)) } }
  })
}

/** Two columns of the same heading are two traits. */
function freeKey(heading: string, taken: ReadonlySet<string>): string | undefined {
  if (heading === '' || heading.length > longestKey - 5 || /[\0\ufffd]/.test(heading)) return undefined
  if (!taken.has(heading)) return heading
  for (let count = 2; ; count++) if (!taken.has(`${heading} (${count})`)) return `${heading} (${count})`
}

function traitType(column: ColumnProfile, known: TraitType | undefined): ColumnType {
  const same = column.fits.find(type => type === known)
  return same ?? column.fits[0] ?? 'text'
}

/** Decimals in a currency that has none mean that it is another one; after a comma, most likely euros. */
function guessMoney(amount: ColumnProfile | undefined, company: string, decimal: Decimal): Money {
  const named = amount?.examples.map(text => currencyNamed(text, company)).find(code => code !== undefined)
  const fractions = amount?.fractions === true && minorDigits(company) === 0
  const unit = amount && isInThousands(amount.heading) ? 'thousand' : 'one'
  return {
    currency: named ?? (fractions && unit === 'one' ? (decimal === 'comma' ? 'EUR' : 'USD') : company),
    unit,
    per: amount && isYearly(amount.heading) ? 'year' : 'month',
  }
}
