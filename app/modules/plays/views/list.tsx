import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import { triggerSentence } from '../describe/sentences.ts'
import type { PlayNames } from '../describe/telling.ts'
import type { ListedPlay } from '../listing.ts'
import { type PlayState, playStates } from '../tables.ts'
import { templates } from '../templates/templates.ts'
import { PlayStateTag } from './running/state-tag.tsx'
import { TemplateCards } from './template-cards.tsx'

interface PlaysPageProps {
  readonly plays: readonly ListedPlay[]
  /** Only those in this state are shown; undefined for all that are not archived. */
  readonly state: PlayState | undefined
  readonly counts: ReadonlyMap<PlayState, number>
  readonly names: PlayNames
  /** By id. */
  readonly owners: ReadonlyMap<string, string>
  /** What is known of their effects, by id; undefined when nobody judges them. */
  readonly verdicts: ReadonlyMap<number, Child> | undefined
  readonly next: string | undefined
  readonly previous: string | undefined
  readonly mayEdit: boolean
}

/** All plays: what starts each, whether it is on, and how many are under way. */
export function PlaysPage(props: PlaysPageProps) {
  const { plays, state, counts, next, previous, mayEdit } = props
  const { t } = useView()
  const any = [...counts.values()].some(count => count > 0)
  const create = mayEdit ? (
    <LinkButton look="primary" icon="plus" href={href(paths.playNew)}>
      {t('plays:list.new')}
    </LinkButton>
  ) : undefined
  return (
    <StaffLayout title={t('plays:nav')} width="wide">
      <PageHead title={t('plays:nav')} lead={t('plays:list.lead')} actions={any ? create : undefined} />
      {any ? <States state={state} counts={counts} /> : null}
      {any ? <Listed {...props} /> : <NoPlays mayEdit={mayEdit} />}
      {plays.length > 0 ? <Pagination previous={previous} next={next} shown={plays.length} /> : null}
    </StaffLayout>
  )
}

function Listed(props: PlaysPageProps) {
  const { t } = useView()
  return (
    <Card label={t('plays:nav')}>
      <DataTable
        caption={t('plays:nav')}
        columns={useColumns(props)}
        rows={props.plays}
        href={play => href(play.state === 'draft' ? paths.playEdit : paths.play, { id: play.id })}
        empty={
          <>
            <h2 class="unseen">{t('plays:nav')}</h2>
            <EmptyState icon="workflow" title={t('plays:list.noneHere')} />
          </>
        }
      />
    </Card>
  )
}

function States({ state, counts }: Pick<PlaysPageProps, 'state' | 'counts'>) {
  const { t } = useView()
  const count = (one: PlayState) => counts.get(one) ?? 0
  const all = playStates.filter(one => one !== 'archived').reduce((sum, one) => sum + count(one), 0)
  return (
    <Tabs
      label={t('plays:list.state')}
      tabs={[
        { text: t('plays:list.all'), href: href(paths.plays), count: all, current: state === undefined },
        ...playStates.map(one => ({
          text: t(`plays:running.state.${one}`),
          href: href(paths.plays, {}, { state: one }),
          count: count(one),
          current: state === one,
        })),
      ]}
    />
  )
}

function NoPlays({ mayEdit }: Pick<PlaysPageProps, 'mayEdit'>) {
  const { t } = useView()
  return (
    <>
      <Card label={t('plays:nav')}>
        <EmptyState icon="workflow" title={t('plays:list.emptyTitle')}>
          {t('plays:list.emptyText')}
        </EmptyState>
      </Card>
      {mayEdit ? <TemplateCards templates={templates} /> : null}
    </>
  )
}

function useColumns({ names, owners, verdicts }: PlaysPageProps): readonly Column<ListedPlay>[] {
  const view = useView()
  const { t, format } = view
  return [
    { key: 'name', label: t('plays:list.name'), value: play => <MarkedName name={play.name} sample={play.sample} /> },
    {
      key: 'trigger',
      label: t('plays:list.trigger'),
      value: ({ about, definition }) => (
        <span class="told small">
          {definition ? triggerSentence(view, { about, definition }, names) : t('plays:list.unreadable')}
        </span>
      ),
    },
    {
      key: 'state',
      label: t('plays:list.state'),
      steady: true,
      value: ({ state, problem }) => (
        <>
          <PlayStateTag state={state} />
          {problem ? <Tag tone="bad">{t('plays:list.problem')}</Tag> : null}
        </>
      ),
    },
    ...(verdicts
      ? [{ key: 'verdict', label: t('plays:list.verdict'), value: (play: ListedPlay) => verdicts.get(play.id) ?? '–' }]
      : []),
    { key: 'under_way', label: t('plays:list.underWay'), numeric: true, value: play => format.number(play.underWay) },
    { key: 'started', label: t('plays:list.started'), numeric: true, value: play => format.number(play.started) },
    {
      key: 'owner',
      label: t('plays:list.owner'),
      minor: true,
      value: ({ ownerId }) => owners.get(ownerId ?? '') ?? '–',
    },
  ]
}
