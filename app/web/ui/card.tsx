import type { Child } from 'hono/jsx'
import { classes } from './tone.ts'

interface CardProps {
  readonly title?: Child
  /** Small words at the right of the title: since when, of how many. */
  readonly note?: Child
  readonly actions?: Child
  readonly id?: string
  /** Name for screen readers when there is no title. */
  readonly label?: string
  /** Body is one padded part. Without it, children are `CardPart`s, tables, lists. */
  readonly padded?: boolean
  readonly children?: Child
}

/** A sheet of paper on the page, with an optional head. */
export function Card({ title, note, actions, id, label, padded, children }: CardProps) {
  const headed = title !== undefined || actions !== undefined
  return (
    <section class="card" id={id} aria-label={label}>
      {headed ? (
        <header class="card-head">
          <h2>{title}</h2>
          {note === undefined ? null : <span class="note">{note}</span>}
          {actions === undefined ? null : <div class="cluster">{actions}</div>}
        </header>
      ) : null}
      {padded ? <CardPart>{children}</CardPart> : children}
    </section>
  )
}

interface CardPartProps {
  readonly id?: string
  /** Without padding, for tables. */
  readonly flush?: boolean
  readonly children?: Child
}

/** One part of a card; parts are divided by lines. */
export function CardPart({ id, flush, children }: CardPartProps) {
  return (
    <div class={classes('card-part', flush && 'flush')} id={id}>
      {children}
    </div>
  )
}
