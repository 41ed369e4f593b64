import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const tokens = new Map(
  [...readFileSync('client/css/tokens.css', 'utf8').matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
)

const grounds = ['paper', 'surface', 'sunken']
const text: readonly (readonly [string, string])[] = [
  ...grounds.flatMap(ground =>
    ['ink', 'ink-2', 'ink-3', 'accent', 'good', 'care', 'bad'].map(colour => [colour, ground] as const),
  ),
  ...['accent', 'good', 'care', 'bad'].map(tone => [tone, `${tone}-soft`] as const),
  ...['accent', 'good', 'care', 'bad'].map(tone => ['ink', `${tone}-soft`] as const),
  ['ink-2', 'accent-soft'],
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-strong'],
]
/** Edges of fields, the focus ring, bars and rings: what must be seen to use or understand (WCAG 1.4.11). */
const shapes: readonly (readonly [string, string])[] = [
  ...grounds.flatMap(ground => ['field-line', 'accent'].map(colour => [colour, ground] as const)),
  ...['accent', 'good', 'care', 'bad', 'ink-3'].map(tone => [tone, 'line'] as const),
]

test.each([
  // Examples of the WCAG technique G18 and of WebAIM's checker.
  ['#000000', '#ffffff', 21],
  ['#777777', '#ffffff', 4.48],
  ['#ff0000', '#ffffff', 4],
])('the ratio of %s on %s is %d', (a, b, ratio) => expect(contrast(a, b)).toBeCloseTo(ratio, 1))

describe.each(['light', 'dark'] as const)('%s', scheme => {
  test.each(text)('text: %s on %s has at least 4.5:1', (colour, ground) => {
    expect(ratio(colour, ground, scheme)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(shapes)('shape: %s on %s has at least 3:1', (colour, ground) => {
    expect(ratio(colour, ground, scheme)).toBeGreaterThanOrEqual(3)
  })
})

function ratio(colour: string, ground: string, scheme: 'light' | 'dark'): number {
  const [a, b] = [tokens.get(colour)?.[scheme], tokens.get(ground)?.[scheme]]
  if (!a || !b) throw new Error(`no token ${colour} or ${ground}`)
  return contrast(a, b)
}

/** WCAG 2.2, definition of contrast ratio. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
