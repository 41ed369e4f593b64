import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import {
  type Drawn,
  daysActive,
  drawInto,
  eachWithoutPlays,
  newAccounts,
  publishAgain,
  publishedPlay,
  splitStep,
  use,
} from '../../../../test/support/effects.ts'
import { seededRandom } from '../../../platform/random.ts'
import { lookAtPlays } from './look.ts'
import { type Outcome, readOutcome, shifted } from './outcome.ts'
import { findPlay } from './queries.ts'
import { variantsOfPlay } from './variants.ts'

const { services } = await openStage()
const { db } = services

eachWithoutPlays(db)

const outcomeAsked = { ...daysActive, matters: 0.12 }
const split = splitStep('s1', ['提案どおり', '夕方にかける'])

async function variants(playId: number, outcome: Outcome | undefined = readOutcome(outcomeAsked)) {
  if (!outcome) throw new Error('no outcome')
  return variantsOfPlay(db, await findPlay(db, playId), outcome)
}

/** Accounts are drawn over 20 days; each path has its own probability of a day of use afterwards. */
async function simulate(
  playId: number,
  rates: Readonly<Record<string, number>>,
  count: number,
  { seed = 5, version = 1, from = '2026-08-01', shares = Object.keys(rates).map(() => 1) } = {},
) {
  const random = seededRandom(seed)
  const paths = Object.keys(rates)
  const drawn: Drawn[] = []
  const uses: { accountId: number; day: string }[] = []
  const total = shares.reduce((sum, share) => sum + share, 0)
  for (const [index, accountId] of (await newAccounts(db, count)).entries()) {
    const day = shifted(from, index % 20)
    const point = random() * total
    const upTo = (place: number) => shares.slice(0, place + 1).reduce((sum, share) => sum + share, 0)
    const path = paths.find((_, place) => point < upTo(place)) ?? ''
    drawn.push({ accountId, path, day, version })
    const habit = 0.5 * random()
    for (let away = 1; away <= 7; away++) {
      if (random() < 0.1 + habit) uses.push({ accountId, day: shifted(day, -away) })
      if (random() < (rates[path] ?? 0) + habit) uses.push({ accountId, day: shifted(day, away) })
    }
  }
  await drawInto(db, playId, 's1', drawn)
  await use(db, uses)
}

describe('what is seen of variants', () => {
  test('is the outcome in the window after accounts parted, and the same before, by the path drawn', async () => {
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [split])
    const [a = 0, b = 0, late = 0] = await newAccounts(db, 3)
    await drawInto(db, playId, 's1', [
      { accountId: a, path: 'p1', day: '2026-10-01' },
      { accountId: b, path: 'p2', day: '2026-10-01' },
      { accountId: late, path: 'p2', day: '2026-11-18' },
    ])
    const days = ['2026-09-24', '2026-09-30', '2026-10-01', '2026-10-02', '2026-10-08', '2026-10-09']
    await use(db, [...days.map(day => ({ accountId: a, day })), { accountId: b, day: '2026-10-03' }])
    await lookAtPlays(services)
    await lookAtPlays(services)
    const rows = await db
      .selectFrom('effects.path_sum')
      .select(['step', 'path', 'day', 'n', 'y', 'x', 'xy'])
      .orderBy('path')
      .execute()
    expect(rows).toEqual([
      { step: 's1', path: 'p1', day: '2026-10-01', n: 1, y: 2, x: 2, xy: 4 },
      { step: 's1', path: 'p2', day: '2026-10-01', n: 1, y: 1, x: 0, xy: 0 },
    ])
    expect(await variants(playId)).toMatchObject([
      {
        step: 's1',
        waiting: 1,
        missing: 0,
        variants: [
          { path: 'p1', accounts: 1 },
          { path: 'p2', accounts: 2 },
        ],
      },
    ])
  })

  test('counts from the day of the split, however long after entry that is, and goes on when the window of entry is over', async () => {
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [split])
    const [early = 0, later = 0] = await newAccounts(db, 2)
    await drawInto(db, playId, 's1', [{ accountId: early, path: 'p1', day: '2026-10-01' }])
    await lookAtPlays(services)
    await drawInto(db, playId, 's1', [{ accountId: later, path: 'p2', day: '2026-11-05' }])
    await lookAtPlays(services)
    expect((await variants(playId))[0]?.report.arms.get('p2')?.n).toBe(1)
  })

  test('has people’s minutes and mails by path, since accounts parted', async () => {
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [split])
    const [a = 0, b = 0] = await newAccounts(db, 2)
    await drawInto(db, playId, 's1', [
      { accountId: a, path: 'p1', day: '2026-10-01' },
      { accountId: b, path: 'p2', day: '2026-10-01' },
    ])
    for (const [account, day, minutes] of [
      [a, '2026-09-30', 100],
      [a, '2026-10-02', 12],
      [b, '2026-10-02', 30],
    ] as const) {
      await spend(playId, account, day, minutes)
    }
    expect((await variants(playId))[0]?.variants.map(({ minutes }) => minutes)).toEqual([12, 30])
  })

  test('is nothing where the play divides nobody, and says so where nobody came there yet', async () => {
    const [plain, fresh] = [
      await publishedPlay(db, outcomeAsked),
      await publishedPlay(db, outcomeAsked, 'x', 0, [split]),
    ]
    expect(await variants(plain)).toEqual([])
    expect(await variants(fresh)).toMatchObject([{ step: 's1', waiting: 0, report: { compared: [] } }])
    // A split that is gone, and into which nobody ever came, is not spoken of.
    await publishAgain(db, fresh, { steps: [] })
    expect(await variants(fresh)).toEqual([])
  })

  test('is found wherever the split stands', async () => {
    const branch = { id: 's9', kind: 'branch', paths: [{ id: 'p9', name: '', condition: null, steps: [split] }] }
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [{ ...branch, otherwise: [] }])
    expect((await variants(playId))[0]?.variants.map(({ name }) => name)).toEqual(['提案どおり', '夕方にかける'])
  })
})

/** A task of the play that took somebody so long, at noon. */
async function spend(playId: number, accountId: number, day: string, minutes: number): Promise<void> {
  const at = `${day}T03:00:00Z`
  await sql`
    with enrollment as (
      insert into plays.enrollment (play_id, version_id, account_id, key, entered_at, ended_at, ended_by)
      select ${playId}, id, ${accountId}, ${day}, ${at}::timestamptz, ${at}::timestamptz, 'finished'
      from plays.play_version where play_id = ${playId} returning id
    ), task as (
      insert into tasks.task (account_id, title, due_at, closed_at, source, source_id)
      select ${accountId}, 'x', ${at}::timestamptz, ${at}::timestamptz, 'play', id || '.t1' from enrollment returning id
    ) insert into tasks.outcome (task_id, kind, minutes, staff_id, at)
      select id, 'done', ${minutes}, 'staff-csm', ${at}::timestamptz from task`.execute(db)
}

describe('the verdict about a variant', () => {
  test.each([
    ['works', 0.35],
    ['harms', 0.0],
    ['nothing', 0.15],
  ] as const)('%s beside the first one', async (verdict, rate) => {
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [split])
    await simulate(playId, { p1: 0.15, p2: rate }, 2400)
    await lookAtPlays(services)
    const [found] = await variants(playId)
    expect(found?.report.compared).toMatchObject([{ arm: 'p2', verdict }])
    expect(found?.report.control).toBe('p1')
    expect(found?.report.compared[0]?.comparison.cuped?.saved).toBeGreaterThan(0.1)
    expect(found?.report.ratio?.mismatch).toBe(false)
  })

  test('is not yet known with few, and says how many days it takes', async () => {
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [split])
    await simulate(playId, { p1: 0.15, p2: 0.2 }, 160)
    await lookAtPlays(services)
    const [compared] = (await variants(playId))[0]?.report.compared ?? []
    expect(compared?.verdict).toBe('unknown')
    expect(compared?.days).toBeGreaterThan(10)
  })

  test('is read together with the others of the split (Holm)', async () => {
    const three = splitStep('s1', ['a', 'b', 'c'], [34, 33, 33])
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [three])
    await simulate(playId, { p1: 0.15, p2: 0.15, p3: 0.3 }, 1500)
    await lookAtPlays(services)
    const compared = (await variants(playId))[0]?.report.compared ?? []
    expect(compared.map(({ arm }) => arm)).toEqual(['p2', 'p3'])
    const [second, third] = compared
    expect(third?.verdict).toBe('works')
    expect(third?.p).toBeCloseTo(Math.min(1, 2 * (third?.comparison.always.p ?? 0)), 12)
    expect(second?.verdict).not.toBe('works')
  })

  test('is withheld where the paths are not as they were drawn', async () => {
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [split])
    await simulate(playId, { p1: 0.15, p2: 0.35 }, 1200, { shares: [3, 2] })
    await lookAtPlays(services)
    const [found] = await variants(playId)
    expect(found?.report.ratio?.mismatch).toBe(true)
    expect(found?.report.compared[0]?.verdict).toBe('unknown')
  })

  test('compares within the versions of one share: shares that change while customers do call nothing', async () => {
    const playId = await publishedPlay(db, outcomeAsked, 'x', 0, [splitStep('s1', ['a', 'b'], [90, 10])])
    await publishAgain(db, playId, { steps: [splitStep('s1', ['a', 'b'], [50, 50])] })
    await simulate(playId, { p1: 0.1, p2: 0.1 }, 1200, { shares: [90, 10] })
    const later = { shares: [1, 1], version: 2, from: '2026-10-01', seed: 6 }
    await simulate(playId, { p1: 0.4, p2: 0.4 }, 1200, later)
    await lookAtPlays(services)
    const [found] = await variants(playId)
    expect(found?.report.strata).toBe(2)
    expect(found?.report.ratio?.mismatch).toBe(false)
    expect(found?.report.compared[0]?.verdict).not.toBe('works')
    const [a, b] = ['p1', 'p2'].map(path => found?.report.arms.get(path))
    // Put together it would look as if b was better.
    expect((b?.y ?? 0) / (b?.n ?? 1)).toBeGreaterThan(1.3 * ((a?.y ?? 0) / (a?.n ?? 1)))
  })
})
