import { href, paths } from '../../../paths.ts'
import type { Offers } from '../../../web/module.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Change, MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { AccountHealth } from '../explain-accounts.ts'
import type { ListedAccount } from '../overview/queries.ts'
import { WhyMovedList } from './panel.tsx'

export interface MovingAccount extends ListedAccount {
  readonly health: AccountHealth
}

interface MoversCardProps {
  readonly title: string
  readonly accounts: readonly MovingAccount[]
  readonly offers: Offers
  /** What is said when nobody moved. */
  readonly empty: string
}

/** Accounts whose score moved within a week, with the reason in words. */
export function MoversCard({ title, accounts, offers, empty }: MoversCardProps) {
  const { t, format } = useView()
  const columns: readonly Column<MovingAccount>[] = [
    {
      key: 'name',
      label: t('health:list.account'),
      leading: true,
      value: row => <MarkedName name={row.name} sample={row.sample} />,
    },
    {
      key: 'score',
      label: t('health:score'),
      numeric: true,
      value: ({ health }) => (
        <>
          {health.present.score === null ? '–' : format.number(health.present.score)}{' '}
          <Change value={Math.round(health.change ?? 0)} />
        </>
      ),
    },
    { key: 'why', label: t('health:list.why'), value: ({ health }) => <WhyMovedList {...health} offers={offers} /> },
  ]
  return (
    <Card title={title} note={t('health:overview.week')}>
      <DataTable
        caption={title}
        columns={columns}
        rows={accounts}
        href={row => href(paths.accountHealth, { id: row.id })}
        empty={<CardPart>{empty}</CardPart>}
      />
    </Card>
  )
}
