import { paths } from '../../paths.ts'
import { type Locale, locales } from '../i18n.ts'
import { useView } from '../view.ts'
import { Icon } from './icon.tsx'
import { themeOf, themes } from './theme.ts'

/** Each language by its own name, as its speakers look for it. */
const languages = { ja: nameOf('ja'), en: nameOf('en') } as const
const themeIcons = { auto: 'monitor', light: 'sun', dark: 'moon' } as const

/** Who is signed in, and what is theirs: theme, language, settings, leaving. */
export function PersonMenu() {
  const { t, staff } = useView()
  if (!staff) return null
  return (
    <>
      <button type="button" class="person" popovertarget="person-menu" aria-label={t('web:layout.person', staff)}>
        <span class="avatar" aria-hidden="true">
          {[...staff.name][0] ?? '?'}
        </span>
        <span class="person-name">{staff.name}</span>
      </button>
      <div class="menu above" id="person-menu" popover="auto">
        <Preferences />
        <a class="menu-item" href={paths.profile}>
          <Icon name="user-round-cog" />
          {t('web:layout.profile')}
        </a>
        <form method="post" action={paths.signOut} data-turbo="false">
          <button type="submit" class="menu-item">
            <Icon name="log-out" />
            {t('web:layout.signOut')}
          </button>
        </form>
      </div>
    </>
  )
}

/** One form, one click per choice; the theme shows at once, before the answer. */
function Preferences() {
  const { t, locale, staff } = useView()
  const theme = themeOf(staff)
  return (
    <form method="post" action={paths.preferences} data-action="submit->theme#preview">
      <div class="menu-part">
        <span class="menu-label" id="theme-label">
          {t('web:layout.theme.label')}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: one row of buttons, named by the words above */}
        <div class="segmented" role="group" aria-labelledby="theme-label">
          {themes.map(name => (
            <button type="submit" name="theme" value={name} aria-pressed={name === theme ? 'true' : 'false'}>
              <Icon name={themeIcons[name]} size="small" />
              {t(`web:layout.theme.${name}`)}
            </button>
          ))}
        </div>
      </div>
      <div class="menu-part">
        <span class="menu-label" id="language-label">
          {t('web:layout.language')}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: one row of buttons, named by the words above */}
        <div class="segmented" role="group" aria-labelledby="language-label">
          {locales.map(name => (
            <button
              type="submit"
              name="locale"
              value={name}
              lang={name}
              aria-pressed={name === locale ? 'true' : 'false'}
            >
              {languages[name]}
            </button>
          ))}
        </div>
      </div>
    </form>
  )
}

function nameOf(locale: Locale): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale
}
