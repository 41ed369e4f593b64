import { paths } from '../../../paths.ts'
import { now } from '../../../platform/clock.ts'
import { log } from '../../../platform/log.ts'
import { anyone } from '../../../web/access.ts'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import type { Services } from '../../../web/services.ts'
import { readBody } from '../intake/body.ts'
import { isObject } from '../intake/context.ts'
import { keysOfBody, keysOfRequest } from '../intake/credentials.ts'
import { intakeOf, type Report, takeItems } from '../intake/intake.ts'
import { type Call, limits } from '../intake/message.ts'
import { readTime } from '../intake/moment.ts'
import { BodyRefused } from '../intake/refused.ts'
import { isSuspicious } from '../intake/text.ts'

/** Names of the calls in addresses: in full, and the short ones that browsers use. */
const addressed: Readonly<Record<string, Call | 'batch'>> = {
  identify: 'identify',
  track: 'track',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  event: 'track',
  i: 'identify',
  t: 'track',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
}

const anyOrigin = { 'access-control-allow-origin': '*' }

/** The tracking API. Apps of any origin send events here; nothing is ever redirected, since a client would follow as GET. */
export const trackingRoutes = new Routes()
  .open('POST', paths.tracking, anyone, receive)
  .open('OPTIONS', paths.tracking, anyone, allow)
  .open('POST', paths.trackingJitsu, anyone, receive)
  .open('OPTIONS', paths.trackingJitsu, anyone, allow)
  .open('POST', paths.trackingJitsuServer, anyone, receive)
  .open('OPTIONS', paths.trackingJitsuServer, anyone, allow)
  .open('GET', paths.trackingSettings, anyone, settings)
  .open('OPTIONS', paths.trackingSettings, anyone, allow)
  // Also with another method: a page, or the way to sign in, is nothing for a client.
  .open('ALL', paths.trackingElsewhere, anyone, refuseUnknown)
  .open('ALL', paths.trackingJitsuElsewhere, anyone, refuseUnknown)

function allow(c: RequestContext): Response {
  return c.body(null, 204, {
    ...anyOrigin,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': c.req.header('access-control-request-headers') ?? '*',
    'access-control-max-age': '86400',
  })
}

function refuseUnknown(c: RequestContext): Response {
  if (c.req.method === 'OPTIONS') return allow(c)
  return reply(c, 404, { success: false, code: 'unknown_call', message: 'there is no such call' })
}

async function receive(c: RequestContext): Promise<Response> {
  const call = addressed[c.req.param('call') ?? '']
  if (!call) return refuseUnknown(c)
  try {
    return await take(c, call)
  } catch (error) {
    if (!(error instanceof BodyRefused)) return answerUnavailable(c, error)
    const { status, code, message, retryAfter } = error
    const headers = {
      ...(retryAfter ? { 'retry-after': String(retryAfter) } : {}),
      // What is left of a slow body is not waited for.
      ...(status === 408 ? { connection: 'close' } : {}),
    }
    return reply(c, status, { success: false, code, message }, headers)
  }
}

function answerUnavailable(c: RequestContext, error: unknown): Response {
  log.error({ err: error, requestId: c.var.requestId }, 'tracking request failed')
  return reply(c, 503, { success: false, code: 'unavailable', message: 'try again' }, { 'retry-after': '5' })
}

async function take(c: RequestContext, call: Call | 'batch'): Promise<Response> {
  const { services } = c.var
  const intake = intakeOf(services)
  const receivedAt = now().epochMilliseconds
  const shown = keysOfRequest(c)
  const early = await intake.keys.peek(shown)
  const { text, stay } = await readBody(c, early === undefined ? intake.hall : intake.room)
  try {
    const keyId = early ?? (await intake.keys.find([...shown, ...keysOfBody(parse(text))]))
    if (keyId === undefined) throw new BodyRefused(401, 'unknown_key', 'the write key is missing, unknown or revoked')
    if (early === undefined) stay.moveTo(intake.room)
    const report = takeText(services, text, call, { receivedAt, keyId })
    intake.keys.used(keyId)
    return reply(c, 200, { success: true, ...(await report) })
  } finally {
    stay.leave()
  }
}

/** Not async itself, so that what was parsed is let go of before the messages wait for their commit. */
function takeText(
  services: Services,
  text: string,
  call: Call | 'batch',
  from: { readonly receivedAt: number; readonly keyId: number },
): Promise<Report> {
  const body = parse(text)
  const shared = call === 'batch' && isObject(body) ? body : undefined
  const envelope = {
    call: call === 'batch' ? undefined : call,
    context: isObject(shared?.context) ? shared.context : undefined,
    sentAt: shared ? readTime(shared.sentAt) : undefined,
    sample: false,
    suspicious: isSuspicious(text),
    ...from,
  }
  return takeItems(services, itemsOf(body, call), envelope, () => itemsOf(parse(text), call))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BodyRefused(400, 'invalid_json', 'the body is not JSON')
  }
}

/** The items of a batch; a body that is none counts as one item, whose refusal says what is wrong. */
function itemsOf(body: unknown, call: Call | 'batch'): readonly unknown[] {
  const batch = isObject(body) && Array.isArray(body.batch) ? (body.batch as unknown[]) : undefined
  const items = call === 'batch' ? (batch ?? (Array.isArray(body) ? body : [body])) : [body]
  if (items.length > limits.itemsPerBody) {
    throw new BodyRefused(413, 'too_many_items', `a batch may have ${limits.itemsPerBody} items`)
  }
  return items
}

/** The least that the browser library needs to begin sending, to the host that it asked. */
async function settings(c: RequestContext): Promise<Response> {
  const key = c.req.param('key') ?? ''
  try {
    const known = await intakeOf(c.var.services).keys.find([key])
    if (known !== undefined) return reply(c, 200, settingsFor(c, key))
  } catch (error) {
    return answerUnavailable(c, error)
  }
  return reply(c, 404, { success: false, code: 'unknown_key', message: 'the write key is unknown or revoked' })
}

function settingsFor(c: RequestContext, key: string): object {
  const asked = new URL(c.req.url)
  const outside = new URL(c.var.services.config.baseUrl)
  // Behind a proxy only the setting knows that the outside speaks https.
  const protocol = (asked.host === outside.host ? outside : asked).protocol.replace(':', '')
  const folder = paths.tracking.slice(0, paths.tracking.lastIndexOf('/'))
  const segment = {
    apiKey: key,
    apiHost: asked.host + folder,
    protocol,
    unbundledIntegrations: [],
    addBundledMetadata: true,
  }
  return {
    integrations: { 'Segment.io': segment },
    plan: { track: {}, identify: {}, group: {} },
    edgeFunction: {},
  }
}

type Status = 200 | 400 | 401 | 404 | 408 | 413 | 429 | 503

function reply(c: RequestContext, status: Status, body: object, headers: Record<string, string> = {}): Response {
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/json', ...anyOrigin, ...headers })
}
