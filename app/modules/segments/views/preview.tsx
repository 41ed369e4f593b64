import { href, paths } from '../../../paths.ts'
import { Card } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { Meter } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import type { Group } from '../conditions/condition.ts'
import { describeCondition, type Names } from '../conditions/describe.ts'
import type { Preview } from '../preview.ts'

export interface PreviewCardProps {
  readonly condition: Group | undefined
  /** undefined when there is nothing to look for yet. */
  readonly preview: Preview | undefined
  /** Some rows are not finished and left out. */
  readonly incomplete: boolean
  readonly names: Names
}

/** Whom the condition would find: how many, which share, a few of them, and the condition in words. */
export function PreviewCard({ condition, preview, incomplete, names }: PreviewCardProps) {
  const view = useView()
  const { t } = view
  return (
    <Card id="segment-preview" title={t('segments:preview.title')} padded>
      <Stack>
        {condition && preview ? (
          <>
            <Found preview={preview} />
            <p class="small">{describeCondition(view, condition, names)}</p>
            <Sample preview={preview} />
          </>
        ) : (
          <p class="muted">{t('segments:preview.empty')}</p>
        )}
        {incomplete ? <p class="small muted">{t('segments:preview.incomplete')}</p> : null}
      </Stack>
    </Card>
  )
}

function Found({ preview: { count, total, estimatedFrom } }: { readonly preview: Preview }) {
  const { t, format } = useView()
  const share = total > 0 ? count / total : 0
  const words = t('segments:preview.share', { total: format.number(total), share: format.percent(share, 1) })
  const estimated = t('segments:preview.estimated', { looked: format.number(estimatedFrom ?? 0) })
  return (
    <div role="status" class="stack tight">
      <Stat
        big
        label={t('segments:list.members')}
        value={`${estimatedFrom === undefined ? '' : t('segments:preview.about')}${format.number(count)}`}
        note={estimatedFrom === undefined ? undefined : estimated}
      />
      <Meter label={words} text="" value={share} max={1} />
    </div>
  )
}

function Sample({ preview: { count, sample } }: { readonly preview: Preview }) {
  const { t } = useView()
  if (count === 0) return <p class="muted">{t('segments:preview.nobody')}</p>
  return (
    <div>
      <p class="small muted">{t('segments:preview.sample')}</p>
      <ul>
        {sample.map(account => (
          <li>
            {/* In another window, so that what is being edited stays. */}
            <a class="link" href={href(paths.account, { id: account.account_id })} target="_blank" rel="noopener">
              {account.name}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
