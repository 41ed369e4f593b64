import { preferredLocale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'

/** What the script on the company's pages says, in the language of the page. */
export function inAppWords({ words, config }: Pick<Services, 'words' | 'config'>, locale: string | undefined) {
  const t = words(preferredLocale(locale, config.locale))
  return {
    close: t('messages:inApp.close'),
    message: t('messages:inApp.message'),
    notices: t('messages:inApp.notices'),
    none: t('messages:inApp.none'),
    fresh: t('messages:inApp.fresh'),
  }
}
