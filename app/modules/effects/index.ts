import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { experimentJobs } from './experiments/jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { forgetPerson, removeSampleEffects } from './moves.ts'
import { lookAtPlaysJob } from './plays/job.ts'
import { experimentRoutes } from './routes/experiments.tsx'
import { overviewRoutes } from './routes/overview.tsx'
import { playEffectRoutes } from './routes/plays.tsx'
import { showVerdicts } from './verdicts.tsx'

export { lookAtPlays } from './plays/look.ts'
export { type StopProposal, stopProposals } from './plays/together.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    effects: typeof ja
  }
}

/** What works, what does not, and what is not yet known: treated accounts beside those held out. */
export const effects: Module = {
  name: 'effects',
  catalogues: { ja, en },
  routes: [overviewRoutes, experimentRoutes, playEffectRoutes],
  navigation: [
    { href: href(paths.effects), label: 'effects:title', icon: 'scale', key: 'f', group: 'understand', access: staff },
  ],
  playTabs: [{ label: 'effects:title', order: 10, path: paths.playEffect }],
  playVerdicts: showVerdicts,
  jobs: [...experimentJobs, lookAtPlaysJob],
  erase: forgetPerson,
  removeSample: removeSampleEffects,
}
