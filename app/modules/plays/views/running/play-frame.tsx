import type { Child } from 'hono/jsx'
import { href, paths } from '../../../../paths.ts'
import { allows, carers } from '../../../../web/access.ts'
import { StaffLayout } from '../../../../web/layout.tsx'
import type { PlayTab } from '../../../../web/module.ts'
import { LinkButton, PostButton } from '../../../../web/ui/button.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Menu } from '../../../../web/ui/menu.tsx'
import { PageHead } from '../../../../web/ui/page-head.tsx'
import { Tabs } from '../../../../web/ui/tabs.tsx'
import { SampleLink } from '../../../../web/ui/tag.tsx'
import { useView } from '../../../../web/view.ts'
import { playMakers } from '../../rights.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { PlayStateTag } from './state-tag.tsx'

interface PlayFrameProps {
  readonly play: ShownPlay
  /** Pages about a play that other modules have. */
  readonly tabs: readonly PlayTab[]
  /** What the page tells of the play; nothing for its first page. */
  readonly title?: string
  /** It is no tab: something is tried or done with the play. */
  readonly apart?: boolean
  readonly live?: string
  readonly children: Child
}

/** Head and tabs of every page about one play; a page that is no tab has its own title over them. */
export function PlayFrame({ play, tabs, title, apart, live, children }: PlayFrameProps) {
  const { t } = useView()
  const plays = { text: t('plays:nav'), href: href(paths.plays) }
  return (
    <StaffLayout title={title ? `${title} · ${play.name}` : play.name} live={live} width="wide">
      <PageHead
        title={apart && title ? title : play.name}
        breadcrumb={apart ? [plays, { text: play.name, href: href(paths.play, { id: play.id }) }] : [plays]}
        marks={
          <>
            <PlayStateTag state={play.state} />
            {play.sample ? <SampleLink /> : null}
          </>
        }
        lead={(apart ? undefined : play.description) || undefined}
        actions={apart ? undefined : <Actions play={play} />}
      />
      {apart ? null : <PlayTabs play={play} tabs={tabs} title={title} />}
      {children}
    </StaffLayout>
  )
}

function Actions({ play: { id, state, version } }: Pick<PlayFrameProps, 'play'>) {
  const { t, staff } = useView()
  const makes = allows(playMakers, staff)
  return (
    <>
      <LinkButton href={href(paths.playDryRun, { id }, { of: version ? 'version' : undefined })} icon="eye">
        {t('plays:running.dryRun.title')}
      </LinkButton>
      {state === 'live' && allows(carers, staff) ? (
        <LinkButton href={href(paths.playStart, { id })} icon="hand">
          {t('plays:running.start.title')}
        </LinkButton>
      ) : null}
      {makes && state !== 'archived' ? <Changes id={id} state={state} /> : null}
    </>
  )
}

function Changes({ id, state }: Pick<ShownPlay, 'id' | 'state'>) {
  const { t } = useView()
  return (
    <>
      {state === 'live' ? (
        <PostButton action={href(paths.playPause, { id })} icon="pause" confirm={t('plays:running.pauseConfirm')}>
          {t('plays:running.pause')}
        </PostButton>
      ) : null}
      {state === 'paused' ? (
        <PostButton action={href(paths.playResumption, { id })} icon="play" confirm={t('plays:running.resumeConfirm')}>
          {t('plays:running.resume')}
        </PostButton>
      ) : null}
      <Menu id="play-more" button={{ label: t('plays:running.more'), icon: 'ellipsis' }} towardsStart>
        <form method="post" action={href(paths.playArchive, { id })}>
          <button type="submit" class="menu-item" data-turbo-confirm={t('plays:running.archiveConfirm')}>
            <Icon name="archive" />
            {t('plays:running.archive')}
          </button>
        </form>
      </Menu>
      <LinkButton look="primary" icon="pencil" href={href(paths.playEdit, { id })}>
        {t('plays:running.edit')}
      </LinkButton>
    </>
  )
}

function PlayTabs({ play: { id }, tabs, title }: Pick<PlayFrameProps, 'play' | 'tabs' | 'title'>) {
  const { t, path } = useView()
  const own = [
    { text: t('plays:running.tabs.overview'), to: paths.play },
    { text: t('plays:running.tabs.enrollments'), to: paths.playEnrollments },
    { text: t('plays:running.tabs.heldOut'), to: paths.playHeldOut },
    { text: t('plays:running.tabs.passedOver'), to: paths.playPassedOver },
    { text: t('plays:running.tabs.trials'), to: paths.playTrials },
    { text: t('plays:running.tabs.history'), to: paths.playHistory },
  ].map(tab => ({ text: tab.text, href: href(tab.to, { id }) }))
  // A tab's path has one parameter, the play.
  const offered = tabs.map(tab => ({ text: t(tab.label), href: tab.path.replace(':id', String(id)) }))
  const [overview, ...rest] = own
  const all = [...(overview ? [overview] : []), ...offered, ...rest]
  // A form that was not accepted has an address of its own; the page it stands on says its title.
  const current = all.find(tab => tab.href === path) ?? all.find(tab => tab.text === title)
  return <Tabs label={t('plays:running.tabs.label')} tabs={all.map(tab => ({ ...tab, current: tab === current }))} />
}
