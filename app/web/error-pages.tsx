import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { paths } from '../paths.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../platform/errors.ts'
import { log } from '../platform/log.ts'
import type { TextKey } from './i18n.ts'
import { PlainLayout } from './layout.tsx'
import { page } from './page.tsx'
import type { RequestContext } from './routes.ts'
import { LinkButton } from './ui/button.tsx'

type Status = 400 | 403 | 404 | 409 | 413 | 422 | 500

/** What PostgreSQL says when others did something else at the same time: deadlock, serialization, lock timeout, gone. */
const meanwhile: ReadonlySet<unknown> = new Set(['40P01', '40001', '55P03', '23503'])

/** Turns what was thrown into a reply: the only place that does. Unknown errors are logged with the request's id. */
export function answerError(error: Error, c: RequestContext): Response {
  if (error instanceof NotFound) return answerMissing(c)
  if (error instanceof Forbidden) return errorPage(c, 403, 'web:error.forbidden')
  if (error instanceof Conflict) return errorPage(c, 409, error.key as TextKey)
  if (error instanceof Invalid)
    return errorPage(c, 422, (Object.values(error.fields)[0] ?? 'web:error.invalid') as TextKey)
  if (error instanceof HTTPException) {
    const status = statusOf(error.status)
    return errorPage(c, status, status === 413 ? 'web:error.tooLarge' : 'web:error.refused')
  }
  const code = (error as { readonly code?: unknown }).code
  if (meanwhile.has(code)) {
    log.warn({ code, requestId: c.var.requestId, method: c.req.method, route: routePath(c, -1) }, 'others were first')
    return errorPage(c, 409, 'web:error.meanwhile')
  }
  // The pattern, not the path: links that people got by mail hold a secret in it.
  log.error({ err: error, requestId: c.var.requestId, method: c.req.method, route: routePath(c, -1) }, 'request failed')
  return errorPage(c, 500, 'web:error.unexpected')
}

export function answerMissing(c: RequestContext): Response {
  return errorPage(c, 404, 'web:error.missing')
}

function statusOf(status: number): Status {
  return status === 413 || status === 403 ? status : 400
}

function errorPage(c: RequestContext, status: Status, key: TextKey): Response {
  // Before the view exists (or for another origin) there is no page to show.
  if (!c.var.view) return c.text(String(status), status)
  const { t } = c.var.view
  return page(
    c,
    <PlainLayout title={t(`web:error.titles.${status}`)}>
      <div class="plain-lead">
        <p>{t(key)}</p>
        <p>
          <LinkButton href={paths.today}>{t('web:error.home')}</LinkButton>
        </p>
        <p class="muted small">
          {t('web:error.status', { status })}
          {status === 500 ? ` · ${t('web:error.id', { id: c.var.requestId })}` : null}
        </p>
      </div>
    </PlainLayout>,
    status,
  )
}
