import i18next, { type TFunction, type TOptions } from 'i18next'

export const locales = ['ja', 'en'] as const
export type Locale = (typeof locales)[number]

/** The catalogues by module name, for typed keys. Whoever hands one over adds it by declaration merging, beside it. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface TextCatalogues {}

/** Every key there is: `module:section.name`, without plural endings. */
export type TextKey = {
  [M in keyof TextCatalogues & string]: `${M}:${Leaf<TextCatalogues[M]>}`
}[keyof TextCatalogues & string]

type Leaf<T> = {
  [K in keyof T & string]: T[K] extends string ? WithoutPlural<K> : `${K}.${Leaf<T[K]>}`
}[keyof T & string]

type WithoutPlural<K extends string> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K

/** A module's words: one catalogue per locale, nested keys. */
export type Catalogues = Readonly<Record<Locale, Readonly<Record<string, unknown>>>>

/** Looks up `module:key` in one locale; `{{name}}` is filled from options, plurals by `count`. */
export type Words = (key: TextKey, options?: TOptions) => string

/**
 * Holds the catalogues of all modules and hands out a translator per locale. Unknown keys show the key and are
 * remembered in `missing`.
 */
export function createWords(catalogues: Readonly<Record<string, Catalogues>>): (locale: Locale) => Words {
  const instance = i18next.createInstance()
  const namespaces = Object.keys(catalogues)
  instance.init({
    resources: Object.fromEntries(
      locales.map(locale => [
        locale,
        Object.fromEntries(namespaces.map(name => [name, catalogues[name]?.[locale] ?? {}])),
      ]),
    ),
    supportedLngs: [...locales],
    fallbackLng: false,
    ns: namespaces,
    defaultNS: 'web',
    initAsync: false,
    // hono/jsx escapes everything it renders; escaping twice would show entities.
    interpolation: { escapeValue: false },
    parseMissingKeyHandler: key => {
      missing.add(key)
      return key
    },
  })
  const words = new Map(locales.map(locale => [locale, remembering(instance.getFixedT(locale))]))
  return locale => words.get(locale) ?? remembering(instance.getFixedT(locale))
}

/** Looking up a text costs far more than rendering it, and a page has hundreds: those without values never change. */
function remembering(translate: TFunction): Words {
  const fixed = new Map<TextKey, string>()
  return (key, options) => {
    if (options) return translate(key, { ...options })
    const known = fixed.get(key)
    if (known !== undefined) return known
    const text: string = translate(key, {})
    // One that is not there shows its name; that has to be noticed each time.
    if (text !== key.slice(key.indexOf(':') + 1)) fixed.set(key, text)
    return text
  }
}

/** Keys that were asked for and not found, for tests. */
export const missing = new Set<string>()

/** The locale that fits an Accept-Language header best, else the fallback. */
export function preferredLocale(header: string | undefined, fallback: Locale): Locale {
  const asked = (header ?? '').split(',').map(part => part.trim().slice(0, 2).toLowerCase())
  return asked.find((code): code is Locale => locales.includes(code as Locale)) ?? fallback
}
