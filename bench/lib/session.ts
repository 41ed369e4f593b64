import { href, paths } from '../../app/paths.ts'
import { type BansoServer, owner } from './server.ts'

/** A person who is signed in, for asking as they do. */
export interface Session {
  readonly cookie: string
  /** Sends a form; the status of the reply. */
  post(path: string, values?: Readonly<Record<string, string>>): Promise<number>
}

/** Signs in as the owner, by the form. Throws when that is refused. */
export async function signIn({ origin, baseUrl }: BansoServer): Promise<Session> {
  const send = (path: string, values: Readonly<Record<string, string>>, cookie = '') =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      body: new URLSearchParams(values),
      headers: { origin: baseUrl, cookie },
      redirect: 'manual',
    })
  const reply = await send(href(paths.signIn), owner)
  const cookie = reply.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ')
  if (reply.status !== 303 || !cookie.includes('session')) throw new Error(`sign-in was refused: ${reply.status}`)
  return {
    cookie,
    post: async (path, values = {}) => {
      const { status, body } = await send(path, values, cookie)
      await body?.cancel()
      return status
    },
  }
}
