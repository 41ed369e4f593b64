import { useView } from '../view.ts'
import { LinkButton } from './button.tsx'

interface PaginationProps {
  /** Links by key, not by page number: absent at the ends. */
  readonly previous?: string | undefined
  readonly next?: string | undefined
  /** Rows on this page. */
  readonly shown: number
  /** All rows, when counted. */
  readonly total?: number | undefined
  readonly frame?: string
}

/** Previous and next, with how many there are; nothing where there is nothing, since the list says that itself. */
export function Pagination({ previous, next, shown, total, frame }: PaginationProps) {
  const { t, format } = useView()
  if (shown === 0 && !previous && !next) return null
  const more = frame ? { 'data-turbo-frame': frame, 'data-turbo-action': 'advance' } : undefined
  const words =
    total === undefined
      ? t('web:ui.pages.shown', { shown: format.number(shown) })
      : total === shown
        ? t('web:ui.pages.all', { total: format.number(total) })
        : t('web:ui.pages.shownOf', { shown: format.number(shown), total: format.number(total) })
  return (
    <nav class="pagination" aria-label={t('web:ui.pages.label')}>
      <span class="num">{words}</span>
      {previous || next ? (
        <span class="cluster">
          {previous ? (
            <LinkButton href={previous} size="small" icon="chevron-left" more={{ rel: 'prev', ...more }}>
              {t('web:ui.pages.previous')}
            </LinkButton>
          ) : null}
          {next ? (
            <LinkButton href={next} size="small" iconAfter="chevron-right" more={{ rel: 'next', ...more }}>
              {t('web:ui.pages.next')}
            </LinkButton>
          ) : null}
        </span>
      ) : null}
    </nav>
  )
}
