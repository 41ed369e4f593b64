import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { useView } from '../../../web/view.ts'
import type { DayView } from '../list/load.ts'

/** No customer yet: what will be here and how to begin. */
export function NoCustomers({ canSetUp }: { readonly canSetUp: boolean }) {
  const { t } = useView()
  return (
    <Card label={t('today:empty.noCustomers')}>
      <h2 class="unseen">{t('today:page.title')}</h2>
      <EmptyState
        icon="sun"
        title={t('today:empty.noCustomers')}
        action={
          canSetUp ? (
            <>
              <LinkButton href={href(paths.connect)} look="primary" icon="plug">
                {t('today:empty.connect')}
              </LinkButton>
              <LinkButton href={href(paths.importNew)} icon="upload">
                {t('today:empty.import')}
              </LinkButton>
              <LinkButton href={href(paths.sample)} look="quiet">
                {t('today:empty.sample')}
              </LinkButton>
            </>
          ) : undefined
        }
      >
        {t('today:empty.noCustomersHow')}
      </EmptyState>
    </Card>
  )
}

/** Nothing within the minutes: nobody needs anybody, no time left, or what there is takes longer. */
export function NothingNow({ day }: { readonly day: DayView }) {
  const { t } = useView()
  const left = day.minutes - day.spent
  if (day.beyond.length === 0) {
    const answered = day.answered.length + day.resting.length > 0
    return (
      <EmptyState icon="sun" title={answered ? t('today:empty.allAnswered') : t('today:empty.nobody')}>
        {t('today:empty.nobodyHow')}
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="coffee" title={left <= 0 ? t('today:empty.noTime') : t('today:empty.tooLong')}>
      {t('today:empty.noTimeHow')}
    </EmptyState>
  )
}
