import { nowDate } from '../platform/clock.ts'
import { formatFor } from './format.ts'
import { preferredLocale } from './i18n.ts'
import type { RequestContext } from './routes.ts'
import type { View } from './view.ts'

/** The view of a request that came to an end before it was known who asks: by settings and browser, without the database. */
export function viewOfNobody(c: RequestContext, assets: View['assets']): View {
  const { config, words } = c.var.services
  const locale = preferredLocale(c.req.header('accept-language'), config.locale)
  return {
    locale,
    t: words(locale),
    format: formatFor(locale, config.timeZone),
    timeZone: config.timeZone,
    now: nowDate(),
    nonce: c.get('secureHeadersNonce' as never) ?? '',
    path: c.req.path,
    company: { name: 'Banso', sample: false },
    staff: undefined,
    navigation: [],
    flash: undefined,
    assets,
  }
}
