import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Asking, cast, cookiesAfter, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'

const stage = await openStage()
const { db } = stage.services
const origin = 'http://localhost:3000'

/** A phone that makes and uses passkeys (Web Authentication Level 3, sections 6.1 and 6.5; ES256 in COSE by RFC 9053). */
function createPhone() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const bytes = (text: string) => Buffer.concat([Buffer.from([0x58, 0x20]), Buffer.from(text, 'base64url')])
  // CBOR: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21])
  const cose = Buffer.concat([head, bytes(x), Buffer.from([0x22]), bytes(y)])
  const clientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }))
  const common = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
  }

  // Flags: user present 1, user verified 4, attested data 64.
  const authenticatorData = (flags: number, attested: Buffer = Buffer.alloc(0), counter = 0) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([createHash('sha256').update('localhost').digest(), Buffer.from([flags]), count, attested])
  }

  return {
    make(challenge: string, from = origin) {
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const data = authenticatorData(1 | 4 | 64, attested)
      // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}
      const fmt = Buffer.from([
        0xa3,
        0x63,
        ...Buffer.from('fmt'),
        0x64,
        ...Buffer.from('none'),
        0x67,
        ...Buffer.from('attStmt'),
        0xa0,
      ])
      const named = Buffer.from([0x68, ...Buffer.from('authData'), 0x58, data.length])
      const attestationObject = Buffer.concat([fmt, named, data]).toString('base64url')
      const clientDataJSON = clientData('webauthn.create', challenge, from).toString('base64url')
      return { ...common, response: { clientDataJSON, attestationObject, transports: ['internal'] } }
    },
    use(challenge: string, { from = origin, flags = 1 | 4, counter = 1 } = {}) {
      const client = clientData('webauthn.get', challenge, from)
      const data = authenticatorData(flags, undefined, counter)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      const response = {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
      }
      return { ...common, response }
    },
  }
}

function sendJson(path: string, body: unknown, { cookie }: Asking = {}): Promise<Response> | Response {
  const headers = { origin, 'content-type': 'application/json', ...(cookie && { cookie }) }
  return stage.app.request(path, { method: 'POST', body: JSON.stringify(body), headers })
}

async function challengeFrom(path: string, cookie = '') {
  const reply = await send(stage, path, {}, { cookie })
  const { challenge, ...rest } = (await reply.json()) as { challenge: string; rp?: { id: string }; error?: string }
  return { status: reply.status, challenge, rest, cookie: cookiesAfter(reply, cookie) }
}

async function register(phone: ReturnType<typeof createPhone>, cookie: string, from = origin) {
  const asked = await challengeFrom(paths.profilePasskeyChallenge, cookie)
  return sendJson(
    paths.profilePasskeys,
    { response: phone.make(asked.challenge, from), name: '会社のノート' },
    { cookie: asked.cookie },
  )
}

async function enter(phone: ReturnType<typeof createPhone>, options = {}) {
  const asked = await challengeFrom(paths.passkeySignInChallenge)
  const path = href(paths.passkeySignIn, {}, { back: paths.profile })
  return {
    reply: await sendJson(path, { response: phone.use(asked.challenge, options) }, { cookie: asked.cookie }),
    asked,
  }
}

describe('passkeys', () => {
  const phone = createPhone()

  it('are not made by nobody, nor by a session from days ago', async () => {
    expect((await send(stage, paths.profilePasskeyChallenge)).headers.get('location')).toBe(paths.signIn)
    const cookie = await signInAs(stage, 'legal')
    await db
      .updateTable('identity.session')
      .set({ created_at: new Date(Date.now() - 2 * 86_400_000) })
      .where('user_id', '=', cast.legal.id)
      .execute()
    const old = await challengeFrom(paths.profilePasskeyChallenge, cookie)
    expect([old.status, old.rest.error]).toEqual([403, '安全のため、もう一度サインインしてから追加してください。'])
  })

  it('of another site are refused', async () => {
    const reply = await register(createPhone(), await signInAs(stage, 'csm'), 'https://evil.example')
    expect(reply.status).toBe(422)
    expect(await db.selectFrom('identity.passkey').select('id').execute()).toEqual([])
  })

  it('are made by who is signed in, and named', async () => {
    const cookie = await signInAs(stage, 'csm')
    const reply = await register(phone, cookie)
    expect([reply.status, await reply.json()]).toEqual([200, { location: paths.profile }])
    expect(await (await open(stage, paths.profile, { cookie })).text()).toContain('会社のノート')
  })

  it('let the person in, once per challenge', async () => {
    const { reply, asked } = await enter(phone)
    expect([reply.status, await reply.json()]).toEqual([200, { location: paths.profile }])
    expect((await open(stage, paths.profile, { cookie: cookiesAfter(reply) })).status).toBe(200)
    const again = await sendJson(
      paths.passkeySignIn,
      { response: phone.use(asked.challenge) },
      { cookie: asked.cookie },
    )
    expect(again.status).toBe(422)
  })

  it('let nobody else in: unknown, of another site, without the person’s check, or used before', async () => {
    expect((await enter(createPhone())).reply.status).toBe(422)
    expect((await enter(phone, { from: 'https://evil.example', counter: 9 })).reply.status).toBe(422)
    expect((await enter(phone, { flags: 1, counter: 9 })).reply.status).toBe(422)
    expect((await enter(phone, { counter: 1 })).reply.status).toBe(422)
    expect((await enter(phone, { counter: 9 })).reply.status).toBe(200)
  })

  it('of others are neither renamed nor removed', async () => {
    const { id } = await db.selectFrom('identity.passkey').select('id').executeTakeFirstOrThrow()
    const stranger = await signInAs(stage, 'admin')
    const rename = (cookie: string, name: string) =>
      send(stage, href(paths.profilePasskey, { id }), { name }, { cookie })
    const remove = (cookie: string) => send(stage, href(paths.profilePasskeyRemoval, { id }), {}, { cookie })
    expect((await rename(stranger, 'mine')).status).toBe(404)
    expect((await remove(stranger)).status).toBe(404)
    const cookie = await signInAs(stage, 'csm')
    expect((await rename(cookie, 'スマートフォン')).status).toBe(303)
    expect((await rename(cookie, 'x'.repeat(101))).status).toBe(422)
    expect(await (await open(stage, paths.profile, { cookie })).text()).toContain('スマートフォン')
    expect((await remove(cookie)).status).toBe(303)
    expect((await enter(phone, { counter: 20 })).reply.status).toBe(422)
  })

  it('of a removed person are of no use', async () => {
    const own = createPhone()
    await register(own, await signInAs(stage, 'product'))
    const admin = await signInAs(stage, 'admin')
    await send(stage, href(paths.staffMemberRemoval, { id: cast.product.id }), {}, { cookie: admin })
    expect((await enter(own)).reply.status).toBe(422)
  })

  it('bear odd answers', async () => {
    const cookie = await signInAs(stage, 'csm')
    for (const body of [
      null,
      [],
      1,
      {},
      { response: {} },
      { response: { id: '\0' } },
      { response: createPhone().use('x') },
    ]) {
      expect((await sendJson(paths.passkeySignIn, body)).status).toBe(422)
      expect((await sendJson(paths.profilePasskeys, body, { cookie })).status).toBe(422)
    }
    expect((await send(stage, paths.passkeySignIn, { response: 'x' })).status).toBe(422)
    const asked = await challengeFrom(paths.profilePasskeyChallenge, cookie)
    const broken = {
      ...createPhone().make(asked.challenge),
      response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' },
    }
    expect((await sendJson(paths.profilePasskeys, { response: broken }, { cookie: asked.cookie })).status).toBe(422)
  })
})
