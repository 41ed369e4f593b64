import { paths } from '../../paths.ts'
import { type NavigationItem, useView } from '../view.ts'
import { BrandMark } from './brand-mark.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { currentItem, groupNavigation } from './navigation.ts'
import { PersonMenu } from './person-menu.tsx'
import { SearchBox } from './search-box.tsx'
import { SampleLink } from './tag.tsx'

/** Who we are, search, where one can go, and who is signed in. On small screens a row at the top. */
export function Side() {
  const { t, company } = useView()
  return (
    <header class="side">
      <div class="brand">
        <a class="brand-home" href={paths.today} aria-label={`${company.name} · Banso`}>
          <BrandMark />
          <b>{company.name}</b>
        </a>
        {company.sample ? <SampleLink /> : null}
      </div>
      <SearchBox />
      <Navigation id="main" label={t('web:layout.navigation')} />
      <div class="side-foot">
        <PersonMenu />
        <span class="help-button">
          <Button look="quiet" icon="circle-question-mark" label={t('web:layout.shortcuts.title')} opens="shortcuts" />
        </span>
      </div>
    </header>
  )
}

function Navigation({ id, label }: { readonly id: string; readonly label: string }) {
  const { t, navigation, path } = useView()
  const current = currentItem(navigation, path)
  return (
    <nav class="side-nav" aria-label={label}>
      {groupNavigation(navigation).map(({ group, items }) => (
        <section class="nav-group" aria-labelledby={`${id}-nav-${group}`}>
          <h2 id={`${id}-nav-${group}`}>{t(`web:layout.groups.${group}`)}</h2>
          <ul>
            {items.map(item => (
              <li>
                <NavigationLink item={item} current={item === current} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function NavigationLink({ item, current }: { readonly item: NavigationItem; readonly current: boolean }) {
  const { t } = useView()
  return (
    <a class="nav-link" href={item.href} aria-current={current ? 'page' : undefined} data-shortcuts-go={item.key}>
      <Icon name={item.icon} />
      {t(item.label)}
    </a>
  )
}

const onBar = 4

/** On small screens: the four most important places, and the rest in a sheet. */
export function BottomBar() {
  const { t, navigation, path } = useView()
  const ordered = groupNavigation(navigation).flatMap(({ items }) => items)
  const current = currentItem(navigation, path)
  const first = ordered.slice(0, onBar)
  return (
    <>
      <nav class="bottom-bar" aria-label={t('web:layout.shortNavigation')}>
        {first.map(item => (
          <a class="bottom-link" href={item.href} aria-current={item === current ? 'page' : undefined}>
            <Icon name={item.icon} />
            {t(item.label)}
          </a>
        ))}
        <button
          type="button"
          class="bottom-link"
          popovertarget="more"
          aria-current={current && !first.includes(current) ? 'true' : undefined}
        >
          <Icon name="ellipsis" />
          {t('web:layout.more')}
        </button>
      </nav>
      <div class="sheet" id="more" popover="auto">
        <Navigation id="more" label={t('web:layout.allNavigation')} />
      </div>
    </>
  )
}
