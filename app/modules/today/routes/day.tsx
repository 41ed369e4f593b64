import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Forbidden } from '../../../platform/errors.ts'
import { allows, carers, leaders, type Staff, staff } from '../../../web/access.ts'
import { readForm } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { countNewcomers, forgetOrder } from '../list/compose.ts'
import { type Asked, askList, loadDay, nobodys } from '../list/load.ts'
import { canWithdraw, seesUnowned } from '../policy.ts'
import { todayTopic } from '../topics.ts'
import { newsId, TodayPage } from '../views/day.tsx'
import { News } from '../views/news.tsx'

/** The first page of everybody who works here. */
export const dayRoutes = new Routes()
  .get(paths.today, staff, c => todayPage(c))
  .post(paths.todayOrder, staff, async c => {
    const form = await readForm(c, z.object({ list: z.string().optional() }))
    const { list } = await askedList(c, form.ok ? form.data.list : '')
    await transact(c.var.services.db, tx => forgetOrder(tx, list))
    return c.redirect(href(paths.today, {}, { list: c.var.staff?.id === list.staffId ? undefined : nameOf(list) }), 303)
  })
  .get(paths.todayStream, staff, async c => {
    const asked = await askedList(c)
    const { list } = asked
    return liveStream(c, {
      topics: [todayTopic(list.staffId), ...(list.withUnowned ? [todayTopic(null)] : [])],
      show: async () => {
        // The day and the time left may have changed since the stream began.
        const { list, minutes, spent } = await askedList(c)
        const count = await countNewcomers(c.var.services.db, list, Math.max(0, minutes - spent))
        return (
          <TurboStream action="update" target={newsId}>
            <News count={count} href={href(paths.today, {}, { list: c.req.query('list') })} />
          </TurboStream>
        )
      },
    })
  })

/** The page of the list that the address asks for. */
async function todayPage(c: RequestContext): Promise<Response> {
  const { db, offers } = c.var.services
  const viewer = viewerOf(c)
  const asked = await askedList(c)
  const day = await loadDay(db, asked)
  const rights = {
    believe: allows(leaders, viewer),
    setUp: allows(carers, viewer),
    seeNobodys: seesUnowned(viewer),
  }
  return page(
    c,
    <TodayPage day={day} offers={offers} rights={rights} canWithdraw={answer => canWithdraw(viewer, answer)} />,
  )
}

function nameOf(list: Asked['list']): string {
  return list.staffId ?? nobodys
}

const listName = z.string().regex(/^[\w-]{1,64}$/)

/** The list that the address (or `given`) names, if the viewer may see it. */
export async function askedList(c: RequestContext, given?: string): Promise<Asked> {
  const name = listName.safeParse(given ?? c.req.query('list') ?? viewerOf(c).id)
  return askList(c.var.services.db, viewerOf(c), name.success ? name.data : '')
}

/** Who is signed in. Throws Forbidden when nobody is. */
export function viewerOf(c: RequestContext): Staff {
  if (!c.var.staff) throw new Forbidden()
  return c.var.staff
}
