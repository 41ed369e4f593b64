import { describe, expect, it } from 'vitest'
import { company, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { paths } from '../../paths.ts'
import { companySettings } from './index.ts'

const stage = await openStage()
const { db } = stage.services
const settings = { company: '港の会社', locale: 'en', timeZone: 'America/New_York', currency: 'USD' }

describe('the company’s settings', () => {
  it('are not for a manager', async () => {
    const cookie = await signInAs(stage, 'manager')
    expect((await open(stage, paths.company, { cookie })).status).toBe(404)
    expect((await send(stage, paths.company, settings, { cookie })).status).toBe(404)
    expect(await companySettings(db)).toMatchObject({ name: company.name })
  })

  it('are changed by an admin and used from the next page on', async () => {
    const cookie = await signInAs(stage, 'admin')
    expect((await send(stage, paths.company, settings, { cookie })).status).toBe(303)
    const { company: name, ...rest } = settings
    expect(await companySettings(db)).toEqual({ name, ...rest, sample: false })
    expect(await (await open(stage, paths.company, { cookie })).text()).toContain('港の会社')
    const signedOut = await (await open(stage, paths.signIn)).text()
    expect(signedOut).toContain('<html lang="en">')
  })

  it('bear odd input', async () => {
    const cookie = await signInAs(stage, 'admin')
    for (const wrong of [
      { company: '' },
      { company: 'x'.repeat(201) },
      { locale: 'xx' },
      { timeZone: '../etc' },
      { currency: 'yen' },
      { currency: 'ZZZ' },
    ]) {
      const reply = await send(stage, paths.company, { ...settings, ...wrong }, { cookie })
      expect(reply.status).toBe(422)
    }
    const name = '<b>株式会社🐟</b>'
    expect((await send(stage, paths.company, { ...settings, company: name }, { cookie })).status).toBe(303)
    expect(await (await open(stage, paths.company, { cookie })).text()).not.toContain('<b>株式会社')
  })
})
