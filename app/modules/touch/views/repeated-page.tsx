import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { RepeatedAccount, RepeatedKind } from '../lists.ts'
import { type Month, wordOfMonth } from '../months.ts'
import { Suggestion } from './repeated-card.tsx'
import { monthName, timeOf } from './words.ts'

interface RepeatedPageProps {
  readonly month: Month
  readonly found: RepeatedKind
  readonly accounts: readonly RepeatedAccount[]
  readonly next: string | undefined
}

/** One kind of task, and where it was done in a month. */
export function RepeatedPage({ month, found, accounts, next }: RepeatedPageProps) {
  const view = useView()
  const { t, format } = view
  const title = found.title ?? '…'
  const back = href(paths.touchMinutes, {}, { month: wordOfMonth(month) })
  return (
    <StaffLayout title={title} width="wide">
      <PageHead
        title={title}
        breadcrumb={[
          { text: t('touch:title'), href: href(paths.touch) },
          { text: t('touch:tabs.minutes'), href: back },
        ]}
        lead={monthName(view, month)}
        actions={
          <LinkButton
            href={found.playId === null ? href(paths.plays) : href(paths.play, { id: found.playId })}
            icon="workflow"
          >
            {t(found.playId === null ? 'touch:repeated.openPlays' : 'touch:repeated.openPlay')}
          </LinkButton>
        }
      />
      <Stack gap="loose">
        <Card label={t('touch:sums.title')}>
          <CardPart>
            <Stats>
              <Stat big label={t('touch:list.accounts')} value={format.number(found.accounts)} />
              <Stat big label={t('touch:list.tasks')} value={format.number(found.tasks)} />
              <Stat big label={t('touch:minutes.spent')} value={timeOf(view, found.said + found.estimated)} />
            </Stats>
          </CardPart>
          <CardPart>
            <Suggestion row={found} />
          </CardPart>
        </Card>
        <Card title={t('touch:repeated.where')}>
          <DataTable
            caption={t('touch:repeated.where')}
            columns={useColumns()}
            rows={accounts}
            href={row => href(paths.account, { id: row.id })}
            empty={<CardPart>{t('touch:carried.noAccounts')}</CardPart>}
          />
          <CardPart>
            <Pagination next={next} shown={accounts.length} total={found.accounts} />
          </CardPart>
        </Card>
      </Stack>
    </StaffLayout>
  )
}

function useColumns(): readonly Column<RepeatedAccount>[] {
  const { t, format } = useView()
  return [
    {
      key: 'name',
      label: t('touch:list.account'),
      leading: true,
      value: row => <MarkedName name={row.name} sample={row.sample} />,
    },
    { key: 'tasks', label: t('touch:list.tasks'), numeric: true, value: row => format.number(row.tasks) },
    { key: 'minutes', label: t('touch:minutes.spent'), numeric: true, value: row => format.minutes(row.minutes) },
    {
      key: 'differently',
      label: t('touch:list.differently'),
      numeric: true,
      minor: true,
      value: row => format.number(row.differently),
    },
    { key: 'owner', label: t('touch:list.owner'), minor: true, value: row => row.owner ?? '–' },
  ]
}
