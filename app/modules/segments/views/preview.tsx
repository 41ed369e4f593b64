import { Card } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { Meter } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import type { Group } from '../conditions/condition.ts'
import { describeCondition, type Names } from '../conditions/describe.ts'
import type { Preview } from '../preview.ts'
import { memberHref } from './member.ts'

export interface PreviewCardProps {
  readonly about: About
  readonly condition: Group | undefined
  /** undefined when there is nothing to look for yet. */
  readonly preview: Preview | undefined
  /** Some rows are not finished and left out. */
  readonly incomplete: boolean
  readonly names: Names
}

/** Whom the condition would find: how many, which share, a few of them, and the condition in words. */
export function PreviewCard({ about, condition, preview, incomplete, names }: PreviewCardProps) {
  const view = useView()
  const { t } = view
  return (
    <Card id="segment-preview" title={t(`segments:about.${about}.preview`)} padded>
      <Stack>
        {condition && preview ? (
          <>
            <Found preview={preview} />
            <p class="small">{describeCondition(view, condition, about, names)}</p>
            <Sample preview={preview} />
          </>
        ) : (
          <p class="muted">{t(`segments:about.${about}.previewEmpty`)}</p>
        )}
        {incomplete ? <p class="small muted">{t('segments:preview.incomplete')}</p> : null}
      </Stack>
    </Card>
  )
}

function Found({ preview: { about, count, total, estimatedFrom } }: { readonly preview: Preview }) {
  const { t, format } = useView()
  const share = total > 0 ? count / total : 0
  const words = t(`segments:about.${about}.share`, { total: format.number(total), share: format.percent(share, 1) })
  const estimated = t('segments:preview.estimated', { looked: format.number(estimatedFrom ?? 0) })
  return (
    <div role="status" class="stack tight">
      <Stat
        big
        label={t(`segments:about.${about}.count`)}
        value={`${estimatedFrom === undefined ? '' : t('segments:preview.about')}${format.number(count)}`}
        note={estimatedFrom === undefined ? undefined : estimated}
      />
      <Meter label={words} text="" value={share} max={1} />
    </div>
  )
}

function Sample({ preview: { about, count, sample } }: { readonly preview: Preview }) {
  const { t } = useView()
  if (count === 0) return <p class="muted">{t(`segments:about.${about}.nobody`)}</p>
  return (
    <div>
      <p class="small muted">{t('segments:preview.sample')}</p>
      <ul>
        {sample.map(({ id, name, accounts, ...one }) => (
          <li>
            {/* In another window, so that what is being edited stays. */}
            <a class="link" href={memberHref(about, id)} target="_blank" rel="noopener">
              <MarkedName name={name} sample={one.sample} />
            </a>{' '}
            <span class="small muted">{accounts[0]?.name}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
