import { describe, expect, it } from 'vitest'
import { cookiesAfter, open, openStage, send } from '../../../test/cast.ts'
import { paths } from '../../paths.ts'

const owner = {
  name: '大西 ひかり',
  email: 'Hikari@Minato.example',
  password: 'umi no soko no akari',
  company: 'みなと養殖サービス',
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
  currency: 'JPY',
}

describe('an installation without a company', async () => {
  const stage = await openStage({ empty: true })

  it('leads every page to the first run, but machines may still ask whether it lives', async () => {
    for (const path of [paths.today, paths.signIn, paths.staff, paths.welcome]) {
      const reply = await open(stage, path)
      expect([reply.status, reply.headers.get('location')]).toEqual([303, paths.firstRun])
    }
    expect((await open(stage, paths.health)).status).toBe(200)
    expect((await open(stage, paths.firstRun)).status).toBe(200)
  })

  it('says what is wrong beside the field and keeps what was typed', async () => {
    const reply = await send(stage, paths.firstRun, {
      ...owner,
      password: 'minato',
      email: 'nobody',
      timeZone: 'Mars/Base',
    })
    const html = await reply.text()
    expect(reply.status).toBe(422)
    expect(html).toContain('大西 ひかり')
    expect(html).toContain('メールアドレスの形になっていません。')
    expect(html).not.toContain('value="minato"')
  })

  it('refuses an owner password that holds the company or the address', async () => {
    const reply = await send(stage, paths.firstRun, { ...owner, password: 'hikari@minato.example' })
    expect(reply.status).toBe(422)
    expect(await reply.text()).toContain('お名前やメールアドレス、会社名を含まない')
  })

  it('of two first runs at once one makes the owner, the other is sent to sign in', async () => {
    const replies = await Promise.all([
      send(stage, paths.firstRun, owner),
      send(stage, paths.firstRun, { ...owner, email: 'other@minato.example' }),
    ])
    expect(replies.map(reply => reply.headers.get('location')).sort()).toEqual([paths.signIn, paths.welcome])
    const staff = await stage.services.db.selectFrom('identity.staff').selectAll().execute()
    expect(staff).toHaveLength(1)
    expect(staff[0]).toMatchObject({ name: owner.name, roles: ['admin'], locale: 'ja', time_zone: 'Asia/Tokyo' })

    const winner = replies.find(reply => reply.headers.get('location') === paths.welcome)
    const cookie = cookiesAfter(winner ?? new Response())
    const welcome = await open(stage, paths.welcome, { cookie })
    expect(welcome.status).toBe(200)
    expect(await welcome.text()).toContain(paths.sample)
  })

  it('is closed afterwards', async () => {
    expect((await open(stage, paths.firstRun)).headers.get('location')).toBe(paths.signIn)
    const reply = await send(stage, paths.firstRun, { ...owner, email: 'third@minato.example' })
    expect(reply.headers.get('location')).toBe(paths.signIn)
    expect(await stage.services.db.selectFrom('identity.staff').select('id').execute()).toHaveLength(1)
  })
})
