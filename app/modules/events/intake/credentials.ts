import type { RequestContext } from '../../../web/routes.ts'
import { isObject } from './context.ts'

/** Write keys that a request shows outside of its body: Basic (key as user), X-Write-Key, `?writeKey=`, Bearer. */
export function keysOfRequest(c: RequestContext): string[] {
  const authorization = c.req.header('authorization') ?? ''
  const [scheme = '', value = ''] = authorization.split(' ', 2)
  const keys: string[] = []
  if (/^basic$/i.test(scheme)) keys.push(Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0] ?? '')
  // Jitsu shows `key:secret`.
  keys.push((c.req.header('x-write-key') ?? '').split(':', 1)[0] ?? '')
  keys.push(c.req.query('writeKey') ?? '')
  // Bearer is a token of its own with some clients, whose key is then in the body.
  if (/^bearer$/i.test(scheme)) keys.push(value)
  return keys.filter(key => key !== '')
}

/** The write key in a body, of the batch or of its first item. */
export function keysOfBody(body: unknown): string[] {
  const batch = isObject(body) && Array.isArray(body.batch) ? (body.batch as unknown[]) : []
  return [body, batch[0]].flatMap(one => (isObject(one) && typeof one.writeKey === 'string' ? [one.writeKey] : []))
}
