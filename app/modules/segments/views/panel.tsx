import { href, paths } from '../../../paths.ts'
import { Card } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Step, Within } from '../members.ts'

interface SegmentPanelProps {
  readonly segments: readonly Within[]
  /** What was entered and left lately, where no timeline tells it. */
  readonly steps?: readonly Step[]
}

/** The segments an account or contact is in, beside its page. */
export function SegmentPanel({ segments, steps = [] }: SegmentPanelProps) {
  const { t } = useView()
  // Whoever entered and stayed is told above, with the time.
  const news = steps.some(step => step.kind === 'left') ? steps : []
  return (
    <Card title={t('segments:panel.title')} padded>
      <Stack>
        {segments.length === 0 ? <p class="muted">{t('segments:panel.none')}</p> : <Current segments={segments} />}
        {news.length > 0 ? <Steps steps={news} /> : null}
      </Stack>
    </Card>
  )
}

function Current({ segments }: Pick<SegmentPanelProps, 'segments'>) {
  return (
    <ul>
      {segments.map(({ id, name, enteredAt }) => (
        <li>
          <a class="link" href={href(paths.segment, { id })}>
            {name}
          </a>{' '}
          <span class="small muted">
            <Time at={enteredAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Steps({ steps }: { readonly steps: readonly Step[] }) {
  const { t } = useView()
  return (
    <div>
      <p class="small muted">{t('segments:page.moves')}</p>
      <ul>
        {steps.map(({ id, name, kind, at }) => (
          <li class="small">
            <a class="link" href={href(paths.segment, { id })}>
              {name}
            </a>{' '}
            <span class="muted">
              {t(kind === 'entered' ? 'segments:page.movedIn' : 'segments:page.movedOut')} <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
