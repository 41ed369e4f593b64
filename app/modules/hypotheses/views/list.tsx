import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Listed } from '../queries.ts'
import { type State, states } from '../tables.ts'
import { Balance, StateTag } from './parts.tsx'

interface HypothesesPageProps {
  readonly rows: readonly Listed[]
  readonly counts: ReadonlyMap<State, number>
  /** Only those of this state. */
  readonly state: State | undefined
  /** Names of segments by id. */
  readonly segments: ReadonlyMap<number, string>
  readonly next: string | undefined
  /** Whether this is the first page. */
  readonly first: boolean
}

/** What people believe about customers, and how it stands. */
export function HypothesesPage({ rows, counts, state, segments, next, first }: HypothesesPageProps) {
  const { t, format } = useView()
  const total = counts.values().reduce((sum, count) => sum + count, 0)
  return (
    <StaffLayout title={t('hypotheses:list.title')}>
      <PageHead
        title={t('hypotheses:list.title')}
        lead={t('hypotheses:list.lead')}
        actions={
          <LinkButton href={href(paths.hypothesisNew)} look="primary" icon="plus">
            {t('hypotheses:form.new')}
          </LinkButton>
        }
      />
      <Tabs
        label={t('hypotheses:list.title')}
        tabs={[undefined, ...states].map(one => ({
          text: `${t(one ? `hypotheses:states.${one}` : 'hypotheses:list.all')} ${format.number(one ? (counts.get(one) ?? 0) : total)}`,
          href: href(paths.hypotheses, {}, { state: one }),
          current: one === state,
        }))}
      />
      <Card label={t('hypotheses:list.title')}>
        {rows.length === 0 ? <NoHypotheses state={state} /> : null}
        <ul data-shortcuts-list>
          {rows.map(row => (
            <HypothesisItem
              hypothesis={row}
              segment={row.segmentId === null ? undefined : segments.get(row.segmentId)}
            />
          ))}
        </ul>
      </Card>
      <Pagination
        shown={rows.length}
        previous={first ? undefined : href(paths.hypotheses, {}, { state })}
        next={next}
        total={first && !next ? rows.length : undefined}
      />
    </StaffLayout>
  )
}

interface HypothesisItemProps {
  readonly hypothesis: Listed
  readonly segment: string | undefined
}

function HypothesisItem({ hypothesis, segment }: HypothesisItemProps) {
  const { id, statement, state, about, sample, staff, createdAt } = hypothesis
  return (
    <li class="hypothesis">
      <span class="cluster">
        <a class="hypothesis-title" href={href(paths.hypothesis, { id })}>
          {statement}
        </a>
        {sample ? <SampleMark /> : null}
      </span>
      <span class="cluster small muted">
        <StateTag state={state} />
        <Balance hypothesis={hypothesis} />
        {(segment ?? about) ? <span>{segment ?? about}</span> : null}
        <span>
          {staff} <Time at={createdAt} as="day" />
        </span>
      </span>
    </li>
  )
}

function NoHypotheses({ state }: { readonly state: State | undefined }) {
  const { t } = useView()
  if (state) return <EmptyState icon="flask-conical" title={t('hypotheses:list.noneOfState')} />
  return (
    <EmptyState
      icon="flask-conical"
      title={t('hypotheses:list.none')}
      action={<LinkButton href={href(paths.hypothesisNew)}>{t('hypotheses:form.new')}</LinkButton>}
    >
      {t('hypotheses:list.noneHow')}
    </EmptyState>
  )
}
