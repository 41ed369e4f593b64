import { href, paths } from '../../../paths.ts'
import { allows } from '../../../web/access.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import { equallyUrgent, playMakers } from '../../plays/index.ts'
import type { Association, Kept } from '../plays/association.ts'

/** Of fewer nobody should read a percentage. */
export const fewestOfAssociation = 20

/** Who stayed of those whom people met, and of the others: marked as what it is. */
export function AssociationCard({ association }: { readonly association: Association | undefined }) {
  const { t, format } = useView()
  if (!association || Math.min(association.met.accounts, association.notMet.accounts) < fewestOfAssociation) return null
  const { met, notMet, within, after } = association
  const share = ({ accounts, kept }: Kept) => (accounts > 0 ? format.percent(kept / accounts, 1) : '–')
  const count = ({ accounts }: Kept) =>
    t('effects:association.of', { count: accounts, number: format.number(accounts) })
  return (
    <Card title={t('effects:association.title')} note={<Tag tone="care">{t('effects:association.mark')}</Tag>}>
      <CardPart>
        <p>{t('effects:association.lead', { within, after })}</p>
        <Stats>
          <Stat big label={t('effects:association.met')} value={share(met)} note={count(met)} />
          <Stat big label={t('effects:association.notMet')} value={share(notMet)} note={count(notMet)} />
        </Stats>
        <p class="small muted">{t('effects:association.note')}</p>
      </CardPart>
    </Card>
  )
}

/** How what people do besides plays becomes an effect: chance decides whom they meet among those who are equally urgent. */
export function DrawInstead() {
  const { t, staff } = useView()
  if (!allows(playMakers, staff)) return null
  return (
    <p>
      {t('effects:association.drawWhy')}{' '}
      <a class="link" href={href(paths.playNew, {}, { template: equallyUrgent.key })}>
        {t('effects:association.draw')}
      </a>
    </p>
  )
}
