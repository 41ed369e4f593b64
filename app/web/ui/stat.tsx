import type { Child } from 'hono/jsx'
import { classes } from './tone.ts'

interface StatProps {
  readonly label: Child
  readonly value: Child
  readonly unit?: string
  /** A `Change`, or words about it. */
  readonly change?: Child
  /** Against when, of how many, and why. */
  readonly note?: Child
  /** The figure above its words, for a row of figures (`Stats`). */
  readonly big?: boolean
}

/** One figure with its unit, change and note. */
export function Stat({ label, value, unit, change, note, big }: StatProps) {
  const figure = (
    <span class="stat-value num">
      {value}
      {unit === undefined ? null : <span class="unit">{unit}</span>}{' '}
      {change === undefined ? null : <span class="stat-change">{change}</span>}
    </span>
  )
  return (
    <div class={classes('stat', big && 'big')}>
      <span class="stat-label">{label}</span>
      {figure}
      {note === undefined ? null : <span class="stat-note num">{note}</span>}
    </div>
  )
}

/** Figures in a row. */
export function Stats({ children }: { readonly children: Child }) {
  return <div class="stats">{children}</div>
}
