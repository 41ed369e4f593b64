import { href, paths } from '../../../paths.ts'
import { LineChart } from '../../../web/chart.tsx'
import { StaffLayout } from '../../../web/layout.tsx'
import type { SegmentUse } from '../../../web/module.ts'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { SampleLink } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import { describeCondition, type Names } from '../conditions/describe.ts'
import type { Member } from '../members.ts'
import type { Segment } from '../queries.ts'
import { SegmentFigures, type SegmentFiguresProps } from './figures.tsx'
import { Members } from './members.tsx'

interface SegmentPageProps {
  readonly segment: Segment
  readonly figures: SegmentFiguresProps
  readonly members: readonly Member[]
  readonly next: string | undefined
  /** The first page, unless this is it. */
  readonly previous: string | undefined
  readonly history: readonly { readonly day: string; readonly members: number }[]
  readonly usedBy: readonly SegmentUse[]
  readonly names: Names
  /** Name of the person who made it. */
  readonly author: string | undefined
  readonly mayEdit: boolean
}

/** One segment: its condition, who is in it, and how that developed. */
export function SegmentPage(props: SegmentPageProps) {
  const { segment, figures, members, next, previous, history, mayEdit } = props
  const { t } = useView()
  const { id, about, name } = segment
  const aside = (
    <>
      <ConditionCard {...props} />
      <SegmentFigures {...figures} />
    </>
  )
  return (
    <StaffLayout title={name} live={href(paths.segmentStream, { id })} width="wide">
      <PageHead
        title={name}
        breadcrumb={[
          { text: t('segments:list.title'), href: href(paths.segments) },
          { text: t(`segments:about.${about}.name`), href: href(paths.segments, {}, { about }) },
        ]}
        marks={segment.sample ? <SampleLink /> : undefined}
        lead={segment.description === '' ? undefined : segment.description}
        actions={<Actions id={id} about={about} name={name} mayEdit={mayEdit} />}
      />
      <Cols aside={aside}>
        <Card title={t(`segments:about.${about}.history`)} padded>
          <History segment={segment} history={history} />
        </Card>
        <Card title={t(`segments:about.${about}.members`)}>
          <Members about={about} members={members} />
        </Card>
        {members.length > 0 ? <Pagination previous={previous} next={next} shown={members.length} /> : null}
      </Cols>
    </StaffLayout>
  )
}

interface ActionsProps {
  readonly id: number
  readonly about: About
  readonly name: string
  readonly mayEdit: boolean
}

function Actions({ id, about, name, mayEdit }: ActionsProps) {
  const { t } = useView()
  const [list, file] =
    about === 'account'
      ? [href(paths.accounts, {}, { segment: id }), href(paths.accountsExport, {}, { segment: id })]
      : [href(paths.contacts, {}, { segment: id }), href(paths.segmentExport, { id })]
  return (
    <>
      <LinkButton icon={about === 'account' ? 'building-2' : 'users'} href={list}>
        {t(`segments:about.${about}.inList`)}
      </LinkButton>
      <LinkButton icon="download" href={file} download>
        {t('segments:page.csv')}
      </LinkButton>
      {mayEdit ? <Changes id={id} name={name} /> : null}
    </>
  )
}

function Changes({ id, name }: Pick<ActionsProps, 'id' | 'name'>) {
  const { t } = useView()
  return (
    <>
      <LinkButton look="primary" icon="pencil" href={href(paths.segmentEditing, { id })}>
        {t('segments:page.edit')}
      </LinkButton>
      <PostButton
        action={href(paths.segmentRemoval, { id })}
        look="danger"
        confirm={t('segments:page.deleteConfirm', { name })}
      >
        {t('segments:page.delete')}
      </PostButton>
    </>
  )
}

function ConditionCard({ segment: { about, condition }, names, usedBy, author }: SegmentPageProps) {
  const view = useView()
  const { t } = view
  return (
    <Card title={t('segments:page.condition')} padded>
      <Stack>
        <p>{condition ? describeCondition(view, condition, about, names) : t('segments:page.unreadable')}</p>
        {author ? <p class="small muted">{t('segments:page.by', { name: author })}</p> : null}
        {usedBy.length > 0 ? (
          <div>
            <p class="small muted">{t('segments:page.usedBy')}</p>
            <ul>
              {usedBy.map(use => (
                <li>
                  <a class="link" href={use.href}>
                    {use.label}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </Stack>
    </Card>
  )
}

function History({ segment: { about, name }, history }: Pick<SegmentPageProps, 'segment' | 'history'>) {
  const { t, format } = useView()
  if (history.length < 2) return <p class="muted">{t('segments:page.historyYoung')}</p>
  return (
    <LineChart
      id="segment-history"
      label={t(`segments:about.${about}.historyLabel`, { name })}
      days={history.map(({ day }) => day)}
      series={[{ name: t(`segments:about.${about}.count`), values: history.map(({ members }) => members) }]}
      format={value => format.number(value)}
      min={0}
    />
  )
}
