import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { requestId } from 'hono/request-id'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import { currentVisit } from './modules/identity/index.ts'
import { modules } from './modules.ts'
import { href, paths } from './paths.ts'
import { nowDate } from './platform/clock.ts'
import { allows } from './web/access.ts'
import { createAssets, readAssetNames } from './web/assets.ts'
import { bareHeaders } from './web/bare-headers.ts'
import { answerError, answerMissing } from './web/error-pages.tsx'
import { takeFlash } from './web/flash.ts'
import { formatFor } from './web/format.ts'
import { guarded } from './web/guarded.ts'
import { preferredLocale } from './web/i18n.ts'
import { logRequest } from './web/log-request.ts'
import { requestSeconds } from './web/metrics.ts'
import { pathOf } from './web/path-of.ts'
import type { Env, RequestContext, Route } from './web/routes.ts'
import type { Services } from './web/services.ts'
import { systemRoutes } from './web/system.ts'
import { rememberPerson } from './web/unsaved.tsx'
import type { NavigationItem, View } from './web/view.ts'
import { viewOfNobody } from './web/view-of-nobody.ts'

/** No form is larger. A file that is imported has a limit of its own and is not held in memory. */
const formLimit = 4 * 1024 * 1024
/** Read piece by piece while they arrive, with limits of their own. */
const uploads: ReadonlySet<string> = new Set([paths.imports, paths.experiments])

/** All routes there are, for mounting, for the route table and for the test that walks them. */
export const routes: readonly Route[] = [systemRoutes, ...modules.flatMap(module => module.routes ?? [])].flatMap(
  noun => noun.list,
)

/** The whole application on the services of one process. Knows nothing of ports. */
export function createApp(services: Services): Hono<Env> {
  const app = new Hono<Env>({ getPath: pathOf })
  const names = readAssetNames()

  app.use(async (c, next) => {
    c.set('services', services)
    await next()
  })
  app.use(requestId())
  app.use(measureRequest)
  app.onError((error, context) => {
    const c = context as RequestContext
    if (!c.var.view) c.set('view', viewOfNobody(c, names))
    return answerError(error, c)
  })

  addOpenRoutes(app, services)

  app.use(headers(services))
  app.use(csrf({ origin: new URL(services.config.baseUrl).origin, secFetchSite: ['same-origin', 'none'] }))
  app.use(async (c, next) => {
    await next()
    // What a signed-in person saw must not be shown again by the browser's cache after they signed out.
    if (c.var.staff && !c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })
  app.use(async (c, next) => {
    const stop = await prepareView(c, names)
    return stop ?? next()
  })
  const limited = bodyLimit({ maxSize: formLimit })
  app.use((c, next) => (uploads.has(c.req.path) ? next() : limited(c, next)))
  for (const route of routes) if (!route.crossOrigin) app.on(route.method, [route.path], guarded(route))
  app.notFound(c => answerMissing(c as RequestContext))
  return app
}

/** What asks for no session: built files, the tracking API, what machines watch. */
function addOpenRoutes(app: Hono<Env>, { config }: Services): void {
  const assets = createAssets()
  const bare = bareHeaders(config)
  app.get(paths.assets, c => {
    bare(c)
    const file = assets(c.req.path.split('/').at(-1) ?? '', c.req.header('accept-encoding'))
    return file ? c.body(file.body, 200, file.headers) : c.body(null, 404)
  })
  for (const route of routes.filter(route => route.crossOrigin)) {
    app.on(route.method, [route.path], (c, next) => {
      bare(c)
      return route.handler(c, next)
    })
  }
}

async function measureRequest(c: RequestContext, next: () => Promise<void>): Promise<void> {
  const begun = performance.now()
  await next()
  const route = c.req.routePath.includes('*') ? 'none' : c.req.routePath
  const ms = performance.now() - begun
  requestSeconds.observe({ method: c.req.method, route, status: c.res.status }, ms / 1000)
  logRequest(c, route, ms)
}

function headers(services: Services) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: [NONCE, "'strict-dynamic'"],
      styleSrc: ["'self'", NONCE],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    strictTransportSecurity: services.config.baseUrl.startsWith('https:') ? 'max-age=31536000' : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  })
}

/** Finds out who asks and sets the view. Returns a reply when the installation has no owner yet. */
async function prepareView(c: RequestContext, assets: View['assets']): Promise<Response | undefined> {
  const { services } = c.var
  const visit = await currentVisit(services, c.req.raw.headers)
  const person = visit.staff
  const locale =
    person?.locale ?? preferredLocale(c.req.header('accept-language'), visit.company?.locale ?? services.config.locale)
  const timeZone = person?.timeZone ?? visit.company?.timeZone ?? services.config.timeZone
  const t = services.words(locale)
  c.set('staff', person)
  c.set('sameRights', async () => {
    const { staff: now } = await currentVisit(services, c.req.raw.headers)
    return now?.id === person?.id && String(now?.roles) === String(person?.roles)
  })
  rememberPerson(c)
  c.set('view', {
    locale,
    t,
    format: formatFor(locale, timeZone),
    timeZone,
    now: nowDate(),
    nonce: c.get('secureHeadersNonce' as never) ?? '',
    path: c.req.path,
    company: { name: visit.company?.name ?? 'Banso', sample: visit.company?.sample ?? false },
    staff: person,
    navigation: navigationFor(person),
    flash: takeFlash(c, t),
    assets,
  })
  const setupPath = c.req.path === paths.firstRun || c.req.path === paths.health || c.req.path === paths.ready
  if (!visit.company && !setupPath) return c.redirect(href(paths.firstRun), 303)
  return undefined
}

function navigationFor(person: RequestContext['var']['staff']): readonly NavigationItem[] {
  return modules.flatMap(module => module.navigation ?? []).filter(item => allows(item.access, person))
}
