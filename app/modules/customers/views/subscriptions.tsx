import { href, paths } from '../../../paths.ts'
import type { AccountTab } from '../../../web/module.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Account, Subscription } from '../accounts/queries.ts'
import { AccountFrame } from './account-frame.tsx'
import { mayCare, monthly, Own } from './words.tsx'

interface SubscriptionsProps {
  readonly account: Account
  readonly tabs: readonly AccountTab[]
  readonly subscriptions: readonly Subscription[]
}

/** What an account pays for, now and before. */
export function SubscriptionsPage({ account, tabs, subscriptions }: SubscriptionsProps) {
  const view = useView()
  const { t } = view
  const add = mayCare(view) ? (
    <LinkButton size="small" icon="plus" href={href(paths.accountSubscriptionNew, { id: account.id })}>
      {t('customers:subscription.new')}
    </LinkButton>
  ) : undefined
  return (
    <AccountFrame account={account} tabs={tabs}>
      <Card title={t('customers:tabs.subscriptions')} actions={add}>
        <DataTable
          caption={t('customers:tabs.subscriptions')}
          columns={subscriptionColumns(view)}
          rows={subscriptions}
          href={mayCare(view) ? row => href(paths.subscription, { id: row.id }) : undefined}
          empty={
            <EmptyState icon="receipt" title={t('customers:subscription.none')}>
              {t('customers:subscription.noneHow')}
            </EmptyState>
          }
        />
      </Card>
    </AccountFrame>
  )
}

function subscriptionColumns(view: View): readonly Column<Subscription>[] {
  const { t, format } = view
  const day = (text: string | undefined) => (text ? format.date(text) : '–')
  return [
    { key: 'plan', label: t('customers:field.plan'), value: row => <Own>{row.plan}</Own> },
    {
      key: 'amount',
      label: t('customers:field.monthly_amount'),
      numeric: true,
      value: row => monthly(view, row.monthlyAmount, row.currency) ?? '–',
    },
    { key: 'period', label: t('customers:subscription.period'), value: row => t(`customers:period.${row.period}`) },
    { key: 'started', label: t('customers:subscription.startedOn'), value: row => day(row.startedOn) },
    { key: 'renews', label: t('customers:field.renews_on'), value: row => day(row.renewsOn) },
    {
      key: 'state',
      label: t('customers:subscription.state'),
      value: row => {
        if (!row.cancelledAt) return <Tag tone="good">{t('customers:subscription.running')}</Tag>
        const values = { day: format.date(row.cancelledAt) }
        return row.current ? (
          <Tag tone="care">{t('customers:subscription.ending', values)}</Tag>
        ) : (
          <Tag>{t('customers:subscription.ended', values)}</Tag>
        )
      },
    },
  ]
}
