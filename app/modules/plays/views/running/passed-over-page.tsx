import { href, paths } from '../../../../paths.ts'
import type { PlayTab } from '../../../../web/module.ts'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Select } from '../../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../../web/ui/filter-bar.tsx'
import { Pagination } from '../../../../web/ui/pagination.tsx'
import { MarkedName } from '../../../../web/ui/tag.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import { type PassedOverRow, passedOverDays } from '../../running/passed-over.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { passReasons } from '../../starting/judge.ts'
import { PlayFrame } from './play-frame.tsx'
import { useReasonWords } from './reasons.ts'

interface PassedOverPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly reason: string | undefined
  readonly rows: readonly PassedOverRow[]
  readonly next: string | undefined
  readonly previous: string | undefined
}

/** Who came to a play and was not started, and why not. */
export function PassedOverPage({ play, tabs, reason, rows, next, previous }: PassedOverPageProps) {
  const { t } = useView()
  const words = useReasonWords()
  const title = t('plays:running.tabs.passedOver')
  const action = href(paths.playPassedOver, { id: play.id })
  return (
    <PlayFrame play={play} tabs={tabs} title={title}>
      <p class="muted">{t('plays:running.passedOver.lead', { count: passedOverDays })}</p>
      <FilterBar action={action} clear={action}>
        <Select
          name="reason"
          label={t('plays:running.passedOver.reason')}
          value={reason}
          empty={t('plays:running.enrollments.all')}
          options={passReasons
            .filter(one => one !== 'gone' && one !== 'no_account')
            .map(value => ({ value, text: words(value) }))}
        />
      </FilterBar>
      <Card title={title}>
        <DataTable
          caption={title}
          columns={useColumns(play)}
          rows={rows}
          empty={
            <CardPart>
              <EmptyState icon="users" title={t('plays:running.passedOver.none')} />
            </CardPart>
          }
        />
      </Card>
      <Pagination previous={previous} next={next} shown={rows.length} />
    </PlayFrame>
  )
}

function useColumns({ about }: ShownPlay): readonly Column<PassedOverRow>[] {
  const { t } = useView()
  const words = useReasonWords()
  const contact: Column<PassedOverRow> = {
    key: 'contact',
    label: t('plays:running.contact'),
    value: row =>
      row.contactId === null ? null : (
        <a class="link" href={href(paths.contact, { id: row.contactId })}>
          <bdi>{row.contact}</bdi>
        </a>
      ),
  }
  return [
    {
      key: 'account',
      label: t('plays:running.account'),
      value: row => (
        <a class="link" href={href(paths.account, { id: row.accountId })}>
          <MarkedName name={row.account} sample={row.sample} />
        </a>
      ),
    },
    ...(about === 'contact' ? [contact] : []),
    { key: 'reason', label: t('plays:running.passedOver.reason'), value: row => words(row.reason) },
    { key: 'at', label: t('plays:running.passedOver.at'), steady: true, value: row => <Time at={row.at} /> },
  ]
}
