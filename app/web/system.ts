import { sql } from 'kysely'
import { paths } from '../paths.ts'
import { anyone } from './access.ts'
import { registry } from './metrics.ts'
import { Routes } from './routes.ts'

/** For the machines that watch over Banso: is it alive, can it serve, its numbers. */
export const systemRoutes = new Routes()
  .open('GET', paths.health, anyone, c => c.json({ status: 'ok' }))
  .open('GET', paths.ready, anyone, async c => {
    try {
      await sql`select 1`.execute(c.var.services.db)
      return c.json({ status: 'ok' })
    } catch {
      return c.json({ status: 'database unreachable' }, 503)
    }
  })
  .open('GET', paths.metrics, anyone, async c =>
    c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  )
