import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { followedDays, leastDifference } from '../judgements/agreement.ts'
import type { Disagreement, Judgement } from '../judgements/queries.ts'
import { HealthTabs } from './health-tabs.tsx'

interface JudgementsPageProps {
  readonly judgements: readonly Judgement[]
  readonly disagreements: readonly Disagreement[]
  /** Names of people by id. */
  readonly people: ReadonlyMap<string, string>
  readonly next: string | undefined
}

/** Where people saw an account other than it was computed, and what happened since. */
export function JudgementsPage(props: JudgementsPageProps) {
  const { t } = useView()
  const { judgements, next, disagreements } = props
  const title = t('health:judgement.title')
  return (
    <StaffLayout title={title} width="wide">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('health:title'), href: href(paths.healthOverview) }]}
        lead={t('health:judgement.lead')}
      />
      <HealthTabs />
      {judgements.length === 0 ? (
        <Card label={t('health:judgement.emptyTitle')}>
          <EmptyState icon="message-circle-heart" title={t('health:judgement.emptyTitle')}>
            {t('health:judgement.empty')}
          </EmptyState>
        </Card>
      ) : (
        <Stack gap="loose">
          <Summary disagreements={disagreements} />
          <Card title={t('health:judgement.list')}>
            <DataTable
              caption={t('health:judgement.list')}
              columns={useColumns(props.people)}
              rows={judgements}
              href={row => href(paths.accountHealth, { id: row.accountId })}
              empty={null}
            />
            <CardPart>
              <Pagination next={next} shown={judgements.length} />
            </CardPart>
          </Card>
        </Stack>
      )}
    </StaffLayout>
  )
}

/** Who was right so far, in sentences. */
function Summary({ disagreements }: Pick<JudgementsPageProps, 'disagreements'>) {
  const { t, format } = useView()
  return (
    <Card title={t('health:judgement.summary')} padded>
      <ul>
        {disagreements
          .filter(({ count }) => count > 0)
          .map(({ side, count, left }) => (
            <li>
              {t(`health:judgement.${side}`, {
                count,
                shown: format.number(count),
                left: format.number(left),
                share: format.percent(left / count),
                days: followedDays,
                points: leastDifference,
              })}
            </li>
          ))}
      </ul>
      <p class="small muted">{t('health:judgement.summaryNote')}</p>
    </Card>
  )
}

function useColumns(people: JudgementsPageProps['people']): readonly Column<Judgement>[] {
  const { t, format } = useView()
  return [
    {
      key: 'name',
      label: t('health:list.account'),
      leading: true,
      value: row => <MarkedName name={row.name} sample={row.sample} />,
    },
    {
      key: 'at',
      label: t('health:judgement.at'),
      value: row => (
        <span class="told">
          <Time at={row.at} as="day" />
          <span class="small muted">{people.get(row.staffId)}</span>
        </span>
      ),
    },
    {
      key: 'person',
      label: t('health:judgement.person'),
      numeric: true,
      value: row => (
        <>
          <span class="muted small">{t(`health:judgement.kind.${row.kind}`)}</span> <b>{format.number(row.value)}</b>
        </>
      ),
    },
    {
      key: 'computed',
      label: t('health:judgement.computed'),
      numeric: true,
      value: row => (row.computed === null ? '–' : format.number(row.computed)),
    },
    { key: 'words', label: t('health:judgement.words'), value: row => <span class="told small">{row.words}</span> },
    { key: 'since', label: t('health:judgement.since'), steady: true, value: row => <Since judgement={row} /> },
  ]
}

/** What became of the account. */
function Since({ judgement }: { readonly judgement: Judgement }) {
  const { t, format } = useView()
  const { left, leftAt, at, scoreNow } = judgement
  if (left) {
    if (!leftAt) return <Tag tone="bad">{t('health:judgement.left')}</Tag>
    if (leftAt <= at) return <span class="muted">{t('health:judgement.leftBefore')}</span>
    const days = Math.round((leftAt.getTime() - at.getTime()) / 86_400_000)
    return <Tag tone="bad">{t('health:judgement.leftAfter', { count: days })}</Tag>
  }
  if (scoreNow === null) return <span class="muted">{t('health:judgement.stayed')}</span>
  return <>{t('health:judgement.stayedWith', { score: format.number(scoreNow) })}</>
}
