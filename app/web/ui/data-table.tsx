import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Icon } from './icon.tsx'
import { nextSort, type Sort, sortState } from './sort.ts'
import { classes } from './tone.ts'

export interface Column<Row> {
  readonly key: string
  readonly label: string
  readonly value: (row: Row) => Child
  readonly numeric?: boolean
  /** Short and of one piece, such as a date: as wide as it is, on one line. */
  readonly steady?: boolean
  /** The column that names the row: a row heading, and the link when `href` is given. The first one when none says so. */
  readonly leading?: boolean
  /** Left out on small screens, where a row is a card with what matters. */
  readonly minor?: boolean
  /** Can be sorted by; the direction is what a first click gives. */
  readonly sortable?: 'ascending' | 'descending'
}

interface Picks<Row> {
  readonly name: string
  readonly value: (row: Row) => string
  readonly label: (row: Row) => string
  /** Buttons for the chosen rows, shown as soon as one is chosen; the form around the table sends them. */
  readonly actions?: Child
}

interface DataTableProps<Row> {
  /** What is listed, for screen readers. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** Makes the whole row a link. */
  readonly href?: (row: Row) => string
  /** Id of the row's element, for live updates. */
  readonly rowId?: (row: Row) => string
  readonly sort?: Sort
  /** The same page sorted another way. */
  readonly sortHref?: (sort: Sort) => string
  /** A box per row, sent under this name. */
  readonly pick?: Picks<Row>
  /** Shown instead of the table when there is no row. */
  readonly empty: Child
  /** Many columns: scrolls in its own box instead of folding on small screens. */
  readonly scrolls?: boolean
  readonly frame?: string
  readonly id?: string
}

// Stated, because a table that folds on small screens would lose them to `display` in some browsers.
const roles = {
  table: { role: 'table' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const

/** Rows to look through: sortable, with numbers aligned; below 40 rem of width each row becomes a small card. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, empty, scrolls, id, pick } = props
  if (rows.length === 0) return <>{empty}</>
  const leading = columns.find(column => column.leading) ?? columns[0]
  const table = (
    <table class={classes('table', !scrolls && 'folds')} {...roles.table} id={id}>
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr {...roles.row}>
          {pick ? <PickAll /> : null}
          {columns.map(column => (
            <Heading column={column} sort={props.sort} sortHref={props.sortHref} frame={props.frame} />
          ))}
        </tr>
      </thead>
      <tbody data-shortcuts-list>
        {rows.map(row => (
          <TableRow row={row} table={props} leading={leading} />
        ))}
      </tbody>
    </table>
  )
  const content = scrolls ? (
    <section class="table-wrap scrolls" tabindex={0} aria-label={caption}>
      {table}
    </section>
  ) : (
    table
  )
  return pick ? <Picking actions={pick.actions}>{content}</Picking> : content
}

function Picking({ actions, children }: { readonly actions: Child; readonly children: Child }) {
  const { t } = useView()
  return (
    <div
      data-controller="select-all"
      data-action="turbo:morph@document->select-all#count"
      data-select-all-words-value={t('web:ui.table.picked', { number: '#' })}
    >
      <div class="table-picked" data-select-all-target="bar" hidden>
        <span class="num" role="status" data-select-all-target="status" />
        {actions}
      </div>
      {children}
    </div>
  )
}

function PickAll() {
  const { t } = useView()
  return (
    <th class="pick" scope="col" {...roles.columnheader}>
      <input
        type="checkbox"
        class="pick-box"
        aria-label={t('web:ui.table.pickAll')}
        data-select-all-target="all"
        data-action="select-all#toggleAll"
      />
    </th>
  )
}

interface HeadingProps<Row> {
  readonly column: Column<Row>
  readonly sort: Sort | undefined
  readonly sortHref: ((sort: Sort) => string) | undefined
  readonly frame: string | undefined
}

function Heading<Row>({ column, sort, sortHref, frame }: HeadingProps<Row>) {
  const { key, label, numeric, sortable } = column
  const state = sortState(sort, key)
  const next = sortable && sortHref ? nextSort(sort, key, sortable) : undefined
  return (
    <th scope="col" {...roles.columnheader} class={numeric ? 'numeric' : undefined} aria-sort={state}>
      {next && sortHref ? (
        <a
          class="sort-link"
          href={sortHref(next)}
          aria-current={state ? 'true' : undefined}
          data-turbo-frame={frame}
          data-turbo-action={frame ? 'advance' : undefined}
        >
          {label}
          <Icon name={(state ?? next.direction) === 'ascending' ? 'arrow-up' : 'arrow-down'} />
        </a>
      ) : (
        label
      )}
    </th>
  )
}

interface TableRowProps<Row> {
  readonly row: Row
  readonly table: DataTableProps<Row>
  readonly leading: Column<Row> | undefined
}

function TableRow<Row>({ row, table, leading }: TableRowProps<Row>) {
  const { columns, href, rowId, pick } = table
  return (
    <tr {...roles.row} id={rowId?.(row)} class={href ? 'linked' : undefined}>
      {pick ? (
        <td class="pick" {...roles.cell}>
          <input
            type="checkbox"
            class="pick-box"
            name={pick.name}
            value={pick.value(row)}
            aria-label={pick.label(row)}
            data-select-all-target="one"
            data-action="select-all#count"
          />
        </td>
      ) : null}
      {columns.map(column =>
        column === leading ? (
          <th scope="row" {...roles.rowheader} class={classes('leading', column.numeric && 'numeric')}>
            {href ? (
              <a class="row-link" href={href(row)} data-turbo-frame={table.frame ? '_top' : undefined}>
                {column.value(row)}
              </a>
            ) : (
              column.value(row)
            )}
          </th>
        ) : (
          <td
            {...roles.cell}
            class={
              classes(column.numeric && 'numeric', column.steady && 'steady', column.minor && 'minor') || undefined
            }
            data-label={column.label}
          >
            <span>{column.value(row)}</span>
          </td>
        ),
      )}
    </tr>
  )
}
