import { describe, expect, it } from 'vitest'
import { open, openStage, signInAs } from '../../test/cast.ts'
import { createApp } from '../app.tsx'
import { paths } from '../paths.ts'
import { connect } from '../platform/db.ts'

const stage = await openStage()
const text = async (path: string, cookie?: string) => (await open(stage, path, cookie ? { cookie } : {})).text()

describe('what watches over Banso', () => {
  it('is told that it is alive and ready without signing in', async () => {
    for (const path of [paths.health, paths.ready]) {
      const reply = await open(stage, path)
      expect([reply.status, await reply.json()]).toEqual([200, { status: 'ok' }])
    }
  })

  it('is told that it is alive but not ready while the database is away', async () => {
    const away = connect('postgres://nobody@127.0.0.1:1/nothing')
    const app = createApp({ ...stage.services, db: away.db })
    expect((await app.request(paths.health)).status).toBe(200)
    expect((await app.request(paths.ready)).status).toBe(503)
    await away.close()
  })

  it('reads numbers in the form of Prometheus: by route, never by address, so that nobody is named in them', async () => {
    const cookie = await signInAs(stage, 'csm')
    await text('/accounts/4711?q=himitsu', cookie)
    await text('/no/such/place-4711', cookie)
    const reply = await open(stage, paths.metrics)
    expect(reply.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const metrics = await reply.text()
    expect(metrics).toMatch(
      /^banso_http_request_seconds_count\{method="GET",route="\/accounts\/:id",status="404"\} 1$/m,
    )
    expect(metrics).toMatch(/^banso_http_request_seconds_count\{method="GET",route="none",status="404"\} 1$/m)
    expect(metrics).toMatch(/^process_cpu_seconds_total \d/m)
    expect(metrics).not.toMatch(/4711|himitsu/)
  })
})

describe('what is no page', () => {
  it.each([
    ['GET', paths.health],
    ['GET', paths.ready],
    ['GET', paths.metrics],
    ['GET', '/assets/none.js'],
    ['POST', '/v1/batch'],
    ['OPTIONS', '/v1/batch'],
    ['GET', '/v1/projects/any/settings'],
  ])('is taken for nothing else and framed by nobody: %s %s', async (method, path) => {
    const { headers } = await stage.app.request(path, { method })
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('says that the address is to be asked by https only, where that is the address', async () => {
    const config = { ...stage.services.config, baseUrl: 'https://banso.example' }
    const app = createApp({ ...stage.services, config })
    for (const path of [paths.health, paths.signIn]) {
      expect((await app.request(path)).headers.get('strict-transport-security')).toBe('max-age=31536000')
    }
  })
})
