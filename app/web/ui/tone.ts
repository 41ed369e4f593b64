/** What a colour means. Never the only carrier of it: words, signs or shapes stand beside it. */
export type Tone = 'good' | 'care' | 'bad' | 'neutral'

/** Joins the class names that are there. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}

/** Further attributes of an element: data-, aria- and the like. */
export type MoreAttributes = Readonly<Record<string, string | number | boolean | undefined>>

/** The share as a percentage for SVG attributes, kept between 0 and 100, with at most two digits. */
export function percentOf(share: number): string {
  const bounded = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0))
  return `${Math.round(bounded * 10_000) / 100}%`
}
