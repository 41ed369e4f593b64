import type { Catalogues } from './i18n.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }

declare module './i18n.ts' {
  interface TextCatalogues {
    web: typeof ja
  }
}

/** Words of the layout, forms and errors, used on every page. */
export const webCatalogues: Catalogues = { ja, en }
