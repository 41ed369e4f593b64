import type { TouchSource } from '../../../web/module.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { useView } from '../../../web/view.ts'
import { touchKinds } from '../mix.ts'
import { nameOf } from './words.ts'

/** What is counted and what is not, so that nobody has to guess where a figure comes from. */
export function CountedCard({ sources }: { readonly sources: readonly TouchSource[] }) {
  const { t } = useView()
  return (
    <Card label={t('touch:counted.title')}>
      <CardPart>
        <Disclosure summary={t('touch:counted.title')}>
          <p>{t('touch:counted.sources')}</p>
          <ul class="told">
            {sources.map(source => (
              <li>{t(source.label)}</li>
            ))}
          </ul>
          <p>{t('touch:counted.missing')}</p>
          <dl class="facts">
            {touchKinds.map(kind => (
              <>
                <dt>{t(nameOf(kind))}</dt>
                <dd>{t(`touch:counted.${kind}`)}</dd>
              </>
            ))}
          </dl>
          <p>{t('touch:counted.estimates')}</p>
        </Disclosure>
      </CardPart>
    </Card>
  )
}
