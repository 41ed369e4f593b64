import { afterEach, expect, it } from 'vitest'
import { cast, openStage, signInAs } from '../../../test/cast.ts'
import { setClock } from '../../platform/clock.ts'
import { currentVisit } from './index.ts'

const stage = await openStage()
const { db } = stage.services
const visit = (cookie?: string) => currentVisit(stage.services, new Headers(cookie ? { cookie } : {}))

afterEach(() => setClock(undefined))

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

it('ends a session after seven days without use, and after thirty however much it is used', async () => {
  const start = Temporal.Now.instant()
  const cookie = await signInAs(stage, 'csm')
  const idle = await signInAs(stage, 'legal')
  const at = async (hours: number, one: string) => {
    setClock(start.add({ hours }))
    return (await visit(one)).staff?.id
  }
  for (const day of [3, 6, 9, 12, 15, 18, 21, 24, 27, 29]) expect(await at(day * 24, cookie)).toBe(cast.csm.id)
  expect(await at(30 * 24 + 1, cookie)).toBeUndefined()
  expect(await at(6 * 24, idle)).toBe(cast.legal.id)
  expect(await at(13 * 24 + 1, idle)).toBeUndefined()
})

it('writes down use at most every five minutes', async () => {
  const start = Temporal.Now.instant()
  const cookie = await signInAs(stage, 'product')
  const seen = async (minutes: number) => {
    setClock(start.add({ minutes }))
    await visit(cookie)
    const query = db.selectFrom('identity.session').select('updated_at').where('user_id', '=', cast.product.id)
    const { updated_at } = await query.executeTakeFirstOrThrow()
    return Math.round((updated_at.getTime() - start.epochMilliseconds) / 60_000)
  }
  expect([await seen(1), await seen(4), await seen(6), await seen(9), await seen(12)]).toEqual([0, 0, 6, 6, 12])
})
