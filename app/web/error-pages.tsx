import { HTTPException } from 'hono/http-exception'
import type { Child } from 'hono/jsx'
import { routePath } from 'hono/route'
import { paths } from '../paths.ts'
import { isPassing } from '../platform/db.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../platform/errors.ts'
import { log } from '../platform/log.ts'
import type { TextKey } from './i18n.ts'
import { PlainLayout } from './layout.tsx'
import { page } from './page.tsx'
import type { RequestContext } from './routes.ts'
import { LinkButton } from './ui/button.tsx'
import { useView } from './view.ts'

type Status = 400 | 403 | 404 | 409 | 413 | 422 | 500 | 503

/** What PostgreSQL says when others did something else at the same time: deadlock, serialization, lock timeout, gone. */
const meanwhile: ReadonlySet<unknown> = new Set(['40P01', '40001', '55P03', '23503'])

/**
 * Turns what was thrown into a reply: the only place that does. Unknown errors are logged with the request's id. The database
 * may be what is away, so nothing here asks it.
 */
export function answerError(error: Error, c: RequestContext): Response {
  if (error instanceof NotFound) return answerMissing(c)
  if (error instanceof Forbidden) return errorPage(c, 403, 'web:error.forbidden')
  if (error instanceof Conflict) return errorPage(c, 409, error.key as TextKey)
  if (error instanceof Invalid)
    return errorPage(c, 422, (Object.values(error.fields)[0] ?? 'web:error.invalid') as TextKey)
  if (error instanceof HTTPException) {
    // Only the check of where a form comes from says 403 so.
    if (error.status === 403) return answerOtherAddress(c)
    return error.status === 413 ? errorPage(c, 413, 'web:error.tooLarge') : errorPage(c, 400, 'web:error.refused')
  }
  const code = (error as { readonly code?: unknown }).code
  if (meanwhile.has(code)) {
    log.warn({ code, requestId: c.var.requestId, method: c.req.method, route: routePath(c, -1) }, 'others were first')
    return errorPage(c, 409, 'web:error.meanwhile')
  }
  // The pattern, not the path: links that people got by mail hold a secret in it.
  log.error({ err: error, requestId: c.var.requestId, method: c.req.method, route: routePath(c, -1) }, 'request failed')
  if (!isPassing(error)) return errorPage(c, 500, 'web:error.unexpected')
  c.header('retry-after', '10')
  return errorPage(c, 503, 'web:error.databaseUnavailable')
}

export function answerMissing(c: RequestContext): Response {
  return errorPage(c, 404, 'web:error.missing')
}

/** A form is taken only from pages of the address that is set, and who typed another into the browser cannot know that. */
function answerOtherAddress(c: RequestContext): Response {
  const address = c.var.services.config.baseUrl
  const { t } = c.var.view
  return page(
    c,
    <ErrorPage title={t('web:error.titles.otherAddress')} status={403}>
      <p>{t('web:error.otherAddress', { address })}</p>
      <p>
        <LinkButton href={address + paths.today}>{t('web:error.openAddress', { address })}</LinkButton>
      </p>
    </ErrorPage>,
    403,
  )
}

function errorPage(c: RequestContext, status: Status, key: TextKey): Response {
  const { t } = c.var.view
  return page(
    c,
    <ErrorPage title={t(`web:error.titles.${status}`)} status={status} id={status < 500 ? undefined : c.var.requestId}>
      <p>{t(key)}</p>
      <p>
        <LinkButton href={paths.today}>{t('web:error.home')}</LinkButton>
      </p>
    </ErrorPage>,
    status,
  )
}

interface ErrorPageProps {
  readonly title: string
  readonly status: Status
  /** By which the operator finds it in the log. */
  readonly id?: string | undefined
  readonly children: Child
}

function ErrorPage({ title, status, id, children }: ErrorPageProps) {
  const { t } = useView()
  return (
    <PlainLayout title={title}>
      <div class="plain-lead">
        {children}
        <p class="muted small">
          {t('web:error.status', { status })}
          {id === undefined ? null : ` · ${t('web:error.id', { id })}`}
        </p>
      </div>
    </PlainLayout>
  )
}
