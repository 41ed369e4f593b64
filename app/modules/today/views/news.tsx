import { Icon } from '../../../web/ui/icon.tsx'
import { useView } from '../../../web/view.ts'

/** A quiet line: something new has come up; reading on is fine. */
export function News({ count, href }: { readonly count: number; readonly href: string }) {
  const { t } = useView()
  if (count === 0) return null
  return (
    <a class="today-news" href={href}>
      <Icon name="refresh-cw" />
      {t('today:page.news', { count })}
    </a>
  )
}
