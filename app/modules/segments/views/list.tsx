import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { Change, SampleMark, Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import { type About, abouts } from '../about.ts'
import { describeCondition, type Names } from '../conditions/describe.ts'
import type { Segment } from '../queries.ts'

interface SegmentsPageProps {
  readonly segments: readonly Segment[]
  /** Only those that gather these are shown. */
  readonly about: About | undefined
  /** How many segments there are of each. */
  readonly counts: Readonly<Record<About, number>>
  /** All accounts and contacts there are. */
  readonly totals: Readonly<Record<About, number>>
  readonly names: Names
  readonly next: string | undefined
  /** The first page, unless this is it. */
  readonly previous: string | undefined
  /** Whether the person may make segments. */
  readonly mayEdit: boolean
}

/** All segments, with how many are in them. */
export function SegmentsPage(props: SegmentsPageProps) {
  const { segments, about, counts, totals, names, next, previous, mayEdit } = props
  const { t } = useView()
  const create = mayEdit ? (
    <LinkButton look="primary" icon="plus" href={href(paths.newSegment, {}, { about })}>
      {t('segments:list.new')}
    </LinkButton>
  ) : undefined
  const empty = (
    <>
      <h2 class="unseen">{t('segments:list.title')}</h2>
      <EmptyState icon="shapes" title={t('segments:list.emptyTitle')} action={create}>
        {t(about ? `segments:about.${about}.emptyText` : 'segments:list.emptyText')}
      </EmptyState>
    </>
  )
  const any = counts.account + counts.contact > 0
  return (
    <StaffLayout title={t('segments:list.title')} width="wide">
      <PageHead
        title={t('segments:list.title')}
        lead={t('segments:list.lead')}
        actions={segments.length > 0 ? create : undefined}
      />
      {any ? <Kinds about={about} counts={counts} /> : null}
      <Card label={t('segments:list.title')}>
        <DataTable
          caption={t('segments:list.title')}
          columns={useColumns(totals, names)}
          rows={segments}
          href={({ id }) => href(paths.segment, { id })}
          empty={empty}
        />
      </Card>
      {segments.length > 0 ? <Pagination previous={previous} next={next} shown={segments.length} /> : null}
    </StaffLayout>
  )
}

function Kinds({ about, counts }: Pick<SegmentsPageProps, 'about' | 'counts'>) {
  const { t } = useView()
  const all = { text: t('segments:list.all'), href: href(paths.segments), count: counts.account + counts.contact }
  return (
    <Tabs
      label={t('segments:list.about')}
      tabs={[
        { ...all, current: about === undefined },
        ...abouts.map(one => ({
          text: t(`segments:about.${one}.name`),
          href: href(paths.segments, {}, { about: one }),
          count: counts[one],
          current: about === one,
        })),
      ]}
    />
  )
}

function useColumns(totals: SegmentsPageProps['totals'], names: Names): readonly Column<Segment>[] {
  const { t, format } = useView()
  return [
    { key: 'name', label: t('segments:list.name'), value: segment => <NameAndState segment={segment} /> },
    { key: 'about', label: t('segments:list.about'), value: ({ about }) => t(`segments:about.${about}.name`) },
    {
      key: 'condition',
      label: t('segments:page.condition'),
      value: segment => <ConditionText segment={segment} names={names} />,
    },
    {
      key: 'members',
      label: t('segments:list.members'),
      numeric: true,
      value: ({ members }) => format.number(members),
    },
    {
      key: 'share',
      label: t('segments:list.share'),
      numeric: true,
      value: ({ about, members }) => format.percent(totals[about] > 0 ? members / totals[about] : 0, 1),
    },
    {
      key: 'change',
      label: t('segments:list.change'),
      numeric: true,
      value: ({ members, weekAgo }) =>
        weekAgo === null ? (
          <span class="muted" title={t('segments:list.young')}>
            –
          </span>
        ) : (
          <Change value={members - weekAgo} better="neither" />
        ),
    },
  ]
}

function NameAndState({ segment: { name, sample, evaluation } }: { readonly segment: Segment }) {
  const { t } = useView()
  const { problem, status } = evaluation
  return (
    <>
      {name} {sample ? <SampleMark /> : null} {problem ? <Tag tone="bad">{t('web:ui.progress.stopped')}</Tag> : null}
      {status === 'waiting' || status === 'running' ? <Tag>{t(`web:ui.progress.${status}`)}</Tag> : null}
    </>
  )
}

function ConditionText({ segment: { about, condition }, names }: { readonly segment: Segment; readonly names: Names }) {
  const view = useView()
  return (
    <span class="told small">
      {condition ? describeCondition(view, condition, about, names) : view.t('segments:page.unreadable')}
    </span>
  )
}
