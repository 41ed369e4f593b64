import { expect, it } from 'vitest'
import { cast, openStage, signInAs } from '../../../test/cast.ts'
import { currentVisit } from './index.ts'

const stage = await openStage()
const visit = (cookie?: string) => currentVisit(stage.services, new Headers(cookie ? { cookie } : {}))

it('knows the company of a visitor without a session', async () => {
  expect(await visit()).toEqual({
    staff: undefined,
    company: { name: 'みなと養殖サービス', locale: 'ja', timeZone: 'Asia/Tokyo', currency: 'JPY', sample: false },
  })
})

it('knows who is signed in', async () => {
  expect((await visit(await signInAs(stage, 'csm'))).staff).toEqual(cast.csm)
})

it('does not believe a cookie that was tampered with', async () => {
  const cookie = await signInAs(stage, 'csm')
  const [name, value = ''] = cookie.split('=')
  expect((await visit(`${name}=x${value}`)).staff).toBeUndefined()
  expect((await visit(`${name}=${value.slice(0, 32)}`)).staff).toBeUndefined()
  expect((await visit(`${name}=%00%ff.${'='.repeat(44)}`)).staff).toBeUndefined()
})
