import type { Context, Handler } from 'hono'
import type { Access, Staff } from './access.ts'
import type { Services } from './services.ts'
import type { View } from './view.ts'

/** What middleware puts beside a request. */
export interface Env {
  Variables: {
    services: Services
    view: View
    staff: Staff | undefined
    /** Asks once more whether the same person is signed in with the same roles, for what lasts longer than a request. */
    sameRights: () => Promise<boolean>
    requestId: string
  }
  Bindings: { incoming?: import('node:http').IncomingMessage }
}

export type RequestContext = Context<Env>

/** ALL is whatever else is asked of a path. */
type Method = 'GET' | 'POST' | 'OPTIONS' | 'ALL'

export interface Route {
  readonly method: Method
  readonly path: string
  readonly access: Access
  readonly handler: Handler<Env>
  /** Requests from other origins are welcome (the tracking API); no session, no CSRF check. */
  readonly crossOrigin: boolean
}

type Reply = Response | Promise<Response>
type RequestHandler = (c: RequestContext) => Reply

/** The routes of one noun. A route cannot be declared without its access. */
export class Routes {
  readonly list: Route[] = []

  get(path: string, access: Access, handler: RequestHandler): this {
    return this.add('GET', path, access, handler)
  }

  post(path: string, access: Access, handler: RequestHandler): this {
    return this.add('POST', path, access, handler)
  }

  /** A route that other origins may call, such as the tracking API. */
  open(method: Method, path: string, access: Access, handler: RequestHandler): this {
    this.list.push({ method, path, access, handler, crossOrigin: true })
    return this
  }

  private add(method: Method, path: string, access: Access, handler: RequestHandler): this {
    this.list.push({ method, path, access, handler, crossOrigin: false })
    return this
  }
}
