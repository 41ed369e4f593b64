import { createContext, useContext } from 'hono/jsx'
import type { Staff } from './access.ts'
import type { Format } from './format.ts'
import type { Locale, TextKey, Words } from './i18n.ts'

/** What every page knows without asking: who looks, in which language and zone, where, and what was just said to them. */
export interface View {
  readonly locale: Locale
  readonly t: Words
  readonly format: Format
  readonly timeZone: string
  /** The present instant of this request, for relative times. */
  readonly now: Date
  /** CSP nonce of this response. */
  readonly nonce: string
  /** Path of this request, for marking where one is. */
  readonly path: string
  readonly company: { readonly name: string; readonly sample: boolean }
  readonly staff: Pick<Staff, 'id' | 'name' | 'roles' | 'theme' | 'singleKeys'> | undefined
  readonly navigation: readonly NavigationItem[]
  readonly flash: Flash | undefined
  readonly assets: { readonly script: string; readonly style: string }
}

export interface NavigationItem {
  readonly href: string
  /** Key of the text, `module:key`. */
  readonly label: TextKey
  /** Name of a Lucide icon. */
  readonly icon: string
  /** The letter after g that goes there. */
  readonly key: string
  readonly group: 'work' | 'understand' | 'setup'
}

export interface Flash {
  readonly tone: 'good' | 'care' | 'bad'
  readonly text: string
}

export const ViewContext = createContext<View | undefined>(undefined)

/** The View of the page being rendered. Throws outside of a page. */
export function useView(): View {
  const view = useContext(ViewContext)
  if (!view) throw new Error('useView() outside of a page')
  return view
}
