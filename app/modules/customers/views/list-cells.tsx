import { minorDigits } from '../../../platform/currency.ts'
import type { Field } from '../../../web/module.ts'
import type { Column } from '../../../web/ui/data-table.tsx'
import type { Direction } from '../../../web/ui/sort.ts'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { ListColumn } from '../list/columns.ts'
import type { ListCells } from '../list/load.ts'
import type { AccountRow } from '../list/page.ts'
import { Own, StageTag, traitText } from './words.tsx'

type Words = Pick<View, 't' | 'format'>

/** How many columns a small screen shows beside the name: the first ones. */
const onSmallScreens = 3

/** What a column is called. */
export function columnLabel(t: View['t'], column: ListColumn): string {
  if ('trait' in column) return column.trait.label ?? column.trait.key
  return 'field' in column ? t(column.field.label) : t(column.label)
}

/** The columns as the table shows them, the name first. */
export function tableColumns(view: Words, columns: readonly ListColumn[], cells: ListCells): Column<AccountRow>[] {
  const name: Column<AccountRow> = {
    key: 'name',
    label: view.t('customers:field.name'),
    leading: true,
    sortable: 'ascending',
    value: row => <MarkedName name={row.name} sample={row.sample} />,
  }
  const others = columns.map((column, place) => ({
    key: 'sort' in column && column.sort ? column.sort : column.key,
    label: columnLabel(view.t, column),
    numeric: isNumeric(column),
    steady: isSteady(column),
    minor: place >= onSmallScreens,
    ...sortableBy(column),
    value: (row: AccountRow) => <Cell column={column} row={row} cells={cells} />,
  }))
  return [name, ...others]
}

/** Which way a first click sorts, if it can be sorted by. */
function sortableBy(column: ListColumn): { readonly sortable?: Direction } {
  if ('field' in column) return column.field.sort ? { sortable: column.field.sort } : {}
  if (!('sort' in column) || !column.sort) return {}
  return { sortable: column.sort === 'amount' || column.sort === 'created' ? 'descending' : 'ascending' }
}

function isNumeric(column: ListColumn): boolean {
  if ('trait' in column) return column.trait.type === 'number'
  if ('field' in column) return column.field.type === 'number' || column.field.type === 'money'
  return column.key === 'amount' || column.key === 'contacts'
}

function isSteady(column: ListColumn): boolean {
  if ('trait' in column) return column.trait.type === 'date' || column.trait.type === 'boolean'
  if ('field' in column) return column.field.type !== 'text'
  return ['stage', 'kind', 'renews', 'since', 'created'].includes(column.key)
}

interface CellProps {
  readonly column: ListColumn
  readonly row: AccountRow
  readonly cells: ListCells
}

function Cell({ column, row, cells }: CellProps) {
  const view = useView()
  if (column.key === 'stage') return <StageTag stage={row.stage} />
  const text = cellText(view, column, row, cells)
  const verdict = 'field' in column ? cells.verdicts.get(column.field.key) : undefined
  if (verdict) return <Judged text={text} verdict={verdict} value={cells.fields.get(verdict.key)?.get(row.id)} />
  return text === '' ? <span class="muted">–</span> : <Own>{text}</Own>
}

interface JudgedProps {
  readonly text: string
  readonly verdict: Field
  readonly value: unknown
}

/** A number with what is thought of it. */
function Judged({ text, verdict, value }: JudgedProps) {
  const { t } = useView()
  const choice = verdict.choices?.find(one => one.value === value)
  if (text === '' && !choice?.tone) return <span class="muted">–</span>
  return (
    <span class="judged">
      {choice ? <Tag tone={choice.tone ?? 'neutral'}>{t(choice.label)}</Tag> : null}
      <span>{text}</span>
    </span>
  )
}

/** What a cell says, in plain text: for the table and for CSV. Nothing known is an empty text. */
function cellText(view: Words, column: ListColumn, row: AccountRow, cells: ListCells): string {
  const { t, format } = view
  if ('trait' in column) return traitText(view, row.traits[column.trait.key])
  if ('field' in column) return fieldText(view, column.field, cells.fields.get(column.field.key)?.get(row.id), row)
  const day = (text: string | null) => (text ? format.date(text) : '')
  const own: Record<typeof column.key, () => string> = {
    externalId: () => row.external_id ?? '',
    stage: () => t(`customers:stage.${row.stage}`),
    kind: () => t(`customers:kind.${row.kind}`),
    owner: () => (row.owner_id && cells.owners.get(row.owner_id)) || '',
    plan: () => row.plan ?? '',
    amount: () => (row.monthly_amount === null ? '' : format.money(row.monthly_amount, row.currency)),
    currency: () => (row.monthly_amount === null ? '' : row.currency),
    renews: () => day(row.renews_on),
    since: () => day(row.customer_since),
    created: () => format.date(row.created_at),
    contacts: () => format.number(cells.contacts.get(row.id) ?? 0),
  }
  return own[column.key]()
}

function fieldText({ t, format }: Words, field: Field, value: unknown, row: AccountRow): string {
  if (value === null || value === undefined) return ''
  if (field.type === 'boolean') return t(value ? 'customers:traits.yes' : 'customers:traits.no')
  if (field.type === 'money') return format.money(Number(value), row.currency)
  if (field.share) return format.percent(Number(value))
  if (field.type === 'number') return format.number(Number(value), field.verdict ? 0 : 1)
  if (field.type === 'date') return value instanceof Date ? format.date(value) : format.date(String(value))
  const choice = field.choices?.find(one => one.value === value)
  return choice ? t(choice.label) : String(value)
}

/**
 * The same for a CSV file: numbers and days as machines read them; amounts in whole units, their currency in a column
 * of its own.
 */
export function csvCell(view: Words, column: ListColumn, row: AccountRow, cells: ListCells): string | number {
  if ('trait' in column) {
    const value = row.traits[column.trait.key]
    return typeof value === 'number' ? value : typeof value === 'boolean' ? String(value) : traitText(view, value)
  }
  if ('field' in column) {
    const value = cells.fields.get(column.field.key)?.get(row.id)
    if (typeof value === 'number' && column.field.type !== 'money') return value
    return fieldText(view, column.field, value, row)
  }
  if (column.key === 'amount')
    return row.monthly_amount === null ? '' : row.monthly_amount / 10 ** minorDigits(row.currency)
  if (column.key === 'renews') return row.renews_on ?? ''
  if (column.key === 'since') return row.customer_since ?? ''
  if (column.key === 'created') return row.created_at.toISOString()
  if (column.key === 'contacts') return cells.contacts.get(row.id) ?? 0
  return cellText(view, column, row, cells)
}
