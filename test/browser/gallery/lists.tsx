import { Button, LinkButton } from '../../../app/web/ui/button.tsx'
import { Card } from '../../../app/web/ui/card.tsx'
import { Select } from '../../../app/web/ui/choice.tsx'
import { type Column, DataTable } from '../../../app/web/ui/data-table.tsx'
import { EmptyState } from '../../../app/web/ui/empty-state.tsx'
import { Field } from '../../../app/web/ui/field.tsx'
import { FilterBar, Toolbar } from '../../../app/web/ui/filter-bar.tsx'
import { Stack } from '../../../app/web/ui/layout-parts.tsx'
import { Pagination } from '../../../app/web/ui/pagination.tsx'
import { Ring } from '../../../app/web/ui/ring.tsx'
import { Time } from '../../../app/web/ui/time.tsx'
import { useView } from '../../../app/web/view.ts'
import { type SampleAccount, sampleAccounts } from './sample.ts'
import { useSay } from './say.ts'

/** Filters, table, pagination; the same table without rows. */
export function ListSections() {
  const say = useSay()
  return (
    <>
      <Filters />
      <Card label={say('顧客の一覧', 'Accounts')}>
        <AccountTable rows={sampleAccounts} />
      </Card>
      <Pagination previous="#" next="#" shown={50} total={12_384} />
      <Card title={say('まだ何もない一覧', 'A list without rows')}>
        <AccountTable rows={[]} />
      </Card>
    </>
  )
}

function Filters() {
  const say = useSay()
  return (
    <Stack>
      <FilterBar
        action="/accounts"
        keep={{ sort: '-score' }}
        clear="/accounts"
        active={[
          { text: say('ヘルス：注意', 'Health: care'), without: '#' },
          { text: say('担当：自分', 'Owner: me'), without: '#' },
        ]}
      >
        <Field name="name" type="search" label={say('名前', 'Name')} />
        <Select
          name="band"
          label={say('ヘルス', 'Health')}
          empty={say('すべて', 'All')}
          options={[
            { value: 'bad', text: say('危険', 'Critical') },
            { value: 'care', text: say('注意', 'Care') },
          ]}
        />
      </FilterBar>
      <Toolbar
        label={say('一覧の操作', 'List actions')}
        start={<span class="small muted num">{say('2件を選択中', '2 selected')}</span>}
        end={
          <>
            <Button look="quiet" icon="columns-3">
              {say('列を選ぶ', 'Columns')}
            </Button>
            <LinkButton href="#" icon="download" download>
              {say('CSVで書き出す', 'Export as CSV')}
            </LinkButton>
          </>
        }
      />
    </Stack>
  )
}

function AccountTable({ rows }: { readonly rows: readonly SampleAccount[] }) {
  const say = useSay()
  const { format } = useView()
  const columns: Column<SampleAccount>[] = [
    { key: 'name', label: say('顧客', 'Account'), value: row => say(...row.name), sortable: 'ascending' },
    { key: 'plan', label: say('契約', 'Plan'), value: row => say(...row.plan) },
    {
      key: 'score',
      label: say('ヘルス', 'Health'),
      value: row => <Ring score={row.score} tone={row.tone} size="small" label={say('ヘルス', 'Health')} />,
      sortable: 'ascending',
    },
    {
      key: 'monthly',
      label: say('月額', 'Monthly'),
      value: row => format.money(row.monthly, 'JPY'),
      numeric: true,
      sortable: 'descending',
    },
    {
      key: 'risk',
      label: say('解約リスク', 'Churn risk'),
      value: row => format.percent(row.risk),
      numeric: true,
      sortable: 'descending',
    },
    {
      key: 'seen',
      label: say('最後の利用', 'Last seen'),
      value: row => <Time at={row.seen} />,
      sortable: 'descending',
    },
  ]
  return (
    <DataTable
      caption={say('顧客の一覧', 'Accounts')}
      columns={columns}
      rows={rows}
      href={row => `#account-${row.id}`}
      sort={{ key: 'monthly', direction: 'descending' }}
      sortHref={sort => `?sort=${sort.direction === 'descending' ? '-' : ''}${sort.key}`}
      pick={{
        actions: <Button size="small">{say('担当を変える', 'Change owner')}</Button>,
        name: 'account[]',
        value: row => String(row.id),
        label: row => say(`${row.name[0]}を選ぶ`, `Select ${row.name[1]}`),
      }}
      empty={
        <EmptyState
          icon="users"
          title={say('顧客はまだいません', 'No accounts yet')}
          action={
            <>
              <LinkButton href="#" look="primary" icon="upload">
                {say('CSVを取り込む', 'Import a CSV')}
              </LinkButton>
              <LinkButton href="#" look="quiet">
                {say('アプリをつなぐ', 'Connect your app')}
              </LinkButton>
            </>
          }
        >
          {say(
            'ここには、会社とその担当者、契約、ヘルスが並びます。まずは手元の一覧を取り込んでみましょう。',
            'Companies with their contacts, subscriptions and health will be listed here. Begin by importing a list you have.',
          )}
        </EmptyState>
      }
    />
  )
}
