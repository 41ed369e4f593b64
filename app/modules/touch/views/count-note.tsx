import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { MonthState } from '../queries.ts'

/** The element that live updates replace. */
export const countNoteId = 'touch-count'

/** When this month was counted last, for a page that waits for it; undefined while somebody does. */
export function settledCount({ asked, countedAt }: MonthState): string | undefined {
  return asked ? undefined : (countedAt?.toISOString() ?? '')
}

/** As of when the figures are, and whether they are being counted anew. */
export function CountNote({ state }: { readonly state: MonthState }) {
  const { t } = useView()
  const { asked, countedAt } = state
  return (
    <span id={countNoteId} class="cluster small muted" role="status">
      {asked ? <Tag tone="accent">{t('touch:count.running')}</Tag> : null}
      {countedAt ? (
        <span>
          {t('touch:count.asOf')} <Time at={countedAt} as="exact" />
        </span>
      ) : asked ? null : (
        <span>{t('touch:count.never')}</span>
      )}
    </span>
  )
}
