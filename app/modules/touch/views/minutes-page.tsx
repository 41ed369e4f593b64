import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { RepeatedKind, SpentAccount } from '../lists.ts'
import type { TouchModel } from '../models.ts'
import { type Month, wordOfMonth } from '../months.ts'
import type { MonthState } from '../queries.ts'
import { CountNote } from './count-note.tsx'
import { RepeatedCard } from './repeated-card.tsx'
import { MonthChoice, TouchTabs } from './touch-tabs.tsx'
import { timeOf } from './words.ts'

interface MinutesPageProps {
  readonly state: MonthState
  /** The month it is now. */
  readonly present: Month
  readonly kinds: readonly RepeatedKind[]
  readonly accounts: readonly SpentAccount[]
  readonly totals: { readonly accounts: number; readonly minutes: number }
  readonly every: ReadonlyMap<number, TouchModel>
  readonly next: string | undefined
}

/** Where people's minutes went that a program could have carried. */
export function MinutesPage(props: MinutesPageProps) {
  const { t } = useView()
  const { state, present, kinds } = props
  const title = t('touch:tabs.minutes')
  return (
    <StaffLayout title={title} width="wide">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('touch:title'), href: href(paths.touch) }]}
        lead={t('touch:carried.lead')}
      />
      <TouchTabs />
      <Stack gap="loose">
        <Cluster align="spread">
          <MonthChoice month={state.month} present={present} to={paths.touchMinutes} />
          <CountNote state={state} />
        </Cluster>
        <RepeatedCard kinds={kinds} month={state.month} />
        <SpentCard {...props} />
      </Stack>
    </StaffLayout>
  )
}

function SpentCard({ accounts, totals, every, state, next }: MinutesPageProps) {
  const view = useView()
  const { t, format } = view
  return (
    <Card
      title={t('touch:carried.accounts')}
      actions={
        accounts.length > 0 ? (
          <LinkButton
            href={href(paths.touchMinutesExport, {}, { month: wordOfMonth(state.month) })}
            size="small"
            icon="download"
            download
          >
            {t('touch:list.export')}
          </LinkButton>
        ) : undefined
      }
    >
      <CardPart>
        <p class="small muted">{t('touch:carried.accountsNote')}</p>
        {totals.accounts > 0 ? (
          <p>
            {t('touch:carried.totals', {
              count: totals.accounts,
              accounts: format.number(totals.accounts),
              time: timeOf(view, totals.minutes),
            })}
          </p>
        ) : null}
      </CardPart>
      <DataTable
        caption={t('touch:carried.accounts')}
        columns={useColumns(every)}
        rows={accounts}
        href={row => href(paths.account, { id: row.id })}
        empty={<CardPart>{t('touch:carried.noAccounts')}</CardPart>}
      />
      <CardPart>
        <Pagination next={next} shown={accounts.length} total={totals.accounts} />
      </CardPart>
    </Card>
  )
}

function useColumns(every: MinutesPageProps['every']): readonly Column<SpentAccount>[] {
  const { t, format } = useView()
  return [
    {
      key: 'name',
      label: t('touch:list.account'),
      leading: true,
      value: row => <MarkedName name={row.name} sample={row.sample} />,
    },
    { key: 'model', label: t('touch:list.model'), value: row => every.get(row.modelId)?.name ?? '–' },
    {
      key: 'minutes',
      label: t('touch:minutes.spent'),
      numeric: true,
      value: row => (
        <>
          {format.minutes(row.minutes)}
          {row.estimated > 0 ? (
            <span class="small muted"> {t('touch:list.ofEstimated', { minutes: format.minutes(row.estimated) })}</span>
          ) : null}
        </>
      ),
    },
    {
      key: 'expected',
      label: t('touch:list.minutesExpected'),
      numeric: true,
      value: row => format.minutes(row.expected),
    },
    {
      key: 'touches',
      label: t('touch:list.personTouches'),
      numeric: true,
      minor: true,
      value: row => format.number(row.touches),
    },
    { key: 'owner', label: t('touch:list.owner'), minor: true, value: row => row.owner ?? '–' },
  ]
}
