import type { Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import type { AccountHealth } from '../explain-accounts.ts'
import type { ListedAccount } from '../overview/queries.ts'
import { nameOfUse, valueOfUse } from './measure-words.ts'

/** An account in the list of its band. */
export interface BandAccount extends ListedAccount {
  readonly health: AccountHealth | undefined
}

interface WhyInBand {
  /** What costs most points, at most two. */
  readonly costs: readonly string[]
  /** What is said when nothing is to be listed. */
  readonly instead: string
  /** Whether that is nothing to look into. */
  readonly calm: boolean
}

/** What costs an account most points; or why nothing is known. */
export function whyInBand(view: View, offers: Offers, { health, heard }: BandAccount): WhyInBand {
  const { t, format } = view
  if (!health || health.present.score === null)
    return { costs: [], instead: t(heard ? 'health:list.other' : 'health:list.silent'), calm: false }
  if (health.present.overridden) return { costs: [], instead: t('health:why.byHand'), calm: false }
  const costly = health.parts.filter(part => part.points !== null && part.possible - part.contribution >= 1).slice(0, 2)
  const costs = costly.map(part =>
    t('health:list.cost', {
      name: nameOfUse(view, offers, part.measure),
      value: valueOfUse(view, offers, part.measure, part.value),
      points: format.number(part.possible - part.contribution),
      count: Math.round(part.possible - part.contribution),
    }),
  )
  return { costs, instead: t('health:list.nothingCosts'), calm: true }
}
