import { z } from 'zod'
import { paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import { anyone } from '../../../web/access.ts'
import { readPublicFile } from '../../../web/assets.ts'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { contactOf } from '../in-app/identity.ts'
import { messagesFor, noteReaction, reactions } from '../in-app/messages.ts'
import { inAppWords } from '../in-app/words.ts'

const anyOrigin = { 'access-control-allow-origin': '*' }
const longestBody = 2000

const signed = z.object({ user: z.string().min(1).max(200), signature: z.string().max(200) })
const asking = signed.extend({ locale: z.string().max(40).optional(), state: z.string().max(40).optional() })
const reacting = signed.extend({ id: z.number().int().positive().max(1e15), what: z.enum(reactions) })

/**
 * The script for the company's own pages, and what it asks for. Who asks is said by the company's server, which signs it: nobody
 * reads what was written to somebody else. Sent as text, so that browsers need not ask first whether they may.
 */
export const inAppRoutes = new Routes()
  .open('GET', paths.inAppScript, anyone, c => {
    const file = readPublicFile('in-app.js', c.req.header('accept-encoding'))
    if (!file) return c.body(null, 404)
    return c.body(file.body, 200, { ...file.headers, ...anyOrigin, 'cross-origin-resource-policy': 'cross-origin' })
  })
  // Who says what they were told last, and would be told the same again, is told nothing.
  .open('POST', paths.inAppMessages, anyone, c =>
    answer(c, asking, async ({ locale, state, ...user }) => {
      const contactId = await contactOf(c.var.services.db, user)
      if (typeof contactId === 'string') return { status: 403, body: { error: contactId } }
      const offered = await messagesFor(c.var.services.db, contactId, locale)
      if (offered.state === state) return { status: 204 }
      const { messages } = offered
      return {
        status: 200,
        body: { messages: messages(), words: inAppWords(c.var.services, locale), state: offered.state },
      }
    }),
  )
  .open('POST', paths.inAppHappenings, anyone, c =>
    answer(c, reacting, async ({ id, what, ...user }) => {
      const contactId = await contactOf(c.var.services.db, user)
      if (typeof contactId === 'string') return { status: 403, body: { error: contactId } }
      await transact(c.var.services.db, tx => noteReaction(tx, contactId, id, what))
      return { status: 200, body: {} }
    }),
  )
  .open('OPTIONS', paths.inAppMessages, anyone, allow)
  .open('OPTIONS', paths.inAppHappenings, anyone, allow)

function allow(c: RequestContext): Response {
  return c.body(null, 204, {
    ...anyOrigin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '86400',
  })
}

type Answer =
  | { readonly status: 204; readonly body?: undefined }
  | { readonly status: 200 | 400 | 403 | 413 | 503; readonly body: object }

async function answer<S extends z.ZodType>(
  c: RequestContext,
  schema: S,
  work: (asked: z.output<S>) => Promise<Answer>,
): Promise<Response> {
  const { status, body } = await read(c, schema, work)
  const headers = { ...anyOrigin, 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' }
  if (!body) return c.body(null, 204, headers)
  return c.body(JSON.stringify(body), status, { ...headers, 'content-type': 'application/json' })
}

async function read<S extends z.ZodType>(
  c: RequestContext,
  schema: S,
  work: (asked: z.output<S>) => Promise<Answer>,
): Promise<Answer> {
  // Browsers say how long a body is.
  if (!(Number(c.req.header('content-length')) <= longestBody)) return { status: 413, body: { error: 'too_long' } }
  const asked = schema.safeParse(parse(await c.req.text()))
  if (!asked.success) return { status: 400, body: { error: 'malformed' } }
  try {
    return await work(asked.data)
  } catch (error) {
    log.error({ err: error, requestId: c.var.requestId }, 'in-app messages could not be answered')
    return { status: 503, body: { error: 'unavailable' } }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
