import type { Config } from '../config.ts'
import type { RequestContext } from './routes.ts'

/**
 * Sets what a browser must know of an answer that is no page: it is what it says it is, it runs nothing and stands in no
 * frame. Pages have more (`headers` in app/app.tsx).
 */
export function bareHeaders({ baseUrl }: Config): (c: RequestContext) => void {
  const always = [
    ['x-content-type-options', 'nosniff'],
    ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
    ['referrer-policy', 'no-referrer'],
  ] as const
  const secure = [...always, ['strict-transport-security', 'max-age=31536000']] as const
  const headers = baseUrl.startsWith('https:') ? secure : always
  return c => {
    for (const [name, value] of headers) c.header(name, value)
  }
}
