import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { actorOf } from '../../identity/index.ts'
import { countOutbox, findMessage, listMessages } from '../outbox/queries.ts'
import { sendAgain } from '../outbox/resend.ts'
import { outboxTopic } from '../posting/post.ts'
import { stateTopic } from '../sending/outcome.ts'
import { serverStates } from '../servers/state.ts'
import { messageKinds, outboxViews } from '../tables.ts'
import { MessagePage } from '../views/message.tsx'
import { OutboxPage, OutboxState, outboxStateId } from '../views/outbox.tsx'

const perPage = 50

const id = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number)
  .optional()
  .catch(undefined)

const query = z.object({
  view: z.enum(outboxViews).catch('all'),
  kind: z.enum(messageKinds).optional().catch(undefined),
  play: id,
  contact: id,
  before: id,
})

/** What was written to contacts, what waits, what went wrong. */
export const outboxRoutes = new Routes()
  .get(paths.outbox, staff, async c => {
    const { db } = c.var.services
    const { before, play, contact, ...chosen } = query.parse(c.req.query())
    const filter = { ...chosen, playId: play, contactId: contact }
    const [found, state] = await Promise.all([
      listMessages(db, { ...filter, before, limit: perPage + 1 }),
      outboxState(c),
    ])
    const rows = found.slice(0, perPage)
    const last = found.length > perPage ? rows.at(-1) : undefined
    const address = (more: { before?: number } = {}) =>
      href(
        paths.outbox,
        {},
        { ...chosen, view: chosen.view === 'all' ? undefined : chosen.view, play, contact, ...more },
      )
    return page(
      c,
      <OutboxPage
        query={{ ...chosen, play, contact }}
        rows={rows}
        {...state}
        previous={before === undefined ? undefined : address()}
        next={last && address({ before: last.id })}
      />,
    )
  })
  .get(paths.outboxStream, staff, c =>
    liveStream(c, {
      topics: [stateTopic, outboxTopic],
      show: async () => (
        <TurboStream action="replace" target={outboxStateId}>
          <OutboxState {...(await outboxState(c))} />
        </TurboStream>
      ),
    }),
  )
  .get(paths.message, staff, async c => {
    const message = await findMessage(c.var.services.db, idParam(c))
    return page(c, <MessagePage message={message} server={(await serverStates(c.var.services)).sending} />)
  })
  .post(paths.messageResending, carers, resend)

async function outboxState(c: RequestContext) {
  const [counts, servers] = await Promise.all([countOutbox(c.var.services.db), serverStates(c.var.services)])
  return { counts, servers }
}

async function resend(c: RequestContext): Promise<Response> {
  const back = href(paths.message, { id: idParam(c) })
  try {
    await transact(c.var.services.db, async tx => {
      const actor = actorOf(c)
      if (actor.kind === 'staff') await sendAgain(tx, actor, idParam(c))
    })
    flash(c, 'good', 'messages:message.again')
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    flash(c, 'bad', error.key as TextKey)
  }
  return c.redirect(back, 303)
}
