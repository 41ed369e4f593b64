import { useView } from '../view.ts'
import { Icon } from './icon.tsx'
import { MarkedName } from './tag.tsx'

/** Id of the turbo frame under the search box. */
export const searchFrame = 'search-results'

export interface SearchHit {
  readonly href: string
  readonly title: string
  readonly detail?: string
  /** Whether it is of the sample company. */
  readonly sample?: boolean | undefined
  readonly icon?: string
}

export interface SearchGroup {
  readonly heading: string
  readonly hits: readonly SearchHit[]
}

interface SearchResultsProps {
  readonly query: string
  readonly groups: readonly SearchGroup[]
  /** The page with all results. */
  readonly all?: string
}

/** What the search box shows while typing: answer requests for `searchFrame` with it. */
export function SearchResults({ query, groups, all }: SearchResultsProps) {
  const { t } = useView()
  const found = groups.filter(group => group.hits.length > 0)
  return (
    <turbo-frame id={searchFrame} target="_top">
      {found.length === 0 && query.trim() !== '' ? (
        <p class="search-none" role="status">
          {t('web:layout.search.none', { query })}
        </p>
      ) : null}
      {found.length > 0 ? (
        <div role="listbox" id="search-list" aria-label={t('web:layout.search.results')}>
          {found.map((group, index) => (
            <HitGroup group={group} index={index} />
          ))}
          {all === undefined ? null : (
            <a class="search-hit" role="option" aria-selected="false" tabindex={-1} id="search-hit-all" href={all}>
              <Icon name="search" />
              <span>{t('web:layout.search.all', { query })}</span>
            </a>
          )}
        </div>
      ) : null}
    </turbo-frame>
  )
}

function HitGroup({ group, index }: { readonly group: SearchGroup; readonly index: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a listbox
    <div role="group" aria-labelledby={`search-group-${index}`}>
      <div class="search-group" id={`search-group-${index}`}>
        {group.heading}
      </div>
      {group.hits.map(({ href, title, detail, sample, icon }, place) => (
        <a
          class="search-hit"
          role="option"
          aria-selected="false"
          tabindex={-1}
          id={`search-hit-${index}-${place}`}
          href={href}
        >
          <Icon name={icon ?? 'arrow-right'} />
          <span>
            <MarkedName name={title} sample={sample ?? false} />
          </span>
          {detail === undefined ? null : <span class="detail">{detail}</span>}
        </a>
      ))}
    </div>
  )
}
