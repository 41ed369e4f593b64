import { afterEach, expect, it } from 'vitest'
import { testDatabase } from '../../../test/support/postgres.ts'
import { setClock } from '../../platform/clock.ts'
import { countAttempt, forgiveAttempts } from './attempts.ts'

const { db } = await testDatabase()

afterEach(() => setClock(undefined))

/** How many of so many attempts at once are let through. */
async function letThrough(count: number, email: (index: number) => string, ip: (index: number) => string | undefined) {
  const all = Array.from({ length: count }, (_, index) => countAttempt(db, { email: email(index), ip: ip(index) }))
  return (await Promise.all(all)).filter(wait => wait === undefined).length
}

it('lets ten attempts from one place at one address through, also at once and in any case of letters', async () => {
  const email = (index: number) => (index % 2 ? 'Sea@minato.example' : 'sea@minato.example')
  expect(await letThrough(15, email, () => '192.0.2.1')).toBe(10)
  expect(await countAttempt(db, { email: 'sea@minato.example', ip: '192.0.2.1' })).toBeGreaterThan(500)
})

it('does not lock the address for other places, up to a hundred an hour (NIST SP 800-63B)', async () => {
  expect(await countAttempt(db, { email: 'sea@minato.example', ip: '192.0.2.2' })).toBeUndefined()
  const spread = await letThrough(
    150,
    () => 'sky@minato.example',
    index => `198.51.100.${index}`,
  )
  expect(spread).toBe(100)
})

it('lets fifty attempts from one place through, whatever the address', async () => {
  expect(
    await letThrough(
      70,
      index => `fish-${index}@minato.example`,
      () => '192.0.2.7',
    ),
  ).toBe(50)
})

it('counts anew after the time is over', async () => {
  const start = Temporal.Instant.from('2026-11-22T00:00:00Z')
  setClock(start)
  expect(
    await letThrough(
      12,
      () => 'tide@minato.example',
      () => undefined,
    ),
  ).toBe(10)
  setClock(start.add({ minutes: 9 }))
  expect(await countAttempt(db, { email: 'tide@minato.example', ip: undefined })).toBe(60)
  setClock(start.add({ minutes: 10 }))
  expect(await countAttempt(db, { email: 'tide@minato.example', ip: undefined })).toBeUndefined()
})

it('forgets failures after a success, but not those of others at the same place', async () => {
  const ip = '192.0.2.50'
  await letThrough(
    10,
    () => 'wave@minato.example',
    () => ip,
  )
  await letThrough(
    40,
    index => `other-${index}@minato.example`,
    () => ip,
  )
  await forgiveAttempts(db, { email: 'wave@minato.example', ip })
  expect(await countAttempt(db, { email: 'wave@minato.example', ip: ip })).toBeUndefined()
  expect(await countAttempt(db, { email: 'wave@minato.example', ip: ip })).toBeGreaterThan(0)
})

it('keeps nothing of what was typed', async () => {
  await countAttempt(db, { email: 'my secret password in the wrong field', ip: '192.0.2.9' })
  const rows = await db.selectFrom('identity.attempt').selectAll().execute()
  expect(JSON.stringify(rows)).not.toMatch(/secret|192\.0\.2/)
})

it('counts what needs no address by the place alone', async () => {
  const tries = Array.from({ length: 60 }, () => countAttempt(db, { ip: '192.0.2.77' }))
  expect((await Promise.all(tries)).filter(wait => wait === undefined)).toHaveLength(50)
  expect(await countAttempt(db, { ip: '192.0.2.78' })).toBeUndefined()
})
