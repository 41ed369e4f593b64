import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { prepareJobs } from '../../platform/jobs.ts'
import { markSample } from '../identity/index.ts'
import { noteLoading, requestRemoval, requestSample } from './loading.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
await prepareJobs(services.database)
const admin = { kind: 'staff', id: cast.admin.id } as const
const cookies = { admin: await signInAs(stage, 'admin'), csm: await signInAs(stage, 'csm') }

async function read(path: string, role: keyof typeof cookies = 'admin'): Promise<string> {
  return (await open(stage, path, { cookie: cookies[role] })).text()
}

function post(path: string): Promise<Response> {
  return send(stage, path, {}, { cookie: cookies.admin })
}

const toSample = `href="${paths.sample}"`

describe('the way to the sample company', () => {
  it('stands in the settings of the company, sample or not', async () => {
    expect(await read(paths.company)).toContain(toSample)
    expect(await read(paths.company)).toContain('読み込みと削除は、管理者ができます。')
  })

  it('is the mark beside the name of the company on every page, once the sample is there', async () => {
    expect(await read(paths.accounts)).not.toContain(toSample)
    await transact(db, tx => markSample(tx, true))
    for (const path of [paths.accounts, paths.tasks, paths.healthOverview, paths.segments, paths.profile])
      expect(await read(path), path).toContain(`class="sample-mark" ${toSample}`)
    expect(await read(paths.tasks, 'csm')).toContain(`class="sample-mark" ${toSample}`)
    await transact(db, tx => markSample(tx, false))
  })
})

describe('the page of the sample company', () => {
  it('says what comes of loading it beside real customers', async () => {
    expect(await read(paths.sample)).not.toContain('自社の顧客')
    await sql`insert into customers.account (name) values ('まるは水産')`.execute(db)
    expect(await read(paths.sample)).toContain('サンプルの行には印が付き')
    expect(await read(paths.sample)).toContain('サンプルを読み込む</button>')
    expect(await read(paths.sample, 'csm')).not.toContain('サンプルを読み込む</button>')
  })

  it('shows how far the removal is; a second click changes nothing', async () => {
    await transact(db, tx => requestSample(tx, services, admin))
    expect((await post(paths.sampleRemoval)).status).toBe(409)
    await noteLoading(services.db, { status: 'done', progress: 1 })
    expect(await read(paths.sample)).toContain('data-turbo-submits-with="削除を始めています…"')
    for (const _ of [1, 2]) expect((await post(paths.sampleRemoval)).headers.get('location')).toBe(paths.sample)
    await noteLoading(services.db, { status: 'running', progress: 0.5 })
    const page = await read(paths.sample)
    expect(page).toMatch(/<progress[^>]+max="100" value="50"/)
    expect(page).toContain('サンプルの削除')
    expect(page).not.toContain('削除を始めています…')
    const { rows } = await sql`
      select from graphile_worker.jobs where task_identifier = 'sample.remove'`.execute(db)
    expect(rows).toHaveLength(1)
  })

  it('offers the removal again when it failed', async () => {
    await noteLoading(services.db, { status: 'failed', error: 'disk full' })
    expect(await read(paths.sample)).toContain('サンプルはそのまま残っています')
    await transact(db, tx => requestRemoval(tx, services, admin))
    expect(await read(paths.sample)).not.toContain('サンプルはそのまま残っています')
  })
})
