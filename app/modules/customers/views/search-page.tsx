import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Found } from '../../../web/readers.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { type SearchGroup, SearchResults } from '../../../web/ui/search-results.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView, type View } from '../../../web/view.ts'

interface SearchProps {
  readonly query: string
  readonly found: readonly Found[]
}

/** Everything that was found, by kind. */
export function SearchPage({ query, found }: SearchProps) {
  const { t } = useView()
  const groups = groupsOf(t, found)
  return (
    <StaffLayout title={t('customers:search.title')} width="narrow">
      <PageHead title={t('customers:search.title')} />
      <Stack>
        <Form action={href(paths.search)} method="get">
          <Field name="q" type="search" label={t('customers:search.label')} value={query} maxlength={200} autofocus />
          <FormActions>
            <Button look="primary">{t('customers:search.now')}</Button>
          </FormActions>
        </Form>
        {groups.map(group => (
          <Card title={group.heading}>
            {group.hits.map(hit => (
              <CardPart>
                <a href={hit.href}>
                  <MarkedName name={hit.title} sample={hit.sample ?? false} />
                </a>{' '}
                <span class="small muted">
                  <bdi>{hit.detail ?? ''}</bdi>
                </span>
              </CardPart>
            ))}
          </Card>
        ))}
        {groups.length === 0 && query !== '' ? (
          <EmptyState icon="search-x" title={t('customers:search.none', { query })}>
            {t('customers:search.noneHow')}
          </EmptyState>
        ) : null}
      </Stack>
    </StaffLayout>
  )
}

/** The same under the search box, while typing. */
export function SearchFrame({ query, found }: SearchProps) {
  const { t } = useView()
  return <SearchResults query={query} groups={groupsOf(t, found)} all={href(paths.search, {}, { q: query })} />
}

function groupsOf(t: View['t'], found: readonly Found[]): readonly SearchGroup[] {
  const groups = Map.groupBy(found, hit => hit.kind)
  return [...groups].map(([kind, hits]) => ({
    heading: t(kind),
    hits: hits.map(({ href: to, title, detail, sample }) => ({ href: to, title, sample, ...(detail && { detail }) })),
  }))
}
