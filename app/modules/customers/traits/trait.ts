import type { TraitType } from '../tables.ts'

/** What a trait can hold: whatever JSON can say. */
export type Json = string | number | boolean | null | readonly unknown[] | object

/** A trait's value as it arrives in a message; null removes the trait. */
export type TraitValue = Json

/** How many traits a contact or account may have. More is refused, not dropped. */
export const traitLimit = 300

/**
 * How many keys an account or contact may ever have had: removed ones are remembered, so that late messages do not
 * bring them back.
 */
export const rememberedKeys = 1000

const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const instant = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/

/** The type a value shows; undefined for null, which shows none. Lists and objects are mixed. */
export function typeOf(value: Json): TraitType | undefined {
  if (value === null) return undefined
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return day.test(value) || isInstant(value) ? 'date' : 'text'
  return 'mixed'
}

/** The type of a trait that was seen with both: a date is also a text, everything else does not mix. */
export function commonType(a: TraitType, b: TraitType): TraitType {
  if (a === b) return a
  const both = [a, b]
  return both.includes('text') && both.includes('date') ? 'text' : 'mixed'
}

/**
 * JSON that PostgreSQL can store: without NUL characters and lone surrogates, which jsonb refuses.
 * Numbers that JSON cannot say become null.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value)
  // Escaped by JSON.stringify exactly when they are there (or when the text itself speaks of them, which does no harm).
  return /\\u(?:0000|d[89a-f])/.test(text) ? JSON.stringify(cleaned(value)) : text
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleaned(inner)]))
}

function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function isInstant(text: string): boolean {
  return instant.test(text) && !Number.isNaN(Date.parse(text))
}
