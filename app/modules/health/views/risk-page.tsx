import { href, paths } from '../../../paths.ts'
import { allows, carers } from '../../../web/access.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { progressHref } from '../../../web/progress-stream.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { RiskyAccount, Training } from '../learning/queries.ts'
import { ModelReport, reportId } from './risk-report.tsx'
import { settledTraining, TrainingPanel } from './risk-training.tsx'
import { riskReasonWords } from './risk-words.ts'

export interface RiskPageProps {
  readonly offers: Offers
  readonly last: Training | undefined
  readonly active: Training | undefined
  readonly accounts: readonly RiskyAccount[]
  readonly spread: { readonly total: number; readonly counts: readonly number[] }
  readonly next: string | undefined
  readonly canTrain: boolean
}

/** Who is likely to leave and why, and how far the model behind it can be trusted. */
export function RiskPage(props: RiskPageProps) {
  const { t, staff } = useView()
  const { last, active, accounts, canTrain } = props
  const mayImport = allows(carers, staff)
  const settled = settledTraining(last)
  return (
    <StaffLayout title={t('health:risk.title')} live={progressHref(paths.riskStream, settled)} width="wide">
      <PageHead
        title={t('health:risk.title')}
        lead={t('health:risk.lead')}
        actions={
          canTrain && settled !== undefined ? (
            <PostButton action={href(paths.riskTrainings)} look="primary" icon="brain">
              {t(active ? 'health:risk.retrain' : 'health:risk.train')}
            </PostButton>
          ) : undefined
        }
      />
      <Stack>
        <TrainingPanel training={last} />
        {active && accounts.length > 0 ? <Learned {...props} active={active} /> : null}
        {!active && settled !== undefined ? (
          <Card label={t('health:risk.emptyTitle')}>
            <EmptyState
              icon="brain"
              title={t('health:risk.emptyTitle')}
              action={
                mayImport ? (
                  <LinkButton href={href(paths.importNew)}>{t('health:risk.importCancellations')}</LinkButton>
                ) : undefined
              }
            >
              {t('health:risk.empty')}
            </EmptyState>
          </Card>
        ) : null}
      </Stack>
    </StaffLayout>
  )
}

/** Whom to call and why; whether to believe it comes after that. */
function Learned(props: RiskPageProps & { readonly active: Training }) {
  return (
    <Stack gap="loose">
      <RiskTable {...props} />
      <ModelReport training={props.active} spread={props.spread.counts} offers={props.offers} />
    </Stack>
  )
}

function RiskTable({ accounts, offers, next, spread }: RiskPageProps) {
  const { t } = useView()
  return (
    <Card
      title={t('health:risk.list')}
      note={
        <a class="link" href={`#${reportId}`}>
          {t('health:risk.howGood')}
        </a>
      }
      actions={
        accounts.length > 0 ? (
          <LinkButton href={href(paths.riskExport)} size="small" icon="download" download>
            {t('health:risk.export')}
          </LinkButton>
        ) : undefined
      }
    >
      <DataTable
        caption={t('health:risk.list')}
        columns={useColumns(offers)}
        rows={accounts}
        href={row => href(paths.account, { id: row.id })}
        empty={<CardPart>{t('health:risk.none')}</CardPart>}
      />
      <CardPart>
        <Pagination next={next} shown={accounts.length} total={spread.total} />
      </CardPart>
    </Card>
  )
}

function useColumns(offers: Offers): readonly Column<RiskyAccount>[] {
  const view = useView()
  const { t, format } = view
  return [
    {
      key: 'name',
      label: t('health:risk.account'),
      leading: true,
      value: row => <MarkedName name={row.name} sample={row.sample} />,
    },
    {
      key: 'risk',
      label: t('health:field.risk'),
      numeric: true,
      value: row => <b>{format.percent(row.probability)}</b>,
    },
    {
      key: 'reasons',
      label: t('health:risk.reasons'),
      value: row => <Reasons account={row} offers={offers} />,
    },
    {
      key: 'amount',
      label: t('health:risk.amount'),
      numeric: true,
      value: row => (row.monthlyAmount === null ? '–' : format.money(row.monthlyAmount, row.currency)),
    },
    {
      key: 'score',
      label: t('health:score'),
      numeric: true,
      minor: true,
      value: row => (row.score === null ? '–' : format.number(row.score)),
    },
  ]
}

function Reasons({ account, offers }: { readonly account: RiskyAccount; readonly offers: Offers }) {
  const view = useView()
  const told = riskReasonWords(view, offers, account.reasons)
  if (told.length === 0) return <span class="muted small">{view.t('health:risk.noReason')}</span>
  return (
    <ul class="told small">
      {told.map(reason => (
        <li>{reason}</li>
      ))}
    </ul>
  )
}
