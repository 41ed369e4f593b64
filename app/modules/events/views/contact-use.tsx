import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { BarRow, BarRows } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import type { ContactUse } from '../queries.ts'

interface ContactUsePanelProps {
  readonly use: ContactUse | undefined
  /** Of how many days. */
  readonly days: number
}

/** What a person did lately: on how many days, when last, and what. */
export function ContactUsePanel({ use, days }: ContactUsePanelProps) {
  const { t, format } = useView()
  const most = use?.names[0]?.count ?? 1
  return (
    <Card title={t('events:contact.title', { days })}>
      {use ? (
        <>
          <CardPart>
            {t('events:contact.days', { count: use.days, n: format.number(use.days) })}{' '}
            <span class="muted small">
              {t('events:contact.last')} <Time at={use.lastAt} />
            </span>
          </CardPart>
          <CardPart>
            <BarRows>
              {use.names.map(({ name, count }) => (
                <BarRow
                  label={name}
                  share={count / most}
                  value={t('events:contact.times', { count, n: format.number(count) })}
                />
              ))}
            </BarRows>
          </CardPart>
        </>
      ) : (
        <CardPart>{t('events:contact.none', { days })}</CardPart>
      )}
    </Card>
  )
}
