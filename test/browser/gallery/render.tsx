import type { Child } from 'hono/jsx'
import { webCatalogues } from '../../../app/web/catalogue.ts'
import { formatFor } from '../../../app/web/format.ts'
import { createWords, type Locale, type TextKey } from '../../../app/web/i18n.ts'
import { type NavigationItem, type View, ViewContext } from '../../../app/web/view.ts'
import { galleryNow } from './sample.ts'

const places = {
  ja: ['今日', '顧客', 'セグメント', 'ヘルス', '解約リスク', 'イベント', '取り込み', 'スタッフ'],
  en: ['Today', 'Accounts', 'Segments', 'Health', 'Churn risk', 'Events', 'Imports', 'Staff'],
}
const icons = ['sun', 'users', 'list-filter', 'heart-pulse', 'trending-down', 'activity', 'upload', 'user-cog']
const groups = ['work', 'work', 'understand', 'understand', 'understand', 'setup', 'setup', 'setup'] as const

const catalogue = (locale: Locale) => Object.fromEntries(places[locale].map((name, index) => [`place${index}`, name]))
const words = createWords({ web: webCatalogues, gallery: { ja: catalogue('ja'), en: catalogue('en') } })

/** A view as a signed-in person of the sample company has it. */
export function galleryView(locale: Locale, assets: View['assets'], nonce: string): View {
  const navigation = icons.map(
    (icon, index): NavigationItem => ({
      href: index === 1 ? '/' : `/place-${index}`,
      label: `gallery:place${index}` as TextKey,
      icon,
      key: 'tashrevu'[index] ?? '',
      group: groups[index] ?? 'setup',
    }),
  )
  return {
    locale,
    t: words(locale),
    format: formatFor(locale, 'Asia/Tokyo'),
    timeZone: 'Asia/Tokyo',
    now: galleryNow,
    nonce,
    path: '/',
    company: { name: locale === 'ja' ? 'うみのとも株式会社' : 'Uminotomo Inc.', sample: true },
    staff: {
      id: '1',
      name: locale === 'ja' ? '佐藤 美咲' : 'Misaki Sato',
      roles: ['csm'],
      theme: 'auto',
      singleKeys: true,
    },
    navigation,
    flash: undefined,
    assets,
  }
}

/** The whole document of a page of the gallery. */
export function renderDocument(view: View, content: Child): string {
  return `<!doctype html>${<ViewContext.Provider value={view}>{content}</ViewContext.Provider>}`
}
