import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { forgetEvents } from '../../../test/support/tracking.ts'
import { isRefusal, judge } from './intake/judge.ts'
import type { Message } from './intake/message.ts'
import { createSlices, type Slices } from './intake/slices.ts'
import { createMonths } from './partitions.ts'
import { settle } from './settle.ts'

// The invariant: whatever order messages arrive in, split into whatever slices, by whichever of two processes, some of them
// twice: in the end each event is stored once, counted once, and belongs to the person and account that the messages,
// taken together, say; and of each account it is known when it was first and last heard.

const stage = await openStage()
const { db, offers } = stage.services
const receivedAt = Date.parse('2026-11-22T03:00:00Z')
const zone = 'Asia/Tokyo'

const users = ['u1', 'u2', 'u3', 'u4']
const accountOf = new Map([
  ['u1', 'g1'],
  ['u2', 'g1'],
  ['u3', 'g2'],
])
const visitors = ['v1', 'v2', 'v3', 'v4', 'v5']
const names = ['Opened', 'Saved']

interface Item {
  readonly type: string
  readonly messageId: string
  readonly userId?: string
  readonly anonymousId?: string
  readonly groupId?: string
  readonly previousId?: string
  readonly event?: string
  readonly timestamp: string
  readonly context?: object
}

function random(seed: number) {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return {
    below: (count: number) => Math.floor(next() * count),
    of: <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T,
    shuffled: <T>(list: readonly T[]) =>
      list
        .map(item => ({ item, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item),
  }
}
type Random = ReturnType<typeof random>

/** Each visitor turns out to be one user, or nobody; each user belongs to one account, or to none. */
function story(dice: Random): readonly Item[] {
  const whoIs = new Map(visitors.map(visitor => [visitor, dice.of([...users, undefined])]))
  return Array.from({ length: 10 + dice.below(40) }, (_, index) => oneItem(dice, index, whoIs))
}

function oneItem(dice: Random, index: number, whoIs: ReadonlyMap<string, string | undefined>): Item {
  // Some clocks stand still.
  const at = new Date(dice.below(8) === 0 ? dice.below(9) : receivedAt - dice.below(90 * 24) * 3_600_000).toISOString()
  const base = { messageId: `m${index}`, timestamp: at }
  const visitor = dice.of(visitors)
  const user = whoIs.get(visitor)
  const kind = dice.below(10)
  const somebody = dice.of(users)
  const account = accountOf.get(somebody)
  if (kind === 0 && user) return { ...base, type: 'identify', userId: user, anonymousId: visitor }
  if (kind === 1 && user) return { ...base, type: 'alias', userId: user, previousId: visitor }
  if (kind === 2 && account) return { ...base, type: 'group', userId: somebody, groupId: account }
  const visitorsAccount = user && accountOf.get(user)
  if (kind === 3 && visitorsAccount) return { ...base, type: 'group', anonymousId: visitor, groupId: visitorsAccount }
  const event = { ...base, type: 'track', event: dice.of(names) }
  if (kind === 4) return { ...event, userId: somebody, context: { groupId: 'g9' } }
  return kind % 2 === 0 ? { ...event, userId: somebody } : { ...event, anonymousId: visitor }
}

/** What the messages say together: per account, person, day and name how many events. */
function expected(items: readonly Item[]): Map<string, number> {
  const joined = new Map<string, string>()
  const members = new Map<string, string>()
  for (const { type, userId, anonymousId, previousId } of items) {
    const visitor = type === 'identify' ? anonymousId : type === 'alias' ? previousId : undefined
    if (visitor && userId) joined.set(visitor, userId)
  }
  for (const { type, userId, anonymousId, groupId } of items) {
    const user = userId ?? joined.get(anonymousId ?? '')
    if (type === 'group' && user && groupId) members.set(user, groupId)
  }
  const counts = new Map<string, number>()
  for (const { type, userId, anonymousId, event, timestamp, context } of items) {
    if (type !== 'track') continue
    const user = userId ?? joined.get(anonymousId ?? '') ?? '-'
    const account = context ? 'g9' : (members.get(user) ?? '-')
    const day = Temporal.Instant.from(timestamp).toZonedDateTimeISO(zone).toPlainDate().toString()
    const key = [account, user, day, event].join(' ')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

async function counted(from: 'usage' | 'events'): Promise<Map<string, number>> {
  const source =
    from === 'usage'
      ? sql`select account_id, contact_id, day::text as day, name, count from events.usage_day`
      : sql`select account_id, contact_id, (occurred_at at time zone ${zone})::date::text as day, name, 1 as count
            from events.event`
  const { rows } = await sql<{ key: string; count: number }>`
    select coalesce(a.external_id, '-') || ' ' || coalesce(c.external_id, '-') || ' ' || day || ' ' || s.name as key,
           sum(count) as count
    from (${source}) s
    left join customers.account a on a.id = s.account_id left join customers.contact c on c.id = s.contact_id
    group by 1`.execute(db)
  return new Map(rows.map(row => [row.key, row.count]))
}

async function signs(from: 'stored' | 'events') {
  const source =
    from === 'stored'
      ? sql`select account_id, first_at, last_at, last_day from events.sign_of_life`
      : sql`select account_id, min(occurred_at) filter (where occurred_at >= '2000-01-01Z') as first_at,
                   max(occurred_at) as last_at, (max(occurred_at) at time zone ${zone})::date as last_day
            from events.event where account_id > 0 group by account_id`
  const { rows } = await sql`select * from (${source}) s order by account_id`.execute(db)
  return rows
}

function openSlices(): Slices {
  const context = {
    db,
    months: createMonths(db),
    mergeContacts: offers.contactMerges,
    defaultZone: zone,
    taken: () => {},
  }
  return createSlices(context, { size: 4, waitMs: 0, atOnce: 3, slowMs: 1000, most: 4, untoldMs: 20, waiting: 100_000 })
}

function toMessage(item: Item): Message {
  const envelope = {
    call: undefined,
    context: undefined,
    sentAt: undefined,
    receivedAt,
    keyId: null,
    sample: false,
    suspicious: false,
  }
  const judged = judge(item, envelope)
  if (isRefusal(judged)) throw new Error(judged.code)
  return judged
}

it.each(Array.from({ length: 30 }, (_, index) => index + 1))(
  'no event is lost or counted twice: story %i',
  async seed => {
    await forgetEvents(stage)
    const dice = random(seed)
    const items = story(dice)
    const again = items.filter(() => dice.below(5) === 0)
    const processes = [openSlices(), openSlices()]
    const under: Promise<unknown>[] = []
    let waiting = dice.shuffled([...items, ...again])
    while (waiting.length > 0) {
      const size = 1 + dice.below(6)
      under.push(dice.of(processes).take(waiting.slice(0, size).map(toMessage)))
      waiting = waiting.slice(size)
      // Sometimes one after another, sometimes at the same time.
      if (dice.below(3) === 0) await Promise.all(under.splice(0))
    }
    await Promise.all(under)
    await settle(db, zone, { waitSeconds: 0 })
    const wanted = expected(items)
    expect(await counted('events')).toEqual(wanted)
    expect(await counted('usage')).toEqual(wanted)
    expect(await signs('stored')).toEqual(await signs('events'))
  },
)
