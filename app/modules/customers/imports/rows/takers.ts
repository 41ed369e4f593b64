import { standsForNobody } from '../../nobody.ts'
import type { ColumnType } from '../mapping/plan.ts'
import { replacement } from '../reading/encoding.ts'
import { type DateOrder, type ReadDate, readDate } from '../values/date.ts'
import { readFlag } from '../values/flag.ts'
import { type Decimal, isNothing, readNumber } from '../values/number.ts'
import type { Refusal } from './problem.ts'

/** Puts what a cell says into the draft of a row, or says why not. The text is trimmed and not empty. */
export type Taker<Draft> = (text: string, draft: Draft) => Refusal | undefined

/** How the file's numbers and dates are meant, and whom its rows can name. */
export interface RowSurroundings {
  readonly timeZone: string
  readonly dateOrder: DateOrder
  readonly decimal: Decimal
  /** The id of the member of staff that a cell names by mail address or name. */
  staffId(text: string): string | undefined
}

const longestText = 10_000

/** Why no column at all can take the text. */
export function refuseText(text: string): Refusal | undefined {
  if (text.includes('\0')) return 'nul'
  return text.includes(replacement) ? 'broken_text' : undefined
}

/** Takes text of at most `max` characters. */
export function takeText<Draft>(max: number, put: (draft: Draft, text: string) => void): Taker<Draft> {
  return (text, draft) => {
    if (text.length > max) return { name: 'too_long', detail: { max, length: text.length } }
    put(draft, text)
    return undefined
  }
}

/** Takes what `read` makes of the text; what it cannot read is refused as `refusal`. Words for "no value" are no value. */
export function takeRead<Draft, T>(
  read: (text: string) => T | undefined,
  refusal: Refusal,
  put: (draft: Draft, value: T, text: string) => void,
): Taker<Draft> {
  return (text, draft) => {
    const value = read(text)
    if (value !== undefined) put(draft, value, text)
    else if (!isNothing(text)) return refusal
    return undefined
  }
}

/** Takes an id outside: at most 200 characters, and none of the words that programs write when they have no id. */
export function takeId<Draft>(put: (draft: Draft, id: string) => void): Taker<Draft> {
  const take = takeText(200, put)
  return (text, draft) => (standsForNobody(text) ? 'bad_id' : take(text, draft))
}

/** What can hold the traits of a row: JSON members, joined with commas. */
export interface TraitDraft {
  traits: string
}

/** Takes a trait of this type. */
export function takeTrait(
  key: string,
  type: ColumnType,
  surroundings: Pick<RowSurroundings, 'dateOrder' | 'decimal' | 'timeZone'>,
): Taker<TraitDraft> {
  const name = `${JSON.stringify(key)}:`
  const put = (draft: TraitDraft, json: string) => {
    draft.traits += draft.traits === '' ? name + json : `,${name}${json}`
  }
  const { dateOrder, decimal, timeZone } = surroundings
  const takers: Readonly<Record<ColumnType, () => Taker<TraitDraft>>> = {
    text: () => takeText(longestText, (draft, text) => put(draft, JSON.stringify(text))),
    number: () =>
      takeRead(
        text => readNumber(text, decimal),
        'not_number',
        (draft, value) => put(draft, String(value)),
      ),
    boolean: () => takeRead(readFlag, 'not_flag', (draft, value) => put(draft, String(value))),
    date: () =>
      takeRead(
        text => readDate(text, dateOrder, timeZone),
        'not_date',
        (draft, date) => put(draft, JSON.stringify(date.instant ?? date.day)),
      ),
  }
  return takers[type]()
}

const days = new Map<string, string>()

/** The instant of a date in ISO 8601: a day begins at its midnight in the zone. */
export function instantOf({ day, instant }: ReadDate, timeZone: string): string {
  if (instant) return instant
  const key = `${day} ${timeZone}`
  let found = days.get(key)
  if (!found) {
    found = Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toInstant().toString()
    if (days.size > 20_000) days.clear()
    days.set(key, found)
  }
  return found
}
