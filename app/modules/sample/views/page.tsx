import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { progressHref } from '../../../web/progress-stream.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { useView, type View } from '../../../web/view.ts'
import { isUnderWay, type Loading, settledLoading } from '../loading.ts'
import { stages } from '../tables.ts'

/** The element that live updates replace while the sample is being loaded or removed. */
export const loadingPanelId = 'sample-loading'

interface SamplePageProps {
  readonly loading: Loading | undefined
  /** Whether there are real accounts. */
  readonly besideOwn: boolean
  readonly mayChange: boolean
}

/** What the sample company is, how far it has come in or out, and how to be rid of it. */
export function SamplePage({ loading, besideOwn, mayChange }: SamplePageProps) {
  const { t } = useView()
  return (
    <StaffLayout
      title={t('sample:title')}
      live={progressHref(paths.sampleStream, settledLoading(loading))}
      width="narrow"
    >
      <PageHead title={t('sample:title')} lead={t('sample:lead')} />
      <Stack>
        <LoadingPanel loading={loading} />
        <Card title={t('sample:about.title')} padded>
          <Stack>
            <p>{t('sample:about.text')}</p>
            <p>{t('sample:about.language')}</p>
            {loading ? null : <p>{t('sample:none')}</p>}
            {besideOwn ? <p>{t(loading ? 'sample:besideOwnThere' : 'sample:besideOwn')}</p> : null}
            {mayChange ? <Change loading={loading} besideOwn={besideOwn} /> : null}
            <p class="muted small">{t('sample:whoMay')}</p>
          </Stack>
        </Card>
      </Stack>
    </StaffLayout>
  )
}

/** What can be done now; once a failure has stopped it, both. */
function Change({ loading, besideOwn }: Omit<SamplePageProps, 'mayChange'>) {
  const { t } = useView()
  if (isUnderWay(loading)) return loading?.stage === 'removal' ? null : <p class="muted small">{t('sample:wait')}</p>
  const loadable = !loading || (loading.status === 'failed' && loading.stage !== 'removal')
  return (
    <Cluster>
      {loadable ? (
        <PostButton
          action={href(paths.sample)}
          look="primary"
          icon="sprout"
          busy={t('sample:starting')}
          confirm={besideOwn && !loading ? t('sample:loadConfirm') : undefined}
        >
          {t(loading ? 'sample:again' : 'sample:load')}
        </PostButton>
      ) : null}
      {loading ? (
        <PostButton
          action={href(paths.sampleRemoval)}
          look="danger"
          icon="trash-2"
          busy={t('sample:removalStarting')}
          confirm={t('sample:removeConfirm')}
        >
          {t('sample:remove')}
        </PostButton>
      ) : null}
    </Cluster>
  )
}

/** How far it has come; nothing before it was asked for. */
export function LoadingPanel({ loading }: { readonly loading: Loading | undefined }) {
  const { t } = useView()
  if (!loading) return <div id={loadingPanelId} />
  const states = { waiting: 'waiting', running: 'running', done: 'finished', failed: 'failed' } as const
  return (
    <ProgressPanel
      id={loadingPanelId}
      title={t(loading.stage === 'removal' ? 'sample:removing' : 'sample:loading')}
      state={states[loading.status]}
      done={loading.status === 'done' ? 100 : share(loading)}
      total={100}
      message={messageOf(loading, t)}
      actions={
        loading.status === 'done' ? (
          <Cluster>
            <LinkButton href={href(paths.today)} look="primary" iconAfter="arrow-right">
              {t('sample:toToday')}
            </LinkButton>
            <LinkButton href={href(paths.accounts)}>{t('sample:toAccounts')}</LinkButton>
          </Cluster>
        ) : undefined
      }
    />
  )
}

function messageOf({ status, stage, error }: Loading, t: View['t']): string {
  if (status === 'done') return t('sample:done')
  if (status !== 'failed') return t(`sample:stage.${stage}`)
  return t(stage === 'removal' ? 'sample:removalFailed' : 'sample:failed', { error: error ?? '' })
}

/** Events take most of the time of loading; the stages after them share the rest. */
function share({ stage, progress }: Loading): number {
  if (stage === 'removal') return Math.round(progress * 100)
  if (stage === 'events') return Math.round(progress * 70)
  const place = stages.indexOf(stage)
  return Math.round(70 + ((place - 1 + progress) / (stages.length - 1)) * 30)
}
