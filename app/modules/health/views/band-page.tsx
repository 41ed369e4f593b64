import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { Change, MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Spread } from '../overview/queries.ts'
import type { Band } from '../tables.ts'
import { type BandAccount, whyInBand } from './band-words.ts'

interface BandPageProps {
  readonly offers: Offers
  readonly band: Band
  readonly spread: Spread
  readonly accounts: readonly BandAccount[]
  readonly next: string | undefined
}

/** The accounts of one band, the lowest score first, with what costs each most. */
export function BandPage({ offers, band, spread, accounts, next }: BandPageProps) {
  const { t, format } = useView()
  const title = t('health:list.title')
  return (
    <StaffLayout title={title} width="wide">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('health:title'), href: href(paths.healthOverview) }]}
        actions={
          accounts.length > 0 ? (
            <LinkButton href={href(paths.healthAccountsExport, {}, { band })} icon="download" download>
              {t('health:list.export')}
            </LinkButton>
          ) : undefined
        }
      />
      <Tabs
        label={t('health:list.bands')}
        tabs={(['bad', 'care', 'good', 'unknown'] as const).map(one => ({
          href: href(paths.healthAccounts, {}, { band: one }),
          text: t(`health:band.${one}`),
          count: format.number(spread.bands[one]),
          current: one === band,
        }))}
      />
      <Card label={title}>
        <DataTable
          caption={title}
          columns={useColumns(offers, band)}
          rows={accounts}
          href={row => href(paths.accountHealth, { id: row.id })}
          empty={<CardPart>{t('health:list.empty')}</CardPart>}
        />
        {accounts.length > 0 ? (
          <CardPart>
            <Pagination next={next} shown={accounts.length} total={spread.bands[band]} />
          </CardPart>
        ) : null}
      </Card>
    </StaffLayout>
  )
}

function useColumns(offers: Offers, band: Band): readonly Column<BandAccount>[] {
  const { t, format } = useView()
  const name: Column<BandAccount> = {
    key: 'name',
    label: t('health:list.account'),
    leading: true,
    value: row => <MarkedName name={row.name} sample={row.sample} />,
  }
  const amount: Column<BandAccount> = {
    key: 'amount',
    label: t('health:risk.amount'),
    numeric: true,
    value: row => (row.monthlyAmount === null ? '–' : format.money(row.monthlyAmount, row.currency)),
  }
  const why: Column<BandAccount> = {
    key: 'why',
    label: t(band === 'unknown' ? 'health:list.whyUnknown' : 'health:list.costs'),
    value: row => <Why account={row} offers={offers} />,
  }
  if (band === 'unknown') return [name, why, amount]
  return [
    name,
    {
      key: 'score',
      label: t('health:score'),
      numeric: true,
      value: ({ health }) => (health?.present.score == null ? '–' : <b>{format.number(health.present.score)}</b>),
    },
    {
      key: 'change',
      label: t('health:field.change'),
      numeric: true,
      value: ({ health }) => (health?.change === undefined ? '–' : <Change value={Math.round(health.change)} />),
    },
    why,
    amount,
  ]
}

/** What costs most points; or why nothing is known. */
function Why({ account, offers }: { readonly account: BandAccount; readonly offers: Offers }) {
  const { costs, instead, calm } = whyInBand(useView(), offers, account)
  if (costs.length === 0) return <span class={calm ? 'muted' : undefined}>{instead}</span>
  return (
    <ul class="told small">
      {costs.map(cost => (
        <li>{cost}</li>
      ))}
    </ul>
  )
}
