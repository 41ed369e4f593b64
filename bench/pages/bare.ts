// A server that only renders: what a page of this many bytes costs without Banso. Tells its parent where it listens.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { jsx } from 'hono/jsx'

const cells = ['stage', 'owner', 'plan', 'amount', 'renews'] as const

const app = new Hono()
app.get('/', c => c.html(String(pageOf(Number(c.req.query('bytes') ?? 0)))))

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => process.send?.({ port }))
process.once('disconnect', () => server.close())

const emptyBytes = Buffer.byteLength(String(render(0)))
const rowBytes = Buffer.byteLength(String(render(1))) - emptyBytes

function pageOf(bytes: number) {
  return render(Math.max(0, Math.round((bytes - emptyBytes) / rowBytes)))
}

/** A table like the list of accounts, made by the same renderer, escaped like there. */
function render(rows: number) {
  const head = jsx('head', {}, jsx('title', {}, 'A bare page'))
  const body = jsx('tbody', {}, ...Array.from({ length: rows }, (_, row) => renderRow(row)))
  return jsx('html', { lang: 'ja' }, head, jsx('body', { class: 'bare' }, jsx('table', {}, body)))
}

function renderRow(row: number) {
  const name = `株式会社みなと水産 <${100_000 + row}>`
  const link = jsx('a', { href: `/accounts/${100_000 + row}`, class: 'account-name' }, name)
  return jsx(
    'tr',
    { id: `account-${100_000 + row}`, 'data-row': 'account' },
    jsx('td', { class: 'name' }, link),
    ...cells.map(cell =>
      jsx('td', { class: `cell cell-${cell}` }, jsx('span', { class: 'value' }, `${cell} & ${row}`)),
    ),
  )
}
