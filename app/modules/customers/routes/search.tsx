import { paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { fragment, page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { searchFrame } from '../../../web/ui/search-results.tsx'
import { searchText } from '../search/search.ts'
import { SearchFrame, SearchPage } from '../views/search-page.tsx'

const inFrame = 6
const onPage = 50

/** What the search box asks: everything that modules can find. */
export const searchRoutes = new Routes().get(paths.search, staff, async c => {
  const query = searchText(c.req.query('q') ?? '')
  const framed = c.req.header('turbo-frame') === searchFrame
  const { db, offers } = c.var.services
  const found =
    query === '' ? [] : await Promise.all(offers.searches.map(search => search(db, query, framed ? inFrame : onPage)))
  const props = { query, found: found.flat() }
  return framed ? fragment(c, <SearchFrame {...props} />) : page(c, <SearchPage {...props} />)
})
