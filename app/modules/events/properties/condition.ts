import { z } from 'zod'
import { readNumber } from '../../../web/forms.ts'

/** What keeps conditions on properties within what a person can oversee. */
export const propertyLimits = { conditions: 20, property: 200, text: 500, texts: 50 } as const

const text = z.string().min(1).max(propertyLimits.text)

const questionShape = z.discriminatedUnion('is', [
  z.strictObject({ is: z.enum(['same', 'different', 'contains', 'starts']), text }),
  z.strictObject({ is: z.literal('one_of'), texts: z.array(text).min(1).max(propertyLimits.texts) }),
  z.strictObject({
    is: z.enum(['less', 'at_most', 'more', 'at_least']),
    number: z.number().refine(Number.isFinite),
  }),
  z.strictObject({ is: z.enum(['yes', 'no', 'exists', 'missing']) }),
])
type PropertyQuestion = z.output<typeof questionShape>

/** What can be asked of a property, in the order in which it is offered. */
export const propertyAsks = [
  'same',
  'different',
  'contains',
  'starts',
  'one_of',
  'less',
  'at_most',
  'more',
  'at_least',
  'yes',
  'no',
  'exists',
  'missing',
] as const satisfies readonly PropertyQuestion['is'][]
export type PropertyAsked = (typeof propertyAsks)[number]

/**
 * A condition on a property of an event. The property is a key, or keys with dots between them for what lies in an object:
 * `plan`, `order.total`.
 */
export const propertyConditionShape = z.strictObject({
  property: z.string().min(1).max(propertyLimits.property),
  asks: questionShape,
})
export type PropertyCondition = z.output<typeof propertyConditionShape>

/** Which input a question needs beside itself. */
export function propertyInputOf(is: PropertyAsked): 'text' | 'texts' | 'number' | undefined {
  if (is === 'one_of') return 'texts'
  if (is === 'less' || is === 'at_most' || is === 'more' || is === 'at_least') return 'number'
  return is === 'yes' || is === 'no' || is === 'exists' || is === 'missing' ? undefined : 'text'
}

/**
 * Whether an event with these properties meets all of the conditions; without conditions every event does. Texts are compared
 * without regard to case and width, numbers and truth values also when they came as text, of a list one item is enough. What
 * is missing, null or an empty text meets only `missing` and `different`.
 */
export function meetsProperties(
  properties: Readonly<Record<string, unknown>>,
  conditions: readonly PropertyCondition[],
): boolean {
  return conditions.every(({ property, asks }) => meets(valuesOf(properties, property), asks))
}

function meets(values: readonly unknown[], asks: PropertyQuestion): boolean {
  switch (asks.is) {
    case 'exists':
      return values.length > 0
    case 'missing':
      return values.length === 0
    case 'yes':
      return values.some(value => truthOf(value) === true)
    case 'no':
      return values.some(value => truthOf(value) === false)
    case 'different':
      return !values.some(value => isSame(value, asks.text))
    case 'one_of':
      return values.some(value => asks.texts.some(one => isSame(value, one)))
    default:
      return 'text' in asks
        ? values.some(value => isAlike(value, asks))
        : values.some(value => isCompared(numberOf(value), asks))
  }
}

function isAlike(value: unknown, asks: Extract<PropertyQuestion, { text: string }>): boolean {
  if (asks.is === 'same') return isSame(value, asks.text)
  const [whole, part] = [plain(value), plain(asks.text)]
  return asks.is === 'starts' ? whole.startsWith(part) : whole.includes(part)
}

function isCompared(value: number | undefined, asks: Extract<PropertyQuestion, { number: number }>): boolean {
  if (value === undefined) return false
  if (asks.is === 'less') return value < asks.number
  if (asks.is === 'at_most') return value <= asks.number
  return asks.is === 'more' ? value > asks.number : value >= asks.number
}

/** A number is the same however it is written: 12, １２, 12.0 */
function isSame(value: unknown, text: string): boolean {
  if (plain(value) === plain(text)) return true
  return typeof value === 'number' && value === readNumber(text)
}

/** As segments compare texts. */
function plain(value: unknown): string {
  return typeof value === 'object' ? '' : String(value).normalize('NFKC').trim().toLowerCase()
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' ? readNumber(value) : undefined
}

function truthOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = plain(value)
  return text === 'true' ? true : text === 'false' ? false : undefined
}

/** The values under a key: those of a list are looked at one by one. */
function valuesOf(properties: Readonly<Record<string, unknown>>, property: string): readonly unknown[] {
  const found = valueAt(properties, property)
  return [found].flat().filter(value => value !== undefined && value !== null && value !== '')
}

function valueAt(from: unknown, path: string): unknown {
  if (typeof from !== 'object' || from === null || Array.isArray(from)) return undefined
  if (Object.hasOwn(from, path)) return (from as Record<string, unknown>)[path]
  // A key may have dots itself, so the longest one that is there goes first.
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const key = path.slice(0, dot)
    if (Object.hasOwn(from, key)) return valueAt((from as Record<string, unknown>)[key], path.slice(dot + 1))
  }
  return undefined
}
