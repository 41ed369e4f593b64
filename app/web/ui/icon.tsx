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
  // As text that is kept: a page has a hundred of them, and each would be put together anew.
  return raw(drawn(name, classes('icon', size)))
}

const drawings = new Map<string, string>()
const require = createRequire(import.meta.url)

// How it is drawn stands in the style sheet, once.
const attributes = 'viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"'

/** The drawing with its shapes from the icon's file, read once. Throws when Lucide has no such icon. */
function drawn(name: string, className: string): string {
  const key = `${name} ${className}`
  let found = drawings.get(key)
  if (found === undefined) {
    const file = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8')
    const shapes = file.slice(file.indexOf('>', file.indexOf('<svg')) + 1, file.lastIndexOf('</svg>'))
    found = `<svg class="${className}" ${attributes}>${shapes.replace(/\s+/g, ' ')}</svg>`
    drawings.set(key, found)
  }
  return found
}
