import { paths } from '../../paths.ts'
import { useView } from '../view.ts'
import { Icon } from './icon.tsx'
import { KeyHint } from './key-hint.tsx'
import { searchFrame } from './search-results.tsx'

/** Search over everything: results while typing, Enter for the page with all of them. */
export function SearchBox() {
  const { t } = useView()
  return (
    <search
      class="search"
      data-controller="search"
      data-search-url-value={paths.search}
      data-action="focusout->search#leave turbo:frame-load->search#show"
    >
      <form action={paths.search} method="get">
        <label class="search-box">
          <span class="unseen">{t('web:layout.search.label')}</span>
          <Icon name="search" />
          <input
            class="input"
            type="search"
            name="q"
            placeholder={t('web:layout.search.label')}
            autocomplete="off"
            maxlength={200}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded="false"
            aria-controls="search-panel"
            data-search-target="input"
            data-shortcuts-search
            data-action="input->search#later compositionend->search#later keydown->search#move focus->search#show"
          />
          <KeyHint keys="/" />
        </label>
      </form>
      <div class="search-results" id="search-panel" data-search-target="panel" hidden>
        <turbo-frame id={searchFrame} target="_top" data-search-target="frame" />
      </div>
    </search>
  )
}
