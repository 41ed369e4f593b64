import { href, paths } from '../../../paths.ts'
import type { TimelineEntry } from '../../../web/readers.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Timeline, type TimelineDay } from '../../../web/ui/timeline.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { TimelinePage } from '../timeline/page.ts'

interface TimelineCardProps {
  readonly accountId: number
  readonly page: TimelinePage
}

/** What happened, newest first; the newest part is renewed while the page is open, older ones come on request. */
export function TimelineCard({ accountId, page }: TimelineCardProps) {
  const { t } = useView()
  return (
    <Card title={t('customers:timeline.title')}>
      <CardPart>
        <div id="timeline-latest">
          <TimelineLatest entries={page.entries} />
        </div>
        {page.older ? <OlderFrame accountId={accountId} before={page.older} /> : null}
      </CardPart>
    </Card>
  )
}

/** The newest part. */
export function TimelineLatest({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const view = useView()
  if (entries.length === 0) return <p class="muted">{view.t('customers:timeline.empty')}</p>
  return <Timeline days={byDay(view, entries)} />
}

/** Further entries, and behind them the frame for those before. */
export function TimelineOlder({ accountId, before, page }: TimelineCardProps & { readonly before: Date }) {
  const view = useView()
  return (
    <turbo-frame id={frameId(before)} target="_top">
      <Timeline days={byDay(view, page.entries)} />
      {page.older ? <OlderFrame accountId={accountId} before={page.older} /> : null}
    </turbo-frame>
  )
}

function OlderFrame({ accountId, before }: { readonly accountId: number; readonly before: Date }) {
  const { t } = useView()
  const frame = frameId(before)
  return (
    <turbo-frame id={frame} target="_top">
      <LinkButton
        size="small"
        icon="chevron-down"
        href={href(paths.accountTimeline, { id: accountId }, { before: before.getTime() })}
        more={{ 'data-turbo-frame': frame }}
      >
        {t('customers:timeline.older')}
      </LinkButton>
    </turbo-frame>
  )
}

function frameId(before: Date): string {
  return `timeline-before-${before.getTime()}`
}

/** Grouped by the days of the viewer's zone; today and yesterday by name. */
function byDay({ t, format, now }: View, entries: readonly TimelineEntry[]): readonly TimelineDay[] {
  const today = format.date(now)
  const yesterday = format.date(new Date(now.getTime() - 86_400_000))
  const groups = Map.groupBy(entries, entry => format.date(entry.at))
  return [...groups].map(([day, list]) => ({
    day:
      day === today
        ? t('customers:timeline.today', { day })
        : day === yesterday
          ? t('customers:timeline.yesterday', { day })
          : day,
    entries: list.map(entry => ({
      at: entry.at,
      icon: entry.icon,
      tone: entry.tone,
      title: t(entry.text, entry.values),
      ...(entry.note && { detail: entry.note }),
      ...(entry.href && { href: entry.href }),
    })),
  }))
}
