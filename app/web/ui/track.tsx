import type { Child } from 'hono/jsx'
import { classes, percentOf, type Tone } from './tone.ts'

interface TrackProps {
  /** 0–1 */
  readonly share: number
  readonly tone?: Tone | undefined
  /** A place to compare with, 0–1: the target, or the usual. */
  readonly mark?: number | undefined
}

/** The bar itself. Decoration: words beside it say the value. */
function Track({ share, tone, mark }: TrackProps) {
  return (
    <svg class={classes('track', tone)} width="100%" height="8" aria-hidden="true" focusable="false">
      <rect class="track-ground" width="100%" height="100%" />
      <rect class="track-value" width={percentOf(share)} height="100%" rx="4" />
      {mark === undefined ? null : <rect class="track-mark" x={percentOf(mark)} width="2" height="100%" />}
    </svg>
  )
}

interface MeterProps {
  readonly label: string
  /** Said at the right and to screen readers: 「85 / 120分」 */
  readonly text: string
  readonly value: number
  readonly max: number
  readonly tone?: Tone
  readonly mark?: number
}

/** How much of a known whole. */
export function Meter({ label, text, value, max, tone, mark }: MeterProps) {
  const share = max > 0 ? value / max : 0
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native meter cannot be drawn alike in all browsers
    <div
      class="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(max, Math.max(0, value))}
      aria-valuetext={text}
    >
      <div class="meter-label">
        <span>{label}</span>
        <span class="num">{text}</span>
      </div>
      <Track share={share} tone={tone} mark={max > 0 && mark !== undefined ? mark / max : undefined} />
    </div>
  )
}

interface BarRowProps {
  readonly label: Child
  /** The value in words, with its unit: 「週0日(5日)」 */
  readonly value: Child
  readonly share: number
  readonly tone?: Tone
  readonly mark?: number
  readonly detail?: Child
}

/** One line of a comparison: name, bar, value. Put several into `BarRows`. */
export function BarRow({ label, value, share, tone, mark, detail }: BarRowProps) {
  return (
    <li class="bar-row">
      <span>{label}</span>
      <Track share={share} tone={tone} mark={mark} />
      <span class="bar-row-value num">{value}</span>
      {detail === undefined ? null : <span class="bar-row-detail">{detail}</span>}
    </li>
  )
}

export function BarRows({ children }: { readonly children: Child }) {
  return <ul class="bar-rows">{children}</ul>
}
