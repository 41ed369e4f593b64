import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { missedDays } from '../input.ts'
import { type MissedAccount, type Reason, reasons } from '../lists.ts'
import type { TouchModel } from '../models.ts'
import type { MonthState } from '../queries.ts'
import { CountNote } from './count-note.tsx'
import { TouchTabs } from './touch-tabs.tsx'

interface MissedPageProps {
  readonly state: MonthState
  readonly every: ReadonlyMap<number, TouchModel>
  readonly days: number
  readonly reason: Reason | undefined
  readonly accounts: readonly MissedAccount[]
  readonly total: number
  readonly next: string | undefined
}

/** Where nobody was, though a person would have mattered. */
export function MissedPage(props: MissedPageProps) {
  const { t } = useView()
  const { state, days, reason, total, next, accounts, every } = props
  const title = t('touch:tabs.missed')
  return (
    <StaffLayout title={title} width="wide">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('touch:title'), href: href(paths.touch) }]}
        lead={t('touch:missed.lead')}
      />
      <TouchTabs />
      <Stack gap="loose">
        <Filter days={days} reason={reason} />
        <Card
          title={t('touch:missed.title', { count: total, days })}
          note={<CountNote state={state} />}
          actions={
            total > 0 ? (
              <LinkButton
                href={href(paths.touchMissedExport, {}, { days, reason })}
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
            <p class="small muted">{t('touch:missed.note')}</p>
            {accounts.some(({ heldOut }) => heldOut.length > 0) ? (
              <p class="small muted">{t('touch:missed.heldOutNote')}</p>
            ) : null}
          </CardPart>
          <DataTable
            caption={title}
            columns={useColumns(every)}
            rows={accounts}
            href={row => href(paths.account, { id: row.id })}
            empty={<CardPart>{t('touch:missed.none')}</CardPart>}
          />
          <CardPart>
            <Pagination next={next} shown={accounts.length} total={total} />
          </CardPart>
        </Card>
      </Stack>
    </StaffLayout>
  )
}

function Filter({ days, reason }: Pick<MissedPageProps, 'days' | 'reason'>) {
  const { t } = useView()
  return (
    <FilterBar action={href(paths.touchMissed)} words={t('touch:missed.show')}>
      <Select
        name="days"
        label={t('touch:missed.days')}
        value={String(days)}
        options={missedDays.map(one => ({ value: String(one), text: t('touch:missed.forDays', { count: one }) }))}
      />
      <Select
        name="reason"
        label={t('touch:missed.reason')}
        value={reason ?? ''}
        empty={t('touch:reason.either')}
        options={reasons.map(one => ({ value: one, text: t(`touch:reason.${one}`) }))}
      />
    </FilterBar>
  )
}

function useColumns(every: MissedPageProps['every']): readonly Column<MissedAccount>[] {
  const { t, format } = useView()
  return [
    {
      key: 'name',
      label: t('touch:list.account'),
      leading: true,
      value: row => <MarkedName name={row.name} sample={row.sample} />,
    },
    {
      key: 'last',
      label: t('touch:missed.lastPerson'),
      value: row => <LastPerson row={row} />,
    },
    {
      key: 'why',
      label: t('touch:missed.why'),
      value: row => <Why row={row} model={every.get(row.modelId)?.name ?? ''} />,
    },
    {
      key: 'risk',
      label: t('touch:missed.risk'),
      numeric: true,
      value: row => (row.risk === null ? '–' : format.percent(row.risk)),
    },
    {
      key: 'amount',
      label: t('touch:missed.amount'),
      numeric: true,
      value: row => (row.monthlyAmount === null ? '–' : format.money(row.monthlyAmount, row.currency)),
    },
    {
      key: 'renews',
      label: t('touch:missed.renews'),
      minor: true,
      value: row => (row.renewsOn ? format.date(row.renewsOn) : '–'),
    },
    { key: 'owner', label: t('touch:list.owner'), minor: true, value: row => row.owner ?? '–' },
  ]
}

function LastPerson({ row }: { readonly row: MissedAccount }) {
  const { t } = useView()
  return row.lastPersonAt ? <Time at={row.lastPersonAt} /> : <span class="muted">{t('touch:missed.nobody')}</span>
}

function Why({ row, model }: { readonly row: MissedAccount; readonly model: string }) {
  const { t, format } = useView()
  return (
    <span class="cluster">
      {row.byPeople ? <Tag tone="accent">{model}</Tag> : null}
      {row.weighty ? <Tag tone="care">{t('touch:reason.weightyShort')}</Tag> : null}
      {row.heldOut.length > 0 ? (
        <span class="small muted">
          <Tag>{t('touch:missed.heldOut')}</Tag> {format.list(row.heldOut)}
        </span>
      ) : null}
    </span>
  )
}
