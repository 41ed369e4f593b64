import type { Kind, OpenStage, Period } from '../../tables.ts'
import { type AccountField, columnOf, type Plan } from '../mapping/plan.ts'
import { currencyNamed, largestAmount, readAmount } from '../values/money.ts'
import { isNothing } from '../values/number.ts'
import { accountTakers } from './account-fields.ts'
import { type Checker, createChecker } from './checker.ts'
import type { Refusal } from './problem.ts'
import { type RowSurroundings, type Taker, takeTrait } from './takers.ts'

/** What a row says about an account; null where it says nothing. */
export interface AccountDraft {
  readonly row: number
  id: string | null
  name: string | null
  kind: Kind | null
  stage: OpenStage | null
  ownerId: string | null
  /** As it stands in the file, for showing. */
  ownerText: string | null
  timeZone: string | null
  customerSince: string | null
  plan: string | null
  /** The text at first: what it is worth depends on the currency of the row. */
  amountText: string | null
  amount: number | null
  currency: string | null
  period: Period | null
  startedOn: string | null
  renewsOn: string | null
  left: boolean | null
  /** ISO 8601; may lie ahead when `left` is not true. */
  leftAt: string | null
  reason: string | null
  traits: string
}

/** Judges rows of accounts. `now` divides what has ended from what will. */
export function accountChecker(
  plan: Plan,
  headings: readonly string[],
  surroundings: RowSurroundings,
  now: Date,
): Checker<AccountDraft> {
  const takers = accountTakers(surroundings)
  const idFrom = columnOf(plan, 'external_id') ?? columnOf(plan, 'name')
  const heading = (field: AccountField) => headings[columnOf(plan, field) ?? -1] ?? null
  return createChecker<AccountDraft>({
    headings,
    takers: index => takersOf(index, plan, takers, surroundings),
    draft: newDraft,
    finish: draft => {
      draft.id ??= columnOf(plan, 'external_id') === undefined ? draft.name : null
      if (draft.id === null) return { column: headings[idFrom ?? -1] ?? null, refusal: 'missing_id' }
      if (draft.id.length > 200)
        return { column: heading('name'), refusal: { name: 'too_long', detail: { max: 200, length: draft.id.length } } }
      const refusal = finishAmount(draft, plan)
      if (refusal) return { column: heading('monthly_amount'), refusal }
      finishLeaving(draft, now)
      return undefined
    },
  })
}

function takersOf(
  index: number,
  plan: Plan,
  fields: Readonly<Record<AccountField, Taker<AccountDraft>>>,
  surroundings: RowSurroundings,
): Taker<AccountDraft>[] {
  const column = plan.columns[index]
  const field = column?.field as AccountField | null | undefined
  return [
    ...(field ? [fields[field]] : []),
    ...(column?.trait ? [takeTrait(column.trait.key, column.trait.type, surroundings)] : []),
  ]
}

function newDraft(row: number): AccountDraft {
  return {
    row,
    id: null,
    name: null,
    kind: null,
    stage: null,
    ownerId: null,
    ownerText: null,
    timeZone: null,
    customerSince: null,
    plan: null,
    amountText: null,
    amount: null,
    currency: null,
    period: null,
    startedOn: null,
    renewsOn: null,
    left: null,
    leftAt: null,
    reason: null,
    traits: '',
  }
}

type Draft = AccountDraft

function finishAmount(draft: Draft, plan: Plan): Refusal | undefined {
  if (draft.amountText === null || isNothing(draft.amountText)) return undefined
  const usual = draft.currency ?? plan.money.currency
  // $100 are no ¥100, whatever the other rows are in.
  const currency = currencyNamed(draft.amountText, usual) ?? usual
  if (draft.currency && draft.currency !== currency) {
    return { name: 'other_currency', detail: { named: currency, currency: draft.currency } }
  }
  const amount = readAmount(draft.amountText, { ...plan.money, currency }, plan.decimal)
  if (amount === undefined) return 'not_number'
  if (amount < 0) return 'negative'
  if (amount > largestAmount) return 'too_large'
  draft.amount = amount
  draft.currency = currency
  return undefined
}

/** What was said to end and has ended is left; a date ahead announces; the word of a yes-or-no column goes before a date. */
function finishLeaving(draft: Draft, now: Date): void {
  if (draft.leftAt === null) return
  const ahead = Date.parse(draft.leftAt) > now.getTime()
  if (ahead) {
    if (draft.left === true) draft.leftAt = null
  } else if (draft.left === false) draft.leftAt = null
  else draft.left = true
}
