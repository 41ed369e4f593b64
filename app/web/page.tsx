import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { encodingFor, packed } from './compression.ts'
import type { RequestContext } from './routes.ts'
import { ViewContext } from './view.ts'

/**
 * Renders a whole document (a layout with its content) for this request.
 * 422 is what Turbo needs to show a form again with its errors.
 */
export function page(c: RequestContext, content: Child, status: ContentfulStatusCode = 200): Response {
  return answer(c, `<!doctype html>${render(c, content)}`, 'text/html', status)
}

/** Renders a fragment without a document: a frame, a panel for a stream. */
export function fragment(c: RequestContext, content: Child, status: ContentfulStatusCode = 200): Response {
  return answer(c, render(c, content), 'text/html', status)
}

/** Renders turbo-stream elements. */
export function streams(c: RequestContext, content: Child): Response {
  return answer(c, render(c, content), 'text/vnd.turbo-stream.html', 200)
}

function answer(c: RequestContext, text: string, type: string, status: ContentfulStatusCode): Response {
  const { body, headers } = packed(text, encodingFor(c.req.header('accept-encoding')))
  return c.body(body, status, { ...headers, 'content-type': `${type}; charset=utf-8` })
}

/** The HTML of content for this request's view. */
export function render(c: RequestContext, content: Child): string {
  return String(<ViewContext.Provider value={c.var.view}>{content}</ViewContext.Provider>)
}
