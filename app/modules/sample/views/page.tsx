import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Loading } from '../loading.ts'
import { stages } from '../tables.ts'

/** The element that live updates replace while the sample is being loaded. */
export const loadingPanelId = 'sample-loading'

/** What the sample company is, how far it has come in, and how to be rid of it. */
export function SamplePage({
  loading,
  mayChange,
}: {
  readonly loading: Loading | undefined
  readonly mayChange: boolean
}) {
  const { t } = useView()
  return (
    <StaffLayout title={t('sample:title')} live={href(paths.sampleStream)} width="narrow">
      <PageHead title={t('sample:title')} lead={t('sample:lead')} />
      <Stack>
        <LoadingPanel loading={loading} />
        <Card title={t('sample:about.title')} padded>
          <p>{t('sample:about.text')}</p>
          {mayChange ? <Change loading={loading} /> : null}
        </Card>
      </Stack>
    </StaffLayout>
  )
}

function Change({ loading }: { readonly loading: Loading | undefined }) {
  const { t } = useView()
  if (!loading || loading.status === 'failed') {
    return (
      <PostButton action={href(paths.sample)} look="primary" icon="sprout" busy={t('sample:starting')}>
        {t(loading ? 'sample:again' : 'sample:load')}
      </PostButton>
    )
  }
  if (loading.status !== 'done') return <p class="muted small">{t('sample:wait')}</p>
  return (
    <PostButton action={href(paths.sampleRemoval)} look="danger" icon="trash-2" confirm={t('sample:removeConfirm')}>
      {t('sample:remove')}
    </PostButton>
  )
}

/** How far the loading has come; nothing before it was asked for. */
export function LoadingPanel({ loading }: { readonly loading: Loading | undefined }) {
  const { t } = useView()
  if (!loading) return <div id={loadingPanelId} />
  const states = { waiting: 'waiting', running: 'running', done: 'finished', failed: 'failed' } as const
  return (
    <ProgressPanel
      id={loadingPanelId}
      title={t('sample:loading')}
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

function messageOf(loading: Loading, t: View['t']): string {
  if (loading.status === 'failed') return t('sample:failed', { error: loading.error ?? '' })
  return loading.status === 'done' ? t('sample:done') : t(`sample:stage.${loading.stage}`)
}

/** Events take most of the time; the stages after them share the rest. */
function share({ stage, progress }: Loading): number {
  if (stage === 'events') return Math.round(progress * 70)
  const place = stages.indexOf(stage)
  return Math.round(70 + ((place - 1 + progress) / (stages.length - 1)) * 30)
}
