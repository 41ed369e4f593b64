import type { Locale } from '../../../web/i18n.ts'
import { en } from './en/words.ts'
import { ja } from './ja/words.ts'

/** The same words in another language: every key there is, and lists of the same length, so that chance picks the same place. */
type Translated<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [K in keyof T]: Translated<T[K]> }

/** All that has words in the sample company, in one language. */
export type SampleWords = Translated<typeof ja> & { readonly locale: Locale }

/** The sample company's words in that language. */
export function wordsIn(locale: Locale): SampleWords {
  return { locale, ...catalogues[locale] }
}

const catalogues: Readonly<Record<Locale, Translated<typeof ja>>> = { ja, en }
