import type { Child } from 'hono/jsx'
import { expect, test } from 'vitest'
import { galleryView } from '../../../test/browser/gallery/render.tsx'
import { ViewContext } from '../view.ts'
import { DataTable } from './data-table.tsx'
import { sortText } from './sort.ts'

const show = (content: Child) => {
  const view = galleryView('en', { script: '', style: '' }, '')
  return String(<ViewContext.Provider value={view}>{content}</ViewContext.Provider>)
}

const table = (rows: readonly { id: number; name: string; monthly: number }[]) =>
  show(
    <DataTable
      caption="Accounts"
      rows={rows}
      columns={[
        { key: 'name', label: 'Name', value: row => row.name, sortable: 'ascending' },
        { key: 'monthly', label: 'Monthly', value: row => row.monthly, numeric: true, sortable: 'descending' },
      ]}
      href={row => `/accounts/${row.id}`}
      sort={{ key: 'monthly', direction: 'descending' }}
      sortHref={sort => `?sort=${sortText(sort)}`}
      empty={<p>Nothing yet</p>}
    />,
  )

test('headings link to the next sort and say the present one', () => {
  const html = table([{ id: 1, name: '<i>A</i>', monthly: 5 }])
  expect(html).toContain('href="?sort=name"')
  expect(html).toContain('href="?sort=monthly"')
  expect(html.match(/aria-sort="descending"/g)).toHaveLength(1)
})

test('the first column names the row and holds its link; numbers are aligned; text is escaped', () => {
  const html = table([{ id: 1, name: '<i>A</i>', monthly: 5 }])
  expect(html).toMatch(/<th scope="row"[^>]*><a class="row-link" href="\/accounts\/1">&lt;i&gt;A&lt;\/i&gt;<\/a><\/th>/)
  expect(html).toMatch(/<td[^>]*class="numeric"[^>]*data-label="Monthly"><span>5<\/span>/)
})

test('without rows the empty state stands instead of a table', () => {
  expect(table([])).toBe('<p>Nothing yet</p>')
})
