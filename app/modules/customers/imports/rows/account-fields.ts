import type { Stage } from '../../tables.ts'
import type { AccountField } from '../mapping/plan.ts'
import { readKind, readPeriod, readStage } from '../values/choice.ts'
import { type ReadDate, readDate } from '../values/date.ts'
import { readLeft } from '../values/flag.ts'
import { readCurrency } from '../values/money.ts'
import { readTimeZone } from '../values/zone.ts'
import type { AccountDraft } from './account.ts'
import type { Refusal } from './problem.ts'
import { instantOf, type RowSurroundings, type Taker, takeId, takeRead, takeText } from './takers.ts'

type Draft = AccountDraft

/** For each field, what puts a cell into the draft of a row. */
export function accountTakers(surroundings: RowSurroundings): Readonly<Record<AccountField, Taker<Draft>>> {
  const { timeZone, dateOrder, staffId } = surroundings
  const date = (text: string) => readDate(text, dateOrder, timeZone)
  const takeDay = (key: 'customerSince' | 'startedOn' | 'renewsOn') =>
    takeRead<Draft, ReadDate>(date, 'not_date', (draft, { day }) => {
      draft[key] = day
    })
  return {
    external_id: takeId(set('id')),
    name: takeText(500, set('name')),
    kind: takeRead(readKind, 'not_kind', set('kind')),
    stage: takeRead(readStage, 'not_stage', takeStage),
    owner: takeRead(staffId, 'unknown_staff', (draft, id, text) => {
      draft.ownerId = id
      draft.ownerText = text
    }),
    time_zone: takeRead(readTimeZone, 'unknown_zone', set('timeZone')),
    customer_since: takeDay('customerSince'),
    plan: takeText(200, set('plan')),
    monthly_amount: takeText(100, set('amountText')),
    currency: takeRead(readCurrency, 'not_currency', set('currency')),
    period: takeRead(readPeriod, 'not_period', set('period')),
    started_on: takeDay('startedOn'),
    renews_on: takeDay('renewsOn'),
    cancelled: (text, draft) => takeLeft(text, draft, date(text), timeZone),
    cancelled_at: takeRead<Draft, ReadDate>(date, 'not_date', (draft, read) => {
      draft.leftAt = instantOf(read, timeZone)
    }),
    cancellation_reason: takeText(2000, set('reason')),
  }
}

function set<K extends Exclude<keyof Draft, 'row'>>(key: K) {
  return (draft: Draft, value: Draft[K]): void => {
    draft[key] = value
  }
}

/** A stage can also say that the account left; a column of its own about that goes first. */
function takeStage(draft: Draft, stage: Stage): void {
  if (stage === 'cancelled') draft.left ??= true
  else draft.stage = stage
}

function takeLeft(text: string, draft: Draft, date: ReadDate | undefined, timeZone: string): Refusal | undefined {
  const left = readLeft(text)
  if (left !== undefined) draft.left = left
  else if (date) draft.leftAt ??= instantOf(date, timeZone)
  else return 'not_left'
  return undefined
}
