import { raw } from 'hono/html'
import { Disclosure } from '../ui/disclosure.tsx'
import { classes } from '../ui/tone.ts'
import { useView } from '../view.ts'
import { draw, type Option, type Size } from './draw.ts'
import { type ChartTone, colourOf } from './options.ts'

/** What all charts have. */
export interface ChartProps {
  /** Unique on the page. */
  readonly id: string
  /** What the chart shows, in a sentence: read out instead of the drawing. */
  readonly label: string
  /** For a chart over the whole width of the page. */
  readonly wide?: boolean
  /** Height of the drawing in pixels at its natural size. */
  readonly height?: number
}

export interface ChartTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

interface ChartFigureProps extends ChartProps {
  readonly option: (size: Size) => Option
  readonly table: ChartTable
  readonly legend?: readonly LegendEntry[]
  /** Explained below the drawing: ① 担当者が交代 */
  readonly notes?: readonly string[]
}

export interface LegendEntry {
  readonly name: string
  readonly tone?: ChartTone | undefined
  readonly dashed?: boolean | undefined
  readonly bar?: boolean
}

const narrow = 340

/**
 * The drawing, its legend, and the same numbers as a table. Drawn twice, so that its letters keep their size on a
 * small screen; the style sheet shows the one that fits.
 */
export function ChartFigure({ id, label, wide, height = 200, option, table, legend, notes }: ChartFigureProps) {
  const { t, locale } = useView()
  const sizes = [
    { width: wide ? 960 : 640, height },
    { width: narrow, height: Math.min(height, 250) },
  ]
  return (
    <figure class={classes('chart', wide && 'wide')}>
      <div class="chart-drawing" role="img" aria-label={label} id={id}>
        {sizes.map(size => raw(draw(id, option(size), size, locale)))}
      </div>
      {legend && legend.length > 1 ? <Legend entries={legend} /> : null}
      {notes?.length ? (
        <ol class="chart-notes">
          {notes.map(note => (
            <li>{note}</li>
          ))}
        </ol>
      ) : null}
      <Disclosure summary={t('web:ui.chart.table')}>
        <DataBehind caption={label} table={table} />
      </Disclosure>
    </figure>
  )
}

function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return (
    <ul class="chart-legend">
      {entries.map(({ name, tone, dashed, bar }) => (
        <li>
          <svg width="20" height="10" viewBox="0 0 20 10" aria-hidden="true">
            {bar ? (
              <rect
                x="4.5"
                y="0.5"
                width="10"
                height="9"
                fill={dashed ? 'none' : colourOf(tone)}
                stroke={colourOf(tone)}
                stroke-dasharray={dashed ? '3 2' : undefined}
              />
            ) : (
              <path
                d="M1 5h18"
                stroke={colourOf(tone)}
                stroke-width="2.25"
                stroke-dasharray={dashed ? '5 4' : undefined}
              />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}

function DataBehind({ caption, table }: { readonly caption: string; readonly table: ChartTable }) {
  return (
    <section class="table-wrap scrolls chart-table" tabindex={0} aria-label={caption}>
      <table class="table">
        <thead>
          <tr>
            {table.head.map((name, index) => (
              <th scope="col" class={index > 0 ? 'numeric' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([first, ...rest]) => (
            <tr>
              <th scope="row">{first}</th>
              {rest.map(value => (
                <td class="numeric">{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
