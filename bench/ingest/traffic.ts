import { Analytics } from '@segment/analytics-node'
import { seededRandom } from '../../app/platform/random.ts'

/** A request as the real client made it, cut where the message ids stand, so that it can be sent again as new events. */
export interface Template {
  readonly pieces: readonly string[]
  readonly events: number
}

export interface Population {
  readonly accounts: number
  readonly contacts: number
  /** Events per request: the client's `flushAt`, 15 unless told otherwise. */
  readonly flushAt: number
}

const names = [
  'Report Opened',
  'Invoice Sent',
  'Project Created',
  'Signed In',
  'Search Made',
  'Export Downloaded',
  'Comment Added',
  'Task Done',
  'Feed Logged',
  'Photo Uploaded',
  'Settings Changed',
]

/** Requests of `@segment/analytics-node` with its own ids, context and batching; seeded, so each run sends the same. */
export async function recordRequests(requests: number, population: Population): Promise<Template[]> {
  const random = seededRandom(20261122)
  return record(requests * population.flushAt, population.flushAt, analytics => {
    const contact = Math.floor(random() * population.contacts)
    const name = names[Math.floor(random() * random() * names.length)] ?? 'Signed In'
    analytics.track({ userId: `user-${contact}`, event: name, properties: propertiesOf(random) })
  })
}

/** Requests that tell who everybody is and where they belong. */
export async function recordPeople(population: Population): Promise<Template[]> {
  let contact = 0
  return record(population.contacts * 2, 200, analytics => {
    const index = contact++
    const userId = `user-${index >> 1}`
    const account = (index >> 1) % population.accounts
    if (index % 2 === 0) analytics.identify({ userId, traits: { email: `${userId}@example.com` } })
    else analytics.group({ userId, groupId: `account-${account}`, traits: { name: `顧客 ${account}` } })
  })
}

function propertiesOf(random: () => number) {
  const item = ['サーモン', 'ブリ', 'マダイ', 'ヒラメ'][Math.floor(random() * 4)]
  return {
    plan: 'pro',
    amount: Math.floor(random() * 100_000),
    path: `/projects/${Math.floor(random() * 100)}`,
    ok: true,
    item,
  }
}

async function record(events: number, flushAt: number, send: (analytics: Analytics) => void): Promise<Template[]> {
  const bodies: string[] = []
  const analytics = new Analytics({
    writeKey: 'recorded',
    host: 'http://127.0.0.1',
    flushAt,
    httpClient: async (_url, request) => {
      bodies.push(request.body)
      return { status: 200, statusText: 'OK' }
    },
  })
  for (let index = 0; index < events; index++) {
    send(analytics)
    // The client works in promises; let it empty its queue.
    if (index % 2000 === 1999) await new Promise(resolve => setTimeout(resolve))
  }
  await analytics.closeAndFlush()
  return bodies.map(cut)
}

function cut(body: string): Template {
  const pieces = body.split(/(?<="messageId":")[^"]+(?=")/)
  return { pieces, events: pieces.length - 1 }
}

/** The request with message ids of its own; the same `round` and `index` give the same ids. */
export function fillIn(template: Template, round: number, index: number): string {
  const { pieces } = template
  let body = pieces[0] ?? ''
  for (let at = 1; at < pieces.length; at++) {
    body += `node-next-1795000000000-${String(round).padStart(8, '0')}-5a5a-4000-8000-${String(index * 1000 + at).padStart(12, '0')}${pieces[at]}`
  }
  return body
}
