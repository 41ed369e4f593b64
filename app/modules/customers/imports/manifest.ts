import { href, paths } from '../../../paths.ts'
import { carers } from '../../../web/access.ts'
import type { Module } from '../../../web/module.ts'
import { jobs } from './jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { importRoutes } from './routes/imports.tsx'
import { stepRoutes } from './routes/steps.tsx'
import { eraseFromImports, takeUpLeft } from './tidy.ts'

declare module '../../../web/i18n.ts' {
  interface TextCatalogues {
    imports: typeof ja
  }
}

/** Files of customers on their way into Banso: a manifest of its own, so that its words stand beside it. */
export const imports: Module = {
  name: 'imports',
  catalogues: { ja, en },
  routes: [importRoutes, stepRoutes],
  navigation: [
    {
      href: href(paths.imports),
      label: 'imports:title.list',
      icon: 'upload',
      key: 'i',
      group: 'setup',
      access: carers,
    },
  ],
  jobs,
  erase: eraseFromImports,
  start: async services => {
    if (services.config.process !== 'web') await takeUpLeft(services)
    return undefined
  },
}
