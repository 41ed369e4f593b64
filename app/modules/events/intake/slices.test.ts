import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { forgetEvents } from '../../../../test/support/tracking.ts'
import { connect, lock, type Tx, transact } from '../../../platform/db.ts'
import { createMonths } from '../partitions.ts'
import { isRefusal, judge } from './judge.ts'
import type { Message } from './message.ts'
import { createSlices, type SliceOptions } from './slices.ts'

const stage = await openStage()
const { db, offers } = stage.services
const tuning: SliceOptions = { size: 100, waitMs: 10, atOnce: 2, slowMs: 1000, most: 4, untoldMs: 20, waiting: 300 }

function open(database = db, options = tuning) {
  const months = createMonths(database)
  return createSlices(
    { db: database, months, mergeContacts: offers.contactMerges, defaultZone: 'Asia/Tokyo', taken: () => {} },
    options,
  )
}

function message(id: string): Message {
  const envelope = {
    call: undefined,
    context: undefined,
    sentAt: undefined,
    receivedAt: Date.now(),
    keyId: null,
    sample: false,
    suspicious: false,
  }
  const judged = judge({ type: 'track', userId: 'u', event: 'Sliced', messageId: id }, envelope)
  if (isRefusal(judged)) throw new Error(judged.code)
  return judged
}

async function stored(): Promise<{ events: number; transactions: number }> {
  const { rows } = await sql<{ events: number; transactions: number }>`
    select count(*) as events, count(distinct xmin::text) as transactions from events.event`.execute(db)
  return rows[0] ?? { events: 0, transactions: 0 }
}

/** A way to the database that can be cut. */
async function openLine(url: string) {
  const target = new URL(url)
  const ends = new Set<Socket>()
  const server = createServer(near => {
    const far = createConnection(Number(target.port), target.hostname)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => {}).on('close', () => other.destroy())
      end.pipe(other)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const near = new URL(url)
  near.hostname = '127.0.0.1'
  near.port = String((server.address() as AddressInfo).port)
  const cut = () => {
    for (const end of ends) end.destroy()
    ends.clear()
  }
  return { url: near.href, cut, close: () => new Promise(resolve => server.close(resolve)) }
}

/** The backend that waits for a lock in this database, as soon as there is one. */
async function waiterOf(tx: Tx): Promise<number> {
  for (;;) {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_locks where not granted and relation = 'events.receipt'::regclass`.execute(tx)
    if (rows[0]) return rows[0].pid
  }
}

/** Resolves when so many wait for an advisory lock in this database. */
async function waitingForCalendar(count: number): Promise<void> {
  for (let waiting = -1; waiting !== count; ) {
    const { rows } = await sql<{ waiting: number }>`
      select count(*) as waiting from pg_locks join pg_database d on d.oid = database
      where not granted and locktype = 'advisory' and d.datname = current_database()`.execute(db)
    waiting = rows[0]?.waiting ?? 0
  }
}

beforeEach(() => forgetEvents(stage))

describe('slices', () => {
  it('take requests that come together in one transaction', async () => {
    const slices = open()
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => slices.take([message(`t${i}`)])))
    expect(outcomes.flat()).toEqual(Array(50).fill('accepted'))
    expect(await stored()).toEqual({ events: 50, transactions: 1 })
  })

  it('leave out the one message that the database does not accept, whoever sent it', async () => {
    const slices = open()
    const bad = { ...message('bad'), properties: '{"a":"\\u0000"}' }
    const requests = Array.from({ length: 20 }, (_, i) =>
      slices.take(i === 7 ? [message('beside'), bad] : [message(`s${i}`)]),
    )
    const outcomes = await Promise.all(requests)
    expect(outcomes[7]).toMatchObject(['accepted', { code: 'unstorable' }])
    expect(outcomes.toSpliced(7, 1).flat()).toEqual(Array(19).fill('accepted'))
    expect((await stored()).events).toBe(20)
  })

  it('are answered while the next one waits for somebody', async () => {
    const slices = open(db, { ...tuning, size: 1, atOnce: 1 })
    const [gate, door] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const hold = (until: Promise<void>) =>
      transact(db, async tx => {
        await lock(tx, 'events.calendar')
        await until
      })
    // Both wait at the gate; who gets in first finds the door behind it closed to the second.
    const [first, second] = [hold(gate.promise), slices.take([message('first')])]
    const later = slices.take([message('second')])
    await waitingForCalendar(1)
    const third = hold(door.promise)
    await waitingForCalendar(2)
    gate.resolve()
    await first
    expect(await second).toEqual(['accepted'])
    expect((await stored()).events).toBe(1)
    door.resolve()
    expect(await later).toEqual(['accepted'])
    await third
  })

  it('refuse what would wait too long, and take the rest', async () => {
    const slices = open()
    const many = (name: string) => Array.from({ length: 150 }, (_, i) => message(`${name}${i}`))
    const requests = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(name => slices.take(many(name))))
    const refused = requests.filter(request => request.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.map(request => request.reason.status)).toEqual(refused.map(() => 429))
    expect((await stored()).events).toBe(150 * (5 - refused.length))
  })

  it('ask to come back when the database is away', async () => {
    const nowhere = connect('postgres://nobody@127.0.0.1:1/nothing')
    await expect(open(nowhere.db).take([message('x')])).rejects.toMatchObject({ status: 503, retryAfter: 5 })
    await nowhere.close()
  })

  it('ask to come back when something answers for the database and hangs up', async () => {
    const door = createServer(socket => socket.destroy())
    await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
    const nowhere = connect(`postgres://nobody@127.0.0.1:${(door.address() as AddressInfo).port}/nothing`)
    await expect(open(nowhere.db).take([message('x')])).rejects.toMatchObject({ status: 503 })
    await expect(open(nowhere.db).take([message('y'), message('z')])).rejects.toMatchObject({ status: 503 })
    await nowhere.close()
    await new Promise(resolve => door.close(resolve))
  })

  it.each(['cut', 'terminated'])('store what was under way when the connection was %s', async how => {
    const line = await openLine(stage.services.database.url)
    const through = connect(line.url)
    let taken: Promise<readonly unknown[]> | undefined
    await transact(db, async tx => {
      await sql`lock table events.receipt`.execute(tx)
      taken = open(through.db).take([message('under way')])
      const pid = await waiterOf(tx)
      if (how === 'cut') line.cut()
      else await sql`select pg_terminate_backend(${pid})`.execute(tx)
    })
    expect(await taken).toEqual(['accepted'])
    expect((await stored()).events).toBe(1)
    await through.close()
    await line.close()
  })

  it('try a lone message once more before they refuse it', async () => {
    await sql`create sequence public.tries`.execute(db)
    await sql`create function public.fail_first() returns trigger language plpgsql as $$ begin
      if nextval('public.tries') = 1 then raise foreign_key_violation; end if; return new; end $$`.execute(db)
    await sql`create trigger fail_first before insert on events.receipt
      for each row execute function public.fail_first()`.execute(db)
    expect(await open().take([message('raced')])).toEqual(['accepted'])
    await sql`drop function public.fail_first cascade`.execute(db)
    await sql`drop sequence public.tries`.execute(db)
  })

  it('have ended when drained', async () => {
    const slices = open()
    const taken = slices.take([message('last')])
    await slices.drain()
    expect((await stored()).events).toBe(1)
    expect(await taken).toEqual(['accepted'])
  })
})
