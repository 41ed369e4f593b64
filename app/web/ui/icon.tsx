import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { raw } from 'hono/html'
import { classes } from './tone.ts'

interface IconProps {
  /** Name of a Lucide icon, for example `users`. */
  readonly name: string
  readonly size?: 'small' | 'large'
}

/** A Lucide icon, inline, in the colour of the text. Decoration only: the words beside it carry the meaning. */
export function Icon({ name, size }: IconProps) {
  return (
    <svg
      class={classes('icon', size)}
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {raw(shapesOf(name))}
    </svg>
  )
}

const shapes = new Map<string, string>()
const require = createRequire(import.meta.url)

/** The shapes inside the icon's file, read once. Throws when Lucide has no such icon. */
function shapesOf(name: string): string {
  let found = shapes.get(name)
  if (found === undefined) {
    const file = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8')
    found = file.slice(file.indexOf('>', file.indexOf('<svg')) + 1, file.lastIndexOf('</svg>')).replace(/\s+/g, ' ')
    shapes.set(name, found)
  }
  return found
}
