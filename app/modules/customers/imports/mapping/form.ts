import type { FormValues } from '../../../../web/forms.ts'
import { readCurrency, units } from '../values/money.ts'
import { decimals } from '../values/number.ts'
import { type ColumnPlan, columnTypes, fieldsOf, type Plan, type Subject } from './plan.ts'

/** Names of the form's controls for a column. */
export const controlNames = (index: number) => ({ field: `field-${index}`, type: `type-${index}`, key: `key-${index}` })

/** The plan that a person chose in the form; what is absent or unknown stays as in `before`. */
export function planFromForm(subject: Subject, before: Plan, values: FormValues): Plan {
  const text = (name: string) => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    columns: before.columns.map((column, index) => columnFromForm(subject, column, index, text)),
    money: {
      currency: readCurrency(text('currency') ?? '') ?? before.money.currency,
      unit: units.find(unit => unit === text('unit')) ?? before.money.unit,
      per: text('per') === 'year' ? 'year' : text('per') === 'month' ? 'month' : before.money.per,
    },
    dateOrder: text('dateOrder') === 'day' ? 'day' : text('dateOrder') === 'month' ? 'month' : before.dateOrder,
    decimal: decimals.find(decimal => decimal === text('decimal')) ?? before.decimal,
  }
}

function columnFromForm(
  subject: Subject,
  before: ColumnPlan,
  index: number,
  text: (name: string) => string | undefined,
): ColumnPlan {
  const names = controlNames(index)
  const [field, type, key] = [text(names.field), text(names.type), text(names.key)]
  if (field === undefined && type === undefined) return before
  const chosen = columnTypes.find(one => one === type)
  return {
    field: fieldsOf(subject).find(one => one === field) ?? null,
    trait: chosen ? { key: (key ?? '').trim(), type: chosen } : null,
  }
}
