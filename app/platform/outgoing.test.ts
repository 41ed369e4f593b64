import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createPlainServer, type Server as PlainServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { setClock } from './clock.ts'
import { isPublicAddress } from './outgoing/addresses.ts'
import { nothingAllowed } from './outgoing/allowance.ts'
import { judgeDestination } from './outgoing/destination.ts'
import { newWebhookSecret, signatureHeaders } from './outgoing/signature.ts'
import { postSigned } from './outgoing.ts'

const secret = newWebhookSecret()
const outside = readConfig({})
const inside = readConfig({ BANSO_WEBHOOK_ALLOW: '127.0.0.0/8, ::1' })
const closing: { close(): unknown }[] = []

afterEach(() => {
  for (const one of closing.splice(0)) one.close()
  setClock(undefined)
})

async function listen(server: Server | PlainServer): Promise<number> {
  closing.push(server)
  server.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return (server.address() as AddressInfo).port
}

/** A receiver and what it got. */
async function receiver(answer: RequestListener = (_, response) => response.writeHead(204).end()) {
  const got: { request: IncomingMessage; body: string; at: string | undefined }[] = []
  const port = await listen(
    createServer(async (request, response) => {
      const at = request.socket.localAddress
      let body = ''
      for await (const piece of request) body += piece
      got.push({ request, body, at })
      answer(request, response)
    }),
  )
  return { got, port }
}

const post = (
  config: Parameters<typeof postSigned>[0],
  url: string,
  more: Partial<Parameters<typeof postSigned>[2]> = {},
) => postSigned(config, { url, id: 'e1-s2', body: '{"a":"あ"}', secret }, { withinMs: 2000, bytes: 65_536, ...more })

describe('the signature', () => {
  // standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts, "sign function works".
  test('is the one of the published example', () => {
    const at = new Date(1_614_265_330_000)
    const published = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
    expect(signatureHeaders({ ...published, at, body: '{"test": 2432232314}' })).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test.each(['', 'a.b', 'a b', 'a\nb', 'あ'])('is not made for the id %j', id => {
    expect(() => signatureHeaders({ id, at: new Date(), body: '', secret })).toThrow(RangeError)
  })

  test.each(['', 'whsec_', 'whsec_c2hvcnQ=', `whsec_${Buffer.alloc(65).toString('base64')}`, secret.slice(6)])(
    'is not made with the secret %j',
    wrong => {
      expect(() => signatureHeaders({ id: 'a', at: new Date(), body: '', secret: wrong })).toThrow(RangeError)
    },
  )
})

describe('an allowed receiver', () => {
  test('gets the body as it is, signed with the time of the attempt, and nothing that names anybody', async () => {
    setClock(Temporal.Instant.from('2026-11-22T12:00:00Z'))
    const { got, port } = await receiver()
    expect(await post(inside, `http://127.0.0.1:${port}/hook?a=1#x`)).toEqual({ kind: 'answered', status: 204 })
    const { request, body } = got[0] as (typeof got)[number]
    expect([request.method, request.url, body]).toEqual(['POST', '/hook?a=1', '{"a":"あ"}'])
    expect(request.headers).toEqual({
      host: `127.0.0.1:${port}`,
      'user-agent': 'Banso',
      'content-type': 'application/json',
      'content-length': '11',
      connection: 'close',
      ...signatureHeaders({ id: 'e1-s2', at: new Date('2026-11-22T12:00:00Z'), body, secret }),
    })
  })

  test('is heard whatever it answers', async () => {
    for (const status of [200, 400, 410, 429, 500, 503]) {
      const { port } = await receiver((_, response) => response.writeHead(status).end('no'))
      expect(await post(inside, `http://127.0.0.1:${port}/`)).toEqual({ kind: 'answered', status })
    }
  })

  test('can be named by its host', async () => {
    const { got, port } = await receiver()
    const named = readConfig({ BANSO_WEBHOOK_ALLOW: 'Hooks.Internal' })
    const resolve = async () => ['127.0.0.1']
    expect(await post(named, `http://hooks.internal.:${port}/`, { resolve })).toMatchObject({ status: 204 })
    expect(got[0]?.request.headers.host).toBe(`hooks.internal:${port}`)
    expect(await post(named, `http://x.hooks.internal:${port}/`, { resolve })).toMatchObject({ reason: 'private' })
    expect(await post(named, `http://127.0.0.1:${port}/`)).toMatchObject({ reason: 'private' })
    expect(got).toHaveLength(1)
  })

  test('is not called through a proxy that the environment names', async () => {
    const { got, port } = await receiver()
    const proxy = await receiver()
    const before = { ...process.env }
    Object.assign(process.env, { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://127.0.0.1:${proxy.port}` })
    try {
      expect(await post(inside, `http://127.0.0.1:${port}/`)).toMatchObject({ status: 204 })
    } finally {
      process.env = before
    }
    expect([got.length, proxy.got.length]).toEqual([1, 0])
  })
})

describe('is never called', () => {
  const spellings = [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://2130706433/',
    'http://127.0.0.1./',
    'http://０１７７.0.0.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[ff02::1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://ⓛocalhost/',
    'http://a.localhost/',
    'https://127.0.0.1:8443/',
  ]
  // Only judged: should it fail, nobody on the internet is to notice.
  const judge = (url: string, resolve?: (host: string) => Promise<readonly string[]>) =>
    judgeDestination(outside.webhookAllow, url, resolve)

  test.each(spellings)('%s', async url => {
    expect(await judge(url)).toEqual({ kind: 'refused', reason: 'private' })
  })

  test.each([
    ['', 'address'],
    ['/hook', 'address'],
    ['hooks.example', 'address'],
    ['http://', 'address'],
    ['http://[fe80::1%25eth0]/', 'address'],
    ['http://256.256.256.256/', 'address'],
    ['http://.../', 'address'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://example.com/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['http://me:pw@8.8.8.8/', 'credentials'],
    ['http://example.com@127.0.0.1/', 'credentials'],
    ['http://127.0.0.1#@8.8.8.8/', 'private'],
    ['http://127.0.0.1\\@8.8.8.8/', 'private'],
    ['http://8.8.8.8:22/', 'port'],
    ['http://8.8.8.8:25/', 'port'],
    ['http://8.8.8.8:6667/', 'port'],
  ])('%j, because of its %s', async (url, reason) => {
    expect(await judge(url)).toEqual({ kind: 'refused', reason })
  })

  test('a name that leads into a private network, alone or among others', async () => {
    for (const addresses of [['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['2606:4700::1', '::1'], ['::ffff:10.0.0.1']]) {
      const resolve = async () => addresses
      expect(await judge('https://hooks.example/', resolve), addresses[0]).toMatchObject({
        reason: 'private',
      })
    }
  })

  test('the machine itself, though a server listens there', async () => {
    const { got, port } = await receiver()
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1']) await post(outside, `http://${host}:${port}/`)
    expect(got).toEqual([])
  })

  test('what an answer redirects to', async () => {
    const secret = await receiver()
    for (const status of [301, 302, 303, 307, 308]) {
      const { port } = await receiver((_, response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${secret.port}/` }).end(),
      )
      expect(await post(inside, `http://127.0.0.1:${port}/`)).toEqual({ kind: 'refused', reason: 'redirect' })
    }
    expect(secret.got).toEqual([])
  })
})

test('connects to the address that was looked at, though the name leads elsewhere a moment later', async () => {
  const first = await receiver()
  const other = createServer((_, response) => response.writeHead(500).end())
  closing.push(other)
  // Not every machine has this address.
  other.on('error', () => undefined)
  other.listen(first.port, '127.0.0.2')
  let asked = 0
  const resolve = async () => [asked++ === 0 ? '127.0.0.1' : '127.0.0.2']
  expect(await post(inside, `http://rebind.example:${first.port}/`, { resolve })).toMatchObject({ status: 204 })
  expect(asked).toBe(1)
  expect(first.got.map(({ at }) => at)).toEqual(['127.0.0.1'])
})

test('of several addresses the next is tried when one does not answer', async () => {
  const { got, port } = await receiver()
  const resolve = async () => ['127.0.0.2', '127.0.0.1']
  expect(await post(inside, `http://hooks.example:${port}/`, { resolve })).toMatchObject({ status: 204 })
  expect(got).toHaveLength(1)
})

test('public and other addresses are told apart at their edges', () => {
  const open = [
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.32.0.0',
    '223.255.255.255',
  ]
  const closed = ['10.0.0.0', '10.255.255.255', '100.127.255.255', '0.255.255.255', '192.0.0.8', '240.0.0.1']
  for (const address of [...open, '2606:4700:4700::1111', '2a00::1', '2001:200::1']) {
    expect(isPublicAddress(address), address).toBe(true)
  }
  for (const address of [...closed, '2001:0:53aa::1', '2001:db8::1', '3fff::1', '4000::1', '::', '', 'a.example']) {
    expect(isPublicAddress(address), address).toBe(false)
  }
})

describe('a receiver that is slow, long or strange', () => {
  const timed = async (url: string, more = {}) => {
    const begun = performance.now()
    const posted = await post(inside, url, { withinMs: 300, ...more })
    return { posted, ms: performance.now() - begun }
  }

  test('and never answers', async () => {
    const { port } = await receiver(() => undefined)
    const { posted, ms } = await timed(`http://127.0.0.1:${port}/`)
    expect(posted).toEqual({ kind: 'failed', reason: 'silent' })
    expect(ms).toBeLessThan(1000)
  })

  test('and drips the head of its answer', async () => {
    const server = createPlainServer(socket => {
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 200 OK\r\n')
      const drip = setInterval(() => socket.write('x: y\r\n'), 20)
      socket.on('close', () => clearInterval(drip))
    })
    const { posted, ms } = await timed(`http://127.0.0.1:${await listen(server)}/`)
    expect(posted).toEqual({ kind: 'failed', reason: 'silent' })
    expect(ms).toBeLessThan(1000)
  })

  test('and drips the rest after its status, which counts', async () => {
    const { port } = await receiver((_, response) => {
      response.writeHead(201)
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    const { posted, ms } = await timed(`http://127.0.0.1:${port}/`)
    expect(posted).toEqual({ kind: 'answered', status: 201 })
    expect(ms).toBeLessThan(1000)
  })

  test('and answers without end: not more is read than 64 KB and what is on the way', async () => {
    let sent = 0
    const { port } = await receiver((_, response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384
      }
      response.on('drain', more)
      more()
    })
    const { posted, ms } = await timed(`http://127.0.0.1:${port}/`, { withinMs: 5000 })
    expect(posted).toEqual({ kind: 'answered', status: 200 })
    expect(ms).toBeLessThan(1000)
    expect(sent).toBeLessThan(16_000_000)
  })

  test.each([
    ['nonsense', 'SSH-2.0-OpenSSH\r\n'],
    ['half an answer', 'HTTP/1.1 200'],
    ['a head without end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
  ])('and answers %s', async (_, text) => {
    const server = createPlainServer(socket => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(text))
    })
    expect(await post(inside, `http://127.0.0.1:${await listen(server)}/`)).toEqual({
      kind: 'failed',
      reason: 'broken',
    })
  })

  test('and is not there', async () => {
    const { port } = await receiver()
    for (const one of closing.splice(0)) one.close()
    expect(await post(inside, `http://127.0.0.1:${port}/`)).toEqual({ kind: 'failed', reason: 'unreachable' })
    const resolve = () => Promise.reject(new Error('ENOTFOUND'))
    expect(await post(inside, 'http://hooks.example/', { resolve })).toEqual({ kind: 'failed', reason: 'unknown' })
  })

  test('and whose name is looked up for ever', async () => {
    const { posted, ms } = await timed('http://hooks.example/', { resolve: () => new Promise(() => undefined) })
    expect(posted).toEqual({ kind: 'failed', reason: 'silent' })
    expect(ms).toBeLessThan(1000)
  })

  test('and shows a certificate that nobody vouches for: it gets nothing', async ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'banso-certificate-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    try {
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
      const made = [
        'req',
        '-x509',
        ...curve,
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=127.0.0.1',
        '-keyout',
        key,
        '-out',
        cert,
      ]
      execFileSync('openssl', made, { stdio: 'ignore' })
    } catch {
      skip('needs openssl, to make a certificate')
    }
    let got = 0
    const pair = { key: readFileSync(key), cert: readFileSync(cert) }
    rmSync(folder, { recursive: true })
    const port = await listen(createSecureServer(pair, (_, response) => response.end(String(got++))))
    expect(await post(inside, `https://127.0.0.1:${port}/`)).toEqual({ kind: 'failed', reason: 'certificate' })
    expect(got).toBe(0)
  })
})

test('an address can be judged before anything is sent', async () => {
  const resolve = async () => ['93.184.215.14']
  expect(await judgeDestination(nothingAllowed, 'https://hooks.example:8443/a', resolve)).toMatchObject({
    kind: 'open',
  })
  expect(await judgeDestination(nothingAllowed, 'https://10.0.0.1/')).toEqual({ kind: 'refused', reason: 'private' })
})

test('a port for other things is refused without looking up the name, unless it could lead to where that is allowed', async () => {
  const unknown = async () => []
  const judge = (url: string, allow = nothingAllowed) => judgeDestination(allow, url, unknown)
  const port = { kind: 'refused', reason: 'port' }
  expect(await judge('https://hooks.example:22/')).toEqual(port)
  expect(await judge('https://hooks.example:6667/')).toEqual(port)
  expect(await judge('https://hooks.example/')).toEqual({ kind: 'unknown' })
  expect(await judge('https://hooks.example:8443/')).toEqual({ kind: 'unknown' })
  expect(await judge('https://hooks.example:22/', inside.webhookAllow)).toEqual({ kind: 'unknown' })
})

test.each(['10.0.0.0/33', '10.0.0.256', 'a b/c', '10.0.0.0/8/8', '-a.example', '::1/129', 'http://a.example', '*'])(
  'an allowance for %j is refused when Banso starts',
  text => {
    expect(() => readConfig({ BANSO_WEBHOOK_ALLOW: `127.0.0.1, ${text}` })).toThrow('BANSO_WEBHOOK_ALLOW')
  },
)
