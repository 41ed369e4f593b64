import type { Offers } from '../../../web/module.ts'
import type { View } from '../../../web/view.ts'
import type { Outcome } from '../plays/outcome.ts'

/** What a play is meant to change, in words: 「利用した日数（その後28日間）」 */
export function outcomeWords({ t }: View, offers: Pick<Offers, 'measures'>, outcome: Outcome): string {
  const { days } = outcome
  if (outcome.kind === 'subscription') return t(`effects:outcome.${outcome.state}`, { days })
  if (outcome.kind === 'event') return t('effects:outcome.event', { event: outcome.event, days })
  if (outcome.kind === 'survey')
    return t('effects:outcome.survey', { event: outcome.event, property: outcome.property, days })
  const measure = offers.measures.get(outcome.use.measure)
  const name = measure ? t(measure.label) : outcome.use.measure
  return t('effects:outcome.measure', { name: outcome.use.of ? `${name} (${outcome.use.of})` : name, days })
}
