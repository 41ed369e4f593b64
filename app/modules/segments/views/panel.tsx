import { href, paths } from '../../../paths.ts'
import { Card } from '../../../web/ui/card.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'

interface SegmentPanelProps {
  readonly segments: readonly { readonly id: number; readonly name: string; readonly enteredAt: Date }[]
}

/** The segments an account is in, beside its page. */
export function SegmentPanel({ segments }: SegmentPanelProps) {
  const { t } = useView()
  return (
    <Card title={t('segments:panel.title')} padded>
      {segments.length === 0 ? (
        <p class="muted">{t('segments:panel.none')}</p>
      ) : (
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
      )}
    </Card>
  )
}
