import { href, paths } from '../../../paths.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { anyone } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { type Reader, readerOf, subscribeAgain, unsubscribe } from '../suppression/unsubscribe.ts'
import { UnsubscribePage } from '../views/unsubscribe.tsx'

/**
 * Stopping mail. Looking at the page changes nothing: mail scanners look, too. Mail programs ask by POST from anywhere, without a
 * cookie, for the address that was in the mail (RFC 8058, 3.1).
 */
export const unsubscribeRoutes = new Routes()
  .open('POST', paths.unsubscribe, anyone, async c => {
    const reader = await change(c, unsubscribe)
    return c.text('', reader ? 200 : 404)
  })
  .get(paths.unsubscribe, anyone, async c => {
    const reader = await readerOf(c.var.services.db, c.req.param('token') ?? '')
    return page(c, <UnsubscribePage token={c.req.param('token') ?? ''} reader={reader} />, reader ? 200 : 404)
  })
  .post(paths.unsubscribeConfirmation, anyone, c => changeAndShow(c, unsubscribe))
  .post(paths.unsubscribeReturn, anyone, c => changeAndShow(c, subscribeAgain))

type Change = (tx: Tx, reader: Reader) => Promise<void>

async function changeAndShow(c: RequestContext, write: Change): Promise<Response> {
  await change(c, write)
  return c.redirect(href(paths.unsubscribe, { token: c.req.param('token') ?? '' }), 303)
}

function change(c: RequestContext, write: Change): Promise<Reader | undefined> {
  return transact(c.var.services.db, async tx => {
    const reader = await readerOf(tx, c.req.param('token') ?? '')
    if (reader) await write(tx, reader)
    return reader
  })
}
