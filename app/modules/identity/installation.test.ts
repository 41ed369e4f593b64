import { describe, expect, it } from 'vitest'
import { openStage, send } from '../../../test/cast.ts'
import { readConfig } from '../../config.ts'
import { paths } from '../../paths.ts'
import { installationSecret } from '../../platform/secret.ts'
import { companySettings } from './index.ts'
import { prepareInstallation } from './installation.ts'

const settings = {
  BANSO_ADMIN_EMAIL: 'Owner@Minato.example',
  BANSO_ADMIN_PASSWORD: 'tenugui to hachimaki',
  BANSO_COMPANY: '港の会社',
  BANSO_LOCALE: 'en',
  BANSO_TIME_ZONE: 'Europe/Berlin',
}

describe('unattended installation', async () => {
  const stage = await openStage({ empty: true, settings })
  const { db } = stage.services

  it('makes the company and its owner once, also when several processes start at once and again', async () => {
    await Promise.all([1, 2, 3].map(() => prepareInstallation(stage.services)))
    await prepareInstallation({ ...stage.services, config: readConfig({ ...settings, BANSO_COMPANY: 'Another' }) })
    expect(await companySettings(db)).toEqual({
      name: '港の会社',
      locale: 'en',
      timeZone: 'Europe/Berlin',
      currency: 'USD',
      sample: false,
    })
    const staff = await db.selectFrom('identity.staff').select(['email', 'roles', 'name']).execute()
    expect(staff).toEqual([{ email: 'owner@minato.example', roles: ['admin'], name: 'Owner' }])
  })

  it('lets the owner in with the password of the environment', async () => {
    const reply = await send(stage, paths.signIn, {
      email: settings.BANSO_ADMIN_EMAIL,
      password: settings.BANSO_ADMIN_PASSWORD,
    })
    expect(reply.headers.get('location')).toBe(paths.today)
  })

  it('keeps one secret for all processes, unless one is given', async () => {
    const secrets = await Promise.all([1, 2, 3].map(() => installationSecret(db, undefined)))
    expect(new Set(secrets).size).toBe(1)
    expect(secrets[0]?.length).toBeGreaterThanOrEqual(32)
    expect(await installationSecret(db, 'given '.repeat(8))).toBe('given '.repeat(8))
  })
})

describe('without an owner in the environment', async () => {
  const stage = await openStage({ empty: true })

  it('waits for the first run', async () => {
    await prepareInstallation(stage.services)
    await expect(companySettings(stage.services.db)).rejects.toThrow('no company yet')
  })

  it('refuses an owner whose password anybody would guess', async () => {
    const config = readConfig({ ...settings, BANSO_ADMIN_PASSWORD: 'password123456' })
    await expect(prepareInstallation({ ...stage.services, config })).rejects.toThrow('BANSO_ADMIN_PASSWORD')
  })
})
