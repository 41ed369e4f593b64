import { createHmac } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { hashNewPassword } from './password.ts'
import { setPasswordHash } from './people.ts'

const stage = await openStage()
const { db } = stage.services
const password = 'nami to tsuki to hoshi'
let cookie = ''
let secret = ''
let codes: readonly string[] = []

beforeAll(async () => {
  const hash = await hashNewPassword(password)
  await transact(db, tx => setPasswordHash(tx, cast.operator.id, hash))
  cookie = cookiesAfter(await signIn())
})

function signIn(): Promise<Response> {
  return send(stage, paths.signIn, { email: cast.operator.email, password, back: paths.profile })
}

function codesIn(html: string): readonly string[] {
  return (/<code[^>]*>([^<]*)<\/code>/.exec(html)?.[1] ?? '').trim().split('\n')
}

/** What an authenticator app shows (RFC 6238 with SHA-1, 30 seconds). */
function appCode(base32: string, seconds = Date.now() / 1000, digits = 6): string {
  const bits = [...base32].map(letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const bytes = bits.join('').match(/.{8}/g) ?? []
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)))
  const key = Buffer.from(bytes.map(byte => Number.parseInt(byte, 2)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

it('is tested with an app that agrees with RFC 6238, appendix B', () => {
  expect(appCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59, 8)).toBe('94287082')
  expect(appCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 1111111109, 8)).toBe('07081804')
})

it('is not set up without the password', async () => {
  const reply = await send(stage, paths.profileSecondFactor, { password: 'somebody at an open screen' }, { cookie })
  expect(reply.status).toBe(422)
  expect(await reply.text()).toContain('パスワードが違います。')
})

it('counts only once a code of the app was confirmed', async () => {
  const begun = await send(stage, paths.profileSecondFactor, { password }, { cookie })
  const html = await begun.text()
  expect(begun.headers.get('cache-control')).toBe('no-store')
  expect(html).toContain('<svg class="qr-code"')
  const uri = (/name="uri" value="([^"]+)"/.exec(html)?.[1] ?? '').replaceAll('&amp;', '&')
  expect(uri).toMatch(/^otpauth:\/\/totp\/Banso:operator%40minato\.example\?/)
  secret = new URL(uri).searchParams.get('secret') ?? ''
  expect(html).toContain(secret)
  expect((await signIn()).headers.get('location')).toBe(paths.profile)

  const wrong = await send(stage, paths.profileSecondFactorConfirmation, { uri, code: '000000' }, { cookie })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('<svg class="qr-code"')

  const right = await send(stage, paths.profileSecondFactorConfirmation, { uri, code: appCode(secret) }, { cookie })
  const shown = await right.text()
  expect(right.status).toBe(200)
  codes = codesIn(shown)
  expect(codes).toHaveLength(10)
  cookie = cookiesAfter(right, cookie)
  expect((await open(stage, paths.profile, { cookie })).status).toBe(200)
})

it('lets nobody in with the password alone', async () => {
  const first = await signIn()
  expect(first.headers.get('location')).toBe(href(paths.secondFactor, {}, { back: paths.profile }))
  const half = cookiesAfter(first)
  expect(half).not.toContain('session_token')
  expect((await open(stage, paths.profile, { cookie: half })).status).toBe(303)

  const wrong = await send(stage, paths.secondFactor, { code: '123456' }, { cookie: half })
  expect(wrong.status).toBe(422)
  const right = await send(stage, paths.secondFactor, { code: appCode(secret), back: paths.profile }, { cookie: half })
  expect(right.headers.get('location')).toBe(paths.profile)
  expect((await open(stage, paths.profile, { cookie: cookiesAfter(right, half) })).status).toBe(200)
})

it('does not take the session of somebody else for the first step', async () => {
  const stranger = await signInAs(stage, 'csm')
  const reply = await send(stage, paths.secondFactor, { code: appCode(secret) }, { cookie: stranger })
  expect(reply.headers.get('location')).toBe(paths.signIn)
})

it('takes each backup code once', async () => {
  const [code = ''] = codes
  const half = cookiesAfter(await signIn())
  expect((await send(stage, paths.secondFactor, { code }, { cookie: half })).status).toBe(303)
  const again = cookiesAfter(await signIn())
  expect((await send(stage, paths.secondFactor, { code }, { cookie: again })).status).toBe(422)
})

it('ends the attempt after five wrong codes and locks after ten in a row', async () => {
  for (const round of [1, 2]) {
    const half = cookiesAfter(await signIn())
    for (let count = 0; count < 5; count++) {
      const reply = await send(stage, paths.secondFactor, { code: '000000' }, { cookie: half })
      expect([422, 429]).toContain(reply.status)
    }
    const sixth = await send(stage, paths.secondFactor, { code: appCode(secret) }, { cookie: half })
    expect(sixth.status).toBe(round === 1 ? 303 : 429)
    if (round === 1) expect(sixth.headers.get('location')).toBe(paths.signIn)
  }
  await db.updateTable('identity.two_factor').set({ failed_verification_count: 0, locked_until: null }).execute()
})

it('gives new backup codes, and then the ones before stop working', async () => {
  const reply = await send(stage, paths.profileBackupCodes, { password }, { cookie })
  const fresh = codesIn(await reply.text())
  expect(fresh).toHaveLength(10)
  const half = cookiesAfter(await signIn())
  expect((await send(stage, paths.secondFactor, { code: codes[1] ?? '' }, { cookie: half })).status).toBe(422)
  expect((await send(stage, paths.secondFactor, { code: fresh[0] ?? '' }, { cookie: half })).status).toBe(303)
})

it('is turned off with the password, and all of it is on record', async () => {
  const reply = await send(stage, paths.profileSecondFactorRemoval, { password }, { cookie })
  expect(reply.headers.get('location')).toBe(paths.profile)
  expect((await signIn()).headers.get('location')).toBe(paths.profile)
  const entries = await db
    .selectFrom('activity.entry')
    .select('name')
    .where('actor_id', '=', cast.operator.id)
    .execute()
  const names = entries.map(entry => entry.name)
  for (const name of ['second_factor_added', 'backup_codes_renewed', 'second_factor_removed']) {
    expect(names).toContain(`identity.${name}`)
  }
})

it('bears odd codes', async () => {
  const half = cookiesAfter(await signIn())
  for (const code of ['', ' ', '1'.repeat(5000), "' or 1=1 --", '１２３４５６', '🐟🐟🐟🐟🐟🐟']) {
    expect([303, 422]).toContain((await send(stage, paths.secondFactor, { code }, { cookie: half })).status)
  }
})
