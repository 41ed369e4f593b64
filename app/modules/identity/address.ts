import { isIP } from 'node:net'
import { Forbidden, NotFound } from '../../platform/errors.ts'
import type { RequestContext } from '../../web/routes.ts'
import type { StaffActor } from '../activity/index.ts'

/**
 * Where the request came from. What a proxy says counts only when the installation trusts one (BANSO_TRUST_PROXY), and then
 * only the last entry, which that proxy added itself; the others can be invented by the client.
 */
export function clientAddress(c: RequestContext): string | undefined {
  const direct = c.env?.incoming?.socket.remoteAddress
  const forwarded = c.var.services.config.trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1) : undefined
  const address = (forwarded?.trim() || direct)?.replace(/^::ffff:/, '')
  return address && isIP(address) ? address : undefined
}

/** The person who is signed in, as the one in whose name something is done. Throws Forbidden when nobody is. */
export function actorOf(c: RequestContext): StaffActor {
  const person = c.var.staff
  if (!person) throw new Forbidden()
  const ip = clientAddress(c)
  return { kind: 'staff', id: person.id, ...(ip && { ip }) }
}

/**
 * An id that the sign-in library made, from the path. Throws NotFound for anything else, so that nothing odd reaches
 * the database.
 */
export function keyParam(c: RequestContext): string {
  const id = c.req.param('id') ?? ''
  if (!/^[\w-]{1,64}$/.test(id)) throw new NotFound('id')
  return id
}
