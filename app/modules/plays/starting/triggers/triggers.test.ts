import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../../test/cast.ts'
import { putPlay, taskStep, workPlays } from '../../../../../test/support/plays.ts'
import { forgetEvents, openTracking } from '../../../../../test/support/tracking.ts'
import { setClock } from '../../../../platform/clock.ts'
import { transact } from '../../../../platform/db.ts'
import { createSegment, segments } from '../../../segments/index.ts'
import type { Definition, Trigger } from '../../definition/definition.ts'
import { pausePlay, resumePlay } from '../../running.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const { batch } = await openTracking(stage)
const admin = { kind: 'staff', id: cast.admin.id } as const
const at = (time: string) => setClock(Temporal.Instant.from(time))

beforeEach(async () => {
  // Monday, 8:30 in Tokyo.
  at('2026-11-22T23:30:00Z')
  await forgetEvents(stage)
  await sql`truncate plays.play, plays.news, plays.health_seen, tasks.task, customers.account, segments.segment,
    events.heard, events.watched cascade`.execute(db)
})
afterEach(() => setClock(undefined))

async function putAccount(
  name: string,
  more: { readonly renews?: string; readonly traits?: object } = {},
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (external_id, name, renews_on, traits)
    values (${name}, ${name}, ${more.renews ?? null}::date, ${JSON.stringify(more.traits ?? {})}::jsonb) returning id`.execute(
    db,
  )
  const id = rows[0]?.id ?? 0
  await sql`insert into customers.account_identity (account_id, external_id) values (${id}, ${name})`.execute(db)
  return id
}

const putTriggered = (
  trigger: Trigger,
  more: Partial<Definition> = {},
  options: { readonly about?: 'account' | 'contact'; readonly standing?: boolean } = {},
) => putPlay(services, { trigger, reentry: { rule: 'always' }, steps: [taskStep('s1')], ...more }, options)

const entered = async () =>
  (
    await db
      .selectFrom('plays.enrollment as e')
      .innerJoin('customers.account as a', 'a.id', 'e.account_id')
      .select(['a.name', 'e.key'])
      .orderBy('e.id')
      .execute()
  ).map(row => row.name)

describe('a segment', () => {
  async function putSegment(): Promise<number> {
    const condition = {
      kind: 'all',
      of: [{ kind: 'trait', key: 'size', type: 'number', asks: { is: 'at_least', number: 10 } }],
    }
    return transact(db, tx =>
      createSegment(tx, services, admin, { name: '大きい', description: '', condition } as Parameters<
        typeof createSegment
      >[3]),
    )
  }
  const evaluate = (...ids: number[]) => transact(db, async tx => segments.refresh?.accounts(tx, services, ids))
  const resize = (id: number, size: number) =>
    sql`update customers.account set traits = ${JSON.stringify({ size })}::jsonb where id = ${id}`.execute(db)

  test('starts who enters after the play went live, each time they do, and not who was there', async () => {
    const segment = await putSegment()
    const [there, comes] = [
      await putAccount('居た', { traits: { size: 20 } }),
      await putAccount('来る', { traits: { size: 1 } }),
    ]
    await evaluate(there, comes)
    await putTriggered({ kind: 'segment', settings: { segment: String(segment), on: 'entered' } })
    await workPlays(services)
    expect(await entered()).toEqual([])
    await resize(comes, 12)
    await evaluate(there, comes)
    await workPlays(services)
    await workPlays(services)
    expect(await entered()).toEqual(['来る'])
    await resize(comes, 1)
    await evaluate(comes)
    await resize(comes, 12)
    await evaluate(comes)
    await workPlays(services)
    expect(await entered()).toEqual(['来る', '来る'])
  })

  test('starts who is there already when that was asked for', async () => {
    const segment = await putSegment()
    await evaluate(await putAccount('居た', { traits: { size: 20 } }))
    await putTriggered(
      { kind: 'segment', settings: { segment: String(segment), on: 'entered' } },
      {},
      { standing: true },
    )
    await workPlays(services)
    expect(await entered()).toEqual(['居た'])
  })

  test('starts who leaves', async () => {
    const segment = await putSegment()
    const id = await putAccount('去る', { traits: { size: 20 } })
    await evaluate(id)
    await putTriggered({ kind: 'segment', settings: { segment: String(segment), on: 'left' } })
    await resize(id, 1)
    await evaluate(id)
    await workPlays(services)
    expect(await entered()).toEqual(['去る'])
  })

  test('does not start who entered while the play was paused', async () => {
    const segment = await putSegment()
    const play = await putTriggered({ kind: 'segment', settings: { segment: String(segment), on: 'entered' } })
    await transact(db, tx => pausePlay(tx, services, admin, play))
    await evaluate(await putAccount('間に来た', { traits: { size: 20 } }))
    await workPlays(services)
    await transact(db, tx => resumePlay(tx, services, admin, play))
    await evaluate(await putAccount('後に来た', { traits: { size: 20 } }))
    await workPlays(services)
    expect(await entered()).toEqual(['後に来た'])
  })
})

describe('an event', () => {
  const group = { type: 'group', userId: 'u1', groupId: 'みなと' }
  const order = (total: number, id: string) => ({
    type: 'track',
    userId: 'u1',
    event: 'ordered',
    messageId: `m-${total}-${id}`,
    properties: { total, orderId: id },
  })
  const large: Trigger = {
    kind: 'event',
    settings: { event: 'ordered' },
    properties: [{ property: 'total', asks: { is: 'more', number: 1000 } }],
  }

  test('starts the account of who did it when its properties are as asked', async () => {
    await batch(group)
    await putTriggered(large)
    await batch(order(500, 'a'), order(5000, 'b'))
    await workPlays(services)
    expect(await entered()).toEqual(['みなと'])
  })

  test('whose properties are not as asked is noted, so that the play can say why it starts nobody', async () => {
    await batch(group)
    const play = await putTriggered(large)
    await batch(order(500, 'a'), order(600, 'b'))
    await workPlays(services)
    expect(await entered()).toEqual([])
    const rows = await db.selectFrom('plays.passed_over').select(['play_id', 'reason']).execute()
    expect(rows).toEqual([{ play_id: play, reason: 'properties' }])
  })

  test('starts once for one value of a property', async () => {
    await batch(group)
    await putTriggered(large, { reentry: { rule: 'always', property: 'orderId' } })
    for (const [total, id] of [
      [5000, 'a'],
      [6000, 'a'],
      [7000, 'b'],
    ] as const) {
      await batch(order(total, id))
      await workPlays(services)
    }
    expect(await entered()).toHaveLength(2)
  })

  test('starts once for two that come together, and says of the other that it is in already', async () => {
    await batch(group)
    await putTriggered(large, { reentry: { rule: 'always', property: 'orderId' } })
    await batch(order(5000, 'a'), order(6000, 'b'), order(7000, 'a'))
    await workPlays(services)
    expect(await entered()).toHaveLength(1)
    const rows = await db.selectFrom('plays.passed_over').select('reason').execute()
    expect(rows).toEqual([{ reason: 'already_in' }])
  })

  test('starts all plays that wait for it, and the contact where the play is about contacts', async () => {
    await batch(group)
    await putTriggered(large)
    await putTriggered(large, {}, { about: 'contact' })
    await batch(order(5000, 'a'))
    await workPlays(services)
    const rows = await db.selectFrom('plays.enrollment').select(['contact_id']).orderBy('play_id').execute()
    expect(rows.map(row => row.contact_id === null)).toEqual([true, false])
  })
})

describe('a date', () => {
  const renewal: Trigger = {
    kind: 'date',
    settings: { field: 'customers.renews_on', days: 90, when: 'before', hour: 9 },
  }

  test('starts on its day, at the hour of the company, once for each renewal', async () => {
    const id = await putAccount('更新', { renews: '2027-02-21' })
    await putAccount('まだ', { renews: '2027-02-22' })
    await putTriggered(renewal)
    await workPlays(services)
    expect(await entered()).toEqual([])
    at('2026-11-23T00:00:00Z')
    await workPlays(services)
    expect(await entered()).toEqual(['更新'])
    at('2026-11-23T05:00:00Z')
    await workPlays(services)
    expect(await entered()).toEqual(['更新'])
    await sql`update customers.account set renews_on = '2028-02-21' where id = ${id}`.execute(db)
    at('2027-11-23T00:00:00Z')
    await workPlays(services)
    expect(await entered()).toEqual(['更新', '更新'])
  })

  describe('of contracts', () => {
    const putContract = (id: number, external: string, more: { readonly renews?: string; readonly ends?: string }) =>
      sql`
        insert into customers.subscription (account_id, external_id, plan, currency, renews_on, cancelled_at)
        values (${id}, ${external}, '標準', 'JPY', ${more.renews ?? null}::date, ${more.ends ?? null}::timestamptz)`.execute(
        db,
      )

    test('starts for each of several, also for the one that renews later than another', async () => {
      const id = await putAccount('二つの契約', { renews: '2027-02-10' })
      await putContract(id, 'a', { renews: '2027-02-10' })
      await putContract(id, 'b', { renews: '2027-02-21' })
      await putContract(id, 'c', { renews: '2027-02-22', ends: '2026-11-01' })
      await putTriggered(renewal)
      at('2026-11-23T00:00:00Z')
      await workPlays(services)
      expect(await entered()).toEqual(['二つの契約'])
      at('2026-11-24T00:00:00Z')
      await workPlays(services)
      expect(await entered()).toHaveLength(1)
    })

    test('starts after one, though another lies ahead', async () => {
      const id = await putAccount('更新した', { renews: '2027-06-01' })
      await putContract(id, 'a', { renews: '2026-11-16' })
      await putContract(id, 'b', { renews: '2027-06-01' })
      await putTriggered({ ...renewal, settings: { ...renewal.settings, days: 7, when: 'after' } })
      at('2026-11-23T00:00:00Z')
      await workPlays(services)
      expect(await entered()).toEqual(['更新した'])
    })

    test('starts before the end that was announced for one', async () => {
      const id = await putAccount('終わる', { renews: '2027-06-01' })
      await putContract(id, 'a', { ends: '2026-12-22T15:00:00Z' })
      await putContract(id, 'b', { renews: '2027-06-01' })
      await putTriggered({ ...renewal, settings: { ...renewal.settings, field: 'contract.ends_on', days: 30 } })
      at('2026-11-23T00:00:00Z')
      await workPlays(services)
      expect(await entered()).toEqual(['終わる'])
    })
  })

  test('catches up with a few days, not with more', async () => {
    for (const [name, day] of [
      ['三日前', '2027-02-26'],
      ['十日前', '2027-02-21'],
    ] as const) {
      await putAccount(name, { renews: day })
    }
    await putTriggered(renewal)
    at('2026-12-04T01:00:00Z')
    await workPlays(services)
    expect(await entered()).toEqual(['三日前'])
  })
})

describe('a schedule', () => {
  test('starts everybody of the audience at its hour, also across a change of clocks', async () => {
    await sql`update identity.company set time_zone = 'America/New_York'`.execute(db)
    await putAccount('毎週')
    // Sunday 1 November 2026, on which 1:30 comes twice in New York.
    at('2026-10-31T12:00:00Z')
    await putTriggered({ kind: 'schedule', settings: { every: 'day', hour: 1 } })
    await workPlays(services)
    expect(await entered()).toEqual([])
    at('2026-11-01T05:30:00Z')
    await workPlays(services)
    at('2026-11-01T06:30:00Z')
    await workPlays(services)
    expect(await entered()).toEqual(['毎週'])
    at('2026-11-02T06:30:00Z')
    await workPlays(services)
    expect(await entered()).toHaveLength(2)
    await sql`update identity.company set time_zone = 'Asia/Tokyo'`.execute(db)
  })
})

describe('health', () => {
  async function score(id: number, band: string): Promise<void> {
    await sql`
      insert into health.score (account_id, version_id, score, band, confidence, values, points, contributions)
      values (${id}, 1, 50, ${band}, 1, '{}', '{}', '{}')
      on conflict (account_id) do update set band = excluded.band`.execute(db)
  }

  test('starts who comes into the band, not who was in it or is seen first', async () => {
    const [bad, falls] = [await putAccount('元から'), await putAccount('落ちる')]
    await score(bad, 'bad')
    await score(falls, 'good')
    await putTriggered({ kind: 'health', settings: { what: 'band', band: 'bad' } })
    await workPlays(services)
    await score(falls, 'bad')
    const fresh = await putAccount('新しい')
    await score(fresh, 'bad')
    at('2026-11-22T23:32:00Z')
    await workPlays(services)
    expect(await entered()).toEqual(['落ちる'])
  })
})
