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
import type { HeldOutFilter, HeldOutRow } from '../../running/held-out.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { PlayFrame } from './play-frame.tsx'

interface HeldOutPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly filter: Pick<HeldOutFilter, 'level' | 'despite'>
  readonly rows: readonly HeldOutRow[]
  readonly next: string | undefined
  readonly previous: string | undefined
}

/** Who is kept out of a play at random, so that its effect can be known. */
export function HeldOutPage({ play, tabs, filter, rows, next, previous }: HeldOutPageProps) {
  const { t } = useView()
  const title = t('plays:running.tabs.heldOut')
  const action = href(paths.playHeldOut, { id: play.id })
  return (
    <PlayFrame play={play} tabs={tabs} title={title}>
      <p class="muted">{t('plays:running.heldOut.lead')}</p>
      <FilterBar action={action} clear={action}>
        <Select
          name="level"
          label={t('plays:running.heldOut.level')}
          value={filter.level}
          empty={t('plays:running.enrollments.all')}
          options={(['play', 'company'] as const).map(value => ({ value, text: t(`plays:running.level.${value}`) }))}
        />
        <Select
          name="despite"
          label={t('plays:running.heldOut.treated')}
          value={filter.despite ? 'on' : undefined}
          empty={t('plays:running.enrollments.all')}
          options={[{ value: 'on', text: t('plays:running.figures.despite') }]}
        />
      </FilterBar>
      <Card title={title}>
        <DataTable
          caption={title}
          columns={useColumns()}
          rows={rows}
          empty={
            <CardPart>
              <EmptyState icon="scale" title={t('plays:running.heldOut.none')}>
                {t('plays:running.heldOut.noneText')}
              </EmptyState>
            </CardPart>
          }
        />
      </Card>
      <Pagination previous={previous} next={next} shown={rows.length} />
    </PlayFrame>
  )
}

function useColumns(): readonly Column<HeldOutRow>[] {
  const { t } = useView()
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
    { key: 'level', label: t('plays:running.heldOut.level'), value: row => t(`plays:running.level.${row.level}`) },
    { key: 'at', label: t('plays:running.heldOut.since'), steady: true, value: row => <Time at={row.at} as="day" /> },
    { key: 'despite', label: t('plays:running.heldOut.treated'), value: row => <Despite row={row} /> },
  ]
}

function Despite({ row: { despiteAt, enrollmentId } }: { readonly row: HeldOutRow }) {
  const { t } = useView()
  if (!despiteAt) return null
  return (
    <>
      {enrollmentId ? (
        <a class="link" href={href(paths.enrollment, { id: enrollmentId })}>
          {t('plays:running.figures.despite')}
        </a>
      ) : (
        t('plays:running.figures.despite')
      )}{' '}
      <span class="small muted">
        <Time at={despiteAt} />
      </span>
    </>
  )
}
