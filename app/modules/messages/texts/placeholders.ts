import type { TextKey } from '../../../web/i18n.ts'

/** `{{contact.name|お客様}}`: what stands in its place, else the fallback. */
export interface Placeholder {
  readonly name: string
  readonly fallback: string
  /** Where it stands in the text, as positions of a string. */
  readonly from: number
  readonly to: number
}

/** What is wrong with a text, and where. */
export interface TextProblem {
  readonly key: TextKey
  readonly values: Readonly<Record<string, string>>
  readonly from: number
  readonly to: number
}

/** What can stand in a text, with how it is called in menus. */
export interface KnownPlaceholders {
  readonly names: ReadonlyMap<string, { readonly label: TextKey; readonly values?: Readonly<Record<string, string>> }>
}

// Nobody means a placeholder of several lines.
const written = /\{\{([^{}\n]*)\}\}/g
const longestFallback = 200

/** The placeholders of a text, in its order. */
export function placeholdersOf(text: string): readonly Placeholder[] {
  return [...text.matchAll(written)].map(match => {
    const [inside = ''] = match.slice(1)
    const bar = inside.indexOf('|')
    const name = (bar < 0 ? inside : inside.slice(0, bar)).trim()
    const fallback = bar < 0 ? '' : inside.slice(bar + 1).trim()
    return { name, fallback, from: match.index, to: match.index + match[0].length }
  })
}

/** The text with `fill(placeholder, position in the order)` in the place of each placeholder. */
export function fillPlaceholders(text: string, fill: (placeholder: Placeholder, position: number) => string): string {
  let filled = ''
  let done = 0
  for (const [position, placeholder] of placeholdersOf(text).entries()) {
    filled += text.slice(done, placeholder.from) + fill(placeholder, position)
    done = placeholder.to
  }
  return filled + text.slice(done)
}

const alwaysKnown: ReadonlySet<string> = new Set(['account.name', 'company.name'])

/** Whether nothing is left of a text where nothing is known of somebody. */
export function mayBeEmpty(text: string): boolean {
  return fillPlaceholders(text, ({ name, fallback }) => (alwaysKnown.has(name) ? name : fallback)).trim() === ''
}

/**
 * Placeholders that nobody knows, that decide where a link leads, braces that do not belong to any, in the order of the
 * text.
 */
export function problemsOfText(text: string, known: KnownPlaceholders): readonly TextProblem[] {
  const found = placeholdersOf(text)
  const named = found.flatMap(({ name, fallback, from, to }): TextProblem[] => {
    if (name === '') return [{ key: 'messages:problem.empty', values: {}, from, to }]
    if (!known.names.has(name)) return [{ key: 'messages:problem.unknown', values: { name }, from, to }]
    if (fallback.length > longestFallback) return [{ key: 'messages:problem.longFallback', values: { name }, from, to }]
    return []
  })
  // Of the same length, so that places stay.
  const rest = fillAlike(text, found)
  const stray = [...rest.matchAll(/\{\{|\}\}/g)].map(
    ({ index }): TextProblem => ({ key: 'messages:problem.braces', values: {}, from: index, to: index + 2 }),
  )
  return [...named, ...stray, ...problemsOfLinks(text)].sort((a, b) => a.from - b.from)
}

// In the host of an address; at the beginning of one in Markdown: in brackets, or after the name of a reference.
const leading =
  /https?:\/\/[^\s/?#{}]*\{\{[^{}\n]*\}\}|\]\(\s*<?\{\{[^{}\n]*\}\}|^ {0,3}\[[^\]\n]+\]:\s*<?\{\{[^{}\n]*\}\}/gim

/** A text itself says to which site it leads, not what customers call themselves. */
function problemsOfLinks(text: string): readonly TextProblem[] {
  return [...text.matchAll(leading)].map(match => {
    const from = match.index + match[0].indexOf('{{')
    return { key: 'messages:problem.linkStart', values: {}, from, to: match.index + match[0].length }
  })
}

function fillAlike(text: string, found: readonly Placeholder[]): string {
  let filled = text
  for (const { from, to } of found) filled = filled.slice(0, from) + ' '.repeat(to - from) + filled.slice(to)
  return filled
}
