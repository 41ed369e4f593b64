import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { open, openStage, signInAs } from '../../../../test/cast.ts'
import {
  daysActive,
  type Entry,
  eachWithoutPlays,
  enter,
  newAccounts,
  publishAgain,
  publishedPlay,
  use,
} from '../../../../test/support/effects.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { seededRandom } from '../../../platform/random.ts'
import { companyReport, companyStrata } from './company.ts'
import { lookAtPlays } from './look.ts'
import { metInPlay } from './met.ts'
import { readOutcome, shifted } from './outcome.ts'
import { companySums, courseOfPlay, sumsOfPlay } from './queries.ts'
import { playReport } from './report.ts'

const stage = await openStage()
const { services } = stage
const { db } = services

eachWithoutPlays(db)

const sums = async (playId: number, days = 7) => {
  const { all, bySegment } = await sumsOfPlay(db, playId, days)
  return [...all, ...bySegment].map(({ arm, day, segmentId, n, y, x, xy, missing, despite }) => ({
    ...{ arm, day, segmentId, n, y, x, xy, missing, despite },
  }))
}

describe('what is seen of a play', () => {
  test('is the outcome over the days after entry, and the same over as many days before', async () => {
    const playId = await publishedPlay(db, daysActive)
    const [a = 0, b = 0, c = 0, late = 0] = await newAccounts(db, 4)
    await enter(db, playId, [
      { accountId: a, arm: 'treated', day: '2026-10-01' },
      { accountId: b, arm: 'held_out', day: '2026-10-01', despite: true },
      { accountId: c, arm: 'held_out', level: 'company', day: '2026-10-01' },
      // Its window ended yesterday: events may still come in late.
      { accountId: late, arm: 'treated', day: '2026-11-14' },
    ])
    await use(db, [
      // The 7 days before are 24 to 30 September, the 7 days after 2 to 8 October; the day of entry is neither.
      ...[
        '2026-09-23',
        '2026-09-24',
        '2026-09-30',
        '2026-10-01',
        '2026-10-02',
        '2026-10-03',
        '2026-10-08',
        '2026-10-09',
      ].map(day => ({ accountId: a, day })),
      { accountId: b, day: '2026-10-04' },
    ])
    await lookAtPlays(services)
    const nothing = { day: '2026-10-08', segmentId: null, missing: 0 }
    expect(await sums(playId)).toEqual([
      { ...nothing, arm: 'company', n: 1, y: 0, x: 0, xy: 0, despite: 0 },
      { ...nothing, arm: 'held_out', n: 1, y: 1, x: 0, xy: 0, despite: 1 },
      { ...nothing, arm: 'treated', n: 1, y: 3, x: 2, xy: 6, despite: 0 },
    ])
  })

  test('is looked at once, and goes on where it was', async () => {
    const playId = await publishedPlay(db, daysActive)
    const [a = 0, b = 0] = await newAccounts(db, 2)
    await enter(db, playId, [{ accountId: a, arm: 'treated', day: '2026-10-01' }])
    await lookAtPlays(services)
    await use(db, [{ accountId: a, day: '2026-10-02' }])
    await enter(db, playId, [{ accountId: b, arm: 'treated', day: '2026-11-02' }])
    await lookAtPlays(services)
    await lookAtPlays(services)
    expect((await sums(playId)).map(({ day, n, y }) => [day, n, y])).toEqual([
      ['2026-10-08', 1, 0],
      ['2026-11-09', 1, 0],
    ])
  })

  test('of another outcome is computed anew', async () => {
    const playId = await publishedPlay(db, daysActive)
    const [a = 0] = await newAccounts(db, 1)
    await enter(db, playId, [{ accountId: a, arm: 'treated', day: '2026-10-01' }])
    await use(db, [{ accountId: a, day: '2026-10-12', name: 'report' }])
    await lookAtPlays(services)
    const outcome = { kind: 'event', event: 'report', better: 'more', days: 14 }
    await sql`
      update plays.play_version set definition = jsonb_set(definition, '{outcome}', ${JSON.stringify(outcome)}::jsonb)
      where play_id = ${playId}`.execute(db)
    await lookAtPlays(services)
    expect(await sums(playId, 14)).toMatchObject([{ arm: 'treated', day: '2026-10-15', n: 1, y: 1 }])
  })

  test('of contracts counts those who had one at entry', async () => {
    const outcome = { kind: 'subscription', state: 'retained', days: 30 }
    const playId = await publishedPlay(db, outcome)
    const [stays = 0, leaves = 0, never = 0, gone = 0] = await newAccounts(db, 4)
    await sql`
      insert into customers.subscription (account_id, plan, monthly_amount, currency, started_on, cancelled_at) values
        (${stays}, 'A', 100, 'JPY', '2026-01-01', null),
        (${leaves}, 'A', 100, 'JPY', '2026-01-01', '2026-09-20T00:00:00Z'),
        (${gone}, 'A', 100, 'JPY', '2026-01-01', '2026-08-20T00:00:00Z')`.execute(db)
    await enter(
      db,
      playId,
      [stays, leaves, never, gone].map(accountId => ({ accountId, arm: 'treated', day: '2026-09-01' }) as const),
    )
    await lookAtPlays(services)
    expect(await sums(playId, 30)).toMatchObject([{ n: 2, y: 1, missing: 2 }])
  })

  test('of a survey is the mean of what was answered in the window, of those who answered', async () => {
    const outcome = { kind: 'survey', event: 'answered', property: 'nps.score', better: 'more', days: 30 }
    const playId = await publishedPlay(db, outcome)
    const [high = 0, low = 0, silent = 0, wrong = 0] = await newAccounts(db, 4)
    await sql`create table events.event_ever partition of events.event default`.execute(db)
    const answers: readonly (readonly [account: number, day: string, name: string, score: unknown])[] = [
      [high, '2026-09-02', 'answered', 9],
      [high, '2026-10-01', 'answered', '10'],
      // The day of entry, the day after the window, the time before, and another survey.
      [high, '2026-09-01', 'answered', 1],
      [high, '2026-10-02', 'answered', 1],
      [high, '2026-08-31', 'answered', 4],
      [high, '2026-09-05', 'asked', 1],
      [low, '2026-09-10', 'answered', 2],
      [wrong, '2026-09-10', 'answered', 'good'],
      [wrong, '2026-09-11', 'answered', 1e300],
    ]
    for (const [account, day, name, score] of answers) {
      await sql`
        insert into events.event (account_id, occurred_at, received_at, message, type, name, properties)
        values (${account}, ${`${day}T12:00:00+09:00`}, now(), gen_random_uuid(), 'track', ${name},
                ${JSON.stringify({ nps: { score } })}::jsonb)`.execute(db)
    }
    await enter(
      db,
      playId,
      [high, low, silent, wrong].map(accountId => ({ accountId, arm: 'treated', day: '2026-09-01' }) as const),
    )
    await lookAtPlays(services)
    // Who did not answer before counts as those who did.
    expect(await sums(playId, 30)).toMatchObject([{ n: 2, y: 11.5, x: 8, missing: 2 }])
    await sql`drop table events.event_ever`.execute(db)
  })

  test('is told per segment in which accounts were when they entered', async () => {
    const playId = await publishedPlay(db, daysActive)
    const [a = 0, b = 0] = await newAccounts(db, 2)
    const { rows } = await sql<{ id: number }>`
      insert into segments.segment (about, name, condition) values ('account', 'x', '{"v":1,"all":[]}'::jsonb) returning id`.execute(
      db,
    )
    const segmentId = rows[0]?.id ?? 0
    await sql`
      insert into segments.membership_log (segment_id, account_id, kind, cause, at) values
        (${segmentId}, ${a}, 'entered', 'change', '2026-09-01'), (${segmentId}, ${b}, 'entered', 'change', '2026-09-01'),
        (${segmentId}, ${b}, 'left', 'change', '2026-09-20'), (${segmentId}, ${a}, 'left', 'change', '2026-10-05')`.execute(
      db,
    )
    await enter(
      db,
      playId,
      [a, b].map(accountId => ({ accountId, arm: 'treated', day: '2026-10-01' }) as const),
    )
    await lookAtPlays(services)
    expect((await sums(playId)).filter(one => one.segmentId === segmentId)).toMatchObject([{ arm: 'treated', n: 1 }])
  })
})

/** Somebody of the staff did something at an account, at noon in Japan; as its play asked for, with the id of an enrollment. */
async function meet(accountId: number, day: string, minutes: number, enrollment?: number): Promise<void> {
  await sql`
    with task as (
      insert into tasks.task (account_id, title, due_at, closed_at, source, source_id)
      values (${accountId}, 'x', now(), now(), ${enrollment ? 'play' : 'manual'}, ${enrollment ? `${enrollment}.s1` : null}) returning id
    ) insert into tasks.outcome (task_id, kind, minutes, staff_id, at)
    select id, 'done', ${minutes}, 'staff-csm', ${`${day}T12:00:01+09:00`}::timestamptz from task`.execute(db)
}

async function enrolled(playId: number, accountId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into plays.enrollment (play_id, version_id, account_id, entered_at, ended_at, ended_by)
    select ${playId}, live_version_id, ${accountId}, '2026-10-01T03:00:00Z', '2026-10-02', 'finished' from plays.play where id = ${playId}
    returning id`.execute(db)
  return rows[0]?.id ?? 0
}

describe('whom people met', () => {
  const entered = (accountId: number, arm: 'treated' | 'held_out', day = '2026-10-01') => ({ accountId, arm, day })

  test('within the window counts in both arms: of those held out for any reason, of the treated apart from the play', async () => {
    const [playId, other] = [await publishedPlay(db, daysActive), await publishedPlay(db, daysActive)]
    const [a = 0, b = 0, c = 0, d = 0, e = 0, company = 0] = await newAccounts(db, 6)
    await enter(db, playId, [
      ...[
        entered(a, 'treated'),
        entered(b, 'treated'),
        entered(c, 'held_out'),
        entered(d, 'held_out'),
        entered(e, 'held_out'),
      ],
      { ...entered(company, 'held_out'), level: 'company' },
    ])
    await meet(a, '2026-10-03', 20, await enrolled(playId, a))
    await meet(a, '2026-10-04', 5)
    await meet(b, '2026-10-08', 10, await enrolled(other, b))
    // Before it came, on the last day, and after the window.
    for (const day of ['2026-09-30', '2026-10-08', '2026-10-09']) await meet(c, day, 7)
    // Sent through the play by hand.
    await meet(d, '2026-10-02', 30, await enrolled(playId, d))
    await sql`
      insert into today.answer (account_id, staff_id, day, kind, signals, suggestion, risk, gain, at)
      values (${e}, 'staff-csm', '2026-10-05', 'done', '{}', 'call', 0.1, 1, '2026-10-05T03:00:00Z')`.execute(db)
    await meet(company, '2026-10-02', 30)
    await lookAtPlays(services)
    expect(await metInPlay(db, playId)).toMatchObject({
      treated: { accounts: 2, met: 2, minutes: 15, byPlay: 1, byPlayMinutes: 20 },
      heldOut: { accounts: 3, met: 3, minutes: 7 + 30 + 15, byPlay: 0, byPlayMinutes: 0 },
    })
    const page = await open(stage, href(paths.playEffect, { id: playId }), { cookie: await signInAs(stage, 'csm') })
    const text = await page.text()
    expect(text).toContain('比較群3件のうち、人が対応したのは3件です（52分）')
    expect(text).toContain('この打ち手とは別に人が対応したのは2件です（15分）')
    expect(text).toContain('この打ち手で人が対応したのは1件です（20分）')
    expect(text).toContain('測った差は打ち手の本当の差より小さくなりがちです')
  })

  test('is counted anew each day until the window is over, and stays then', async () => {
    const playId = await publishedPlay(db, daysActive)
    const [a = 0, b = 0] = await newAccounts(db, 2)
    await enter(db, playId, [entered(a, 'held_out'), entered(b, 'held_out', '2026-11-20')])
    await sql`delete from effects.met_by_people`.execute(db)
    const met = async () => (await metInPlay(db, playId)).heldOut.met
    await lookAtPlays(services, undefined, { onceADay: true })
    expect(await metInPlay(db, playId)).toMatchObject({ heldOut: { accounts: 2, met: 0 } })
    await meet(a, '2026-10-03', 5)
    await meet(b, '2026-11-21', 5)
    await lookAtPlays(services, undefined, { onceADay: true })
    expect(await met()).toBe(0)
    setClock(Temporal.Instant.from('2026-11-23T03:00:00Z'))
    await lookAtPlays(services, undefined, { onceADay: true })
    // The window of the other was over at the first look.
    expect(await met()).toBe(1)
  })

  test('is not said where nobody is held out', async () => {
    const playId = await publishedPlay(db, daysActive, 'x', 0)
    const [a = 0] = await newAccounts(db, 1)
    await enter(db, playId, [entered(a, 'treated')])
    await lookAtPlays(services)
    expect(await metInPlay(db, playId)).toMatchObject({ treated: { accounts: 0 }, heldOut: { accounts: 0 } })
    const page = await open(stage, href(paths.playEffect, { id: playId }), { cookie: await signInAs(stage, 'csm') })
    expect(await page.text()).not.toContain('人が対応した')
  })
})

/** 2,400 accounts enter over 20 days, one in five is held out; what they do after depends on what they did before. */
async function simulate(
  playId: number,
  change: number,
  { count = 2400, holdout = 0.2, drift = 0, from = '2026-08-01', version = 1 } = {},
): Promise<void> {
  const random = seededRandom(9)
  const ids = await newAccounts(db, count)
  const entries: Entry[] = []
  const uses: { accountId: number; day: string }[] = []
  for (const [index, accountId] of ids.entries()) {
    const day = shifted(from, index % 20)
    const arm = random() < holdout ? 'held_out' : 'treated'
    entries.push({ accountId, arm, day, version })
    const rate = 0.2 + 0.5 * random()
    for (let back = 1; back <= 7; back++) {
      if (random() < rate) uses.push({ accountId, day: shifted(day, -back) })
      if (random() < rate + drift + (arm === 'treated' ? change : 0)) uses.push({ accountId, day: shifted(day, back) })
    }
  }
  await enter(db, playId, entries)
  await use(db, uses)
}

describe('the verdict about a play', () => {
  test.each([
    ['works', 0.15],
    ['harms', -0.15],
    ['nothing', 0],
  ] as const)('%s', async (verdict, change) => {
    const playId = await publishedPlay(db, { ...daysActive, matters: 0.12 }, 'x', 0.2)
    await simulate(playId, change)
    await lookAtPlays(services)
    expect(await storedVerdict(playId)).toBe(verdict)
    const outcome = readOutcome({ ...daysActive, matters: 0.12 })
    if (!outcome) throw new Error('no outcome')
    const report = playReport(outcome, await sumsOfPlay(db, playId, 7))
    expect(report.compared[0]?.verdict).toBe(verdict)
    expect(report.compared[0]?.comparison.cuped?.saved).toBeGreaterThan(0.1)
    expect(report.ratio?.mismatch).toBe(false)
  })

  test('is not known where nobody is held out', async () => {
    const playId = await publishedPlay(db, daysActive, 'x', 0)
    const ids = await newAccounts(db, 100)
    await enter(
      db,
      playId,
      ids.map(accountId => ({ accountId, arm: 'treated', day: '2026-10-01' }) as const),
    )
    await lookAtPlays(services)
    expect(
      await db.selectFrom('effects.play_result').select(['verdict', 'difference', 'p']).executeTakeFirst(),
    ).toEqual({
      verdict: 'unknown',
      difference: null,
      p: 1,
    })
  })
})

describe('where the share held out was changed', () => {
  const outcome = readOutcome({ ...daysActive, matters: 0.12 })
  if (!outcome) throw new Error('no outcome')

  test('accounts are compared within versions of one share: customers who get better meanwhile make no effect', async () => {
    const playId = await publishedPlay(db, { ...daysActive, matters: 0.12 }, 'x', 0.1)
    // A version with other words and the same share goes on with what was before.
    await publishAgain(db, playId, {})
    await publishAgain(db, playId, { holdout: 0.5 })
    await simulate(playId, 0, { count: 700, holdout: 0.1 })
    await simulate(playId, 0, { count: 500, holdout: 0.1, version: 2, from: '2026-08-21' })
    await simulate(playId, 0, { count: 1200, holdout: 0.5, version: 3, from: '2026-09-20', drift: 0.25 })
    await lookAtPlays(services)
    const sums = await sumsOfPlay(db, playId, 7)
    expect(sums.shares.map(shares => shares.get('held_out'))).toEqual([0.1, 0.5])
    const report = playReport(outcome, sums)
    expect(report).toMatchObject({ strata: 2, ratio: { mismatch: false } })
    expect(report.compared[0]?.verdict).toBe('nothing')
    expect(await storedVerdict(playId)).toBe('nothing')
    // All put together, as if one share had been held out.
    const pooled = playReport(outcome, {
      all: sums.all.map(one => ({ ...one, stratum: 0 })),
      shares: [new Map([...report.arms].map(([arm, { n }]) => [arm, n]))],
    })
    expect(pooled.compared[0]?.verdict).toBe('harms')
  })

  test('a true effect is seen over both', async () => {
    const playId = await publishedPlay(db, { ...daysActive, matters: 0.05 }, 'x', 0.1)
    await publishAgain(db, playId, { holdout: 0.5 })
    await simulate(playId, 0.15, { count: 900, holdout: 0.1 })
    await simulate(playId, 0.15, { count: 900, holdout: 0.5, version: 2, from: '2026-09-20', drift: 0.1 })
    await lookAtPlays(services)
    expect(await storedVerdict(playId)).toBe('works')
  })

  test('who came while nobody was held out is compared with nobody', async () => {
    const playId = await publishedPlay(db, { ...daysActive, matters: 0.12 }, 'x', 0.2)
    await publishAgain(db, playId, { holdout: 0 })
    await simulate(playId, 0.15)
    await lookAtPlays(services)
    const before = playReport(outcome, await sumsOfPlay(db, playId, 7))
    await simulate(playId, -0.3, { count: 900, holdout: 0, version: 2, from: '2026-09-20' })
    await lookAtPlays(services)
    const after = playReport(outcome, await sumsOfPlay(db, playId, 7))
    expect(after.compared[0]?.comparison).toEqual(before.compared[0]?.comparison)
    expect(after.compared[0]).toMatchObject({ verdict: 'works', days: null })
  })
})

describe('a play that cannot be looked at', () => {
  const contacts = { kind: 'measure', use: { measure: 'customers.contacts' }, better: 'more', days: 7 } as const
  const problemOf = async (playId: number) => (await courseOfPlay(db, playId))?.problem

  test('holds up no other, says so, and goes on when it can be', async () => {
    const [broken, other] = [await publishedPlay(db, contacts), await publishedPlay(db, daysActive)]
    const [a = 0, b = 0] = await newAccounts(db, 2)
    await enter(db, broken, [{ accountId: a, arm: 'treated', day: '2026-11-13' }])
    await enter(db, other, [{ accountId: b, arm: 'treated', day: '2026-10-01' }])
    // As when a value is too large to be squared: the database refuses.
    const measures = new Map(services.offers.measures)
    const measure = measures.get('customers.contacts')
    if (measure) measures.set(measure.key, { ...measure, relation: 'customers.too_large' })
    await lookAtPlays({ ...services, offers: { ...services.offers, measures } })
    expect(await problemOf(broken)).toBe('failed')
    expect(await sums(other)).toHaveLength(1)
    const page = await open(stage, href(paths.playEffect, { id: broken }), { cookie: await signInAs(stage, 'csm') })
    expect(await page.text()).toContain('新しい結果を計算できません')
    await lookAtPlays(services)
    expect(await problemOf(broken)).toBeNull()
    expect(await sums(broken)).toMatchObject([{ arm: 'treated', n: 1, y: 0 }])
  })

  test('any more, since its measure knows no past days, says of how many nothing is known', async () => {
    const playId = await publishedPlay(db, contacts)
    const [a = 0, b = 0] = await newAccounts(db, 2)
    await enter(db, playId, [
      { accountId: a, arm: 'treated', day: '2026-10-01' },
      { accountId: b, arm: 'held_out', day: '2026-10-01' },
    ])
    await lookAtPlays(services)
    expect(await problemOf(playId)).toBe('only_present')
    expect((await sums(playId)).map(({ n, missing }) => [n, missing])).toEqual([
      [0, 1],
      [0, 1],
    ])
    const page = await open(stage, href(paths.playEffect, { id: playId }), { cookie: await signInAs(stage, 'csm') })
    const text = await page.text()
    expect(text).toContain('2件は、成果の値が分からないため数えていません')
    expect(text).not.toMatch(/NaN|まだ7日たっていない/)
  })

  test('since its measure is gone counts those days when it is back', async () => {
    const playId = await publishedPlay(db, daysActive)
    const [a = 0] = await newAccounts(db, 1)
    await enter(db, playId, [{ accountId: a, arm: 'treated', day: '2026-10-01' }])
    const measures = new Map(services.offers.measures)
    measures.delete('events.days_active')
    await lookAtPlays({ ...services, offers: { ...services.offers, measures } })
    expect(await problemOf(playId)).toBe('measure_gone')
    await lookAtPlays(services)
    expect(await problemOf(playId)).toBeNull()
    expect(await sums(playId)).toMatchObject([{ arm: 'treated', n: 1 }])
  })
})

test('arms that are not as they were drawn are kept as such, also where nothing is seen of them', async () => {
  const playId = await publishedPlay(db, daysActive, 'x', 0.5)
  const ids = await newAccounts(db, 100)
  await enter(
    db,
    playId,
    ids.map((accountId, n) => ({ accountId, arm: n < 20 ? 'held_out' : 'treated', day: '2026-10-01' }) as const),
  )
  await lookAtPlays(services)
  const stored = () => db.selectFrom('effects.play_result').select(['verdict', 'mismatch']).executeTakeFirst()
  expect(await stored()).toEqual({ verdict: 'unknown', mismatch: true })
  const list = await open(stage, paths.effects, { cookie: await signInAs(stage, 'csm') })
  expect(await list.text()).toContain('群の分かれ方に問題があります')
})

async function storedVerdict(playId: number) {
  const row = await db
    .selectFrom('effects.play_result')
    .select('verdict')
    .where('play_id', '=', playId)
    .executeTakeFirst()
  return row?.verdict
}

describe('all plays together', () => {
  const sumsTogether = async () => {
    const found = await companySums(db, { outcome: 'active_days', days: 28, strata: await companyStrata(db) })
    return found.map(({ arm, day, n, stratum }) => [arm, day, n, stratum])
  }

  test('count everybody once, from the first day on which a play would have reached them, in the arm they were in then', async () => {
    const [first, second] = [await publishedPlay(db, daysActive), await publishedPlay(db, daysActive)]
    const [a = 0, b = 0, c = 0] = await newAccounts(db, 3)
    await enter(db, first, [
      { accountId: a, arm: 'treated', day: '2026-08-01' },
      { accountId: b, arm: 'held_out', level: 'company', day: '2026-08-02' },
      { accountId: c, arm: 'treated', day: '2026-08-03' },
    ])
    await enter(db, second, [
      { accountId: a, arm: 'held_out', day: '2026-09-01' },
      // Held out of all plays once more are: it was reached before.
      { accountId: c, arm: 'held_out', level: 'company', day: '2026-09-01' },
    ])
    await lookAtPlays(services)
    expect(await sumsTogether()).toEqual([
      ['treated', '2026-08-29', 1, 0],
      ['company', '2026-08-30', 1, 0],
      ['treated', '2026-08-31', 1, 0],
    ])
  })

  test('say when something will be known while a share is held out, and how to begin where none is', async () => {
    const shown = async () => {
      const page = await open(stage, paths.effectsTogether, { cookie: await signInAs(stage, 'csm') })
      return page.text()
    }
    expect(await shown()).toMatch(/顧客の5%を、すべての打ち手の対象から外しています[\s\S]*?28日が過ぎると表示されます/)
    await sql`update plays.setting set holdout = 0`.execute(db)
    expect(await shown()).toContain('全社の比較群の割合を打ち手の設定で決めると')
    await sql`update plays.setting set holdout = 0.05`.execute(db)
  })

  const shareChanged = (percent: number, at: string) =>
    sql`insert into activity.entry (at, actor_kind, name, data)
        values (${at}, 'system', 'plays.holdout_changed', ${JSON.stringify({ percent })}::jsonb)`.execute(db)

  test('are compared within the times in which the same share was held out', async () => {
    const playId = await publishedPlay(db, daysActive)
    await shareChanged(10, '2026-07-01T00:00:00Z')
    await shareChanged(50, '2026-08-20T12:00:00Z')
    // Nobody's use is changed by plays; everybody does more from the second half of August on.
    const random = seededRandom(4)
    const [entries, uses]: [Entry[], { accountId: number; day: string }[]] = [[], []]
    for (const [index, accountId] of (await newAccounts(db, 1600)).entries()) {
      const [day, share, rate] = index < 1000 ? ['2026-08-10', 0.1, 0.2] : ['2026-08-21', 0.5, 0.4]
      const out = random() < share
      entries.push({ accountId, day, arm: out ? 'held_out' : 'treated', ...(out && { level: 'company' }) })
      for (let at = 1; at <= 28; at++) if (random() < rate) uses.push({ accountId, day: shifted(day, at) })
    }
    await enter(db, playId, entries)
    await use(db, uses)
    await lookAtPlays(services)
    const strata = await companyStrata(db)
    const report = await companyReport(db, 'active_days', strata)
    expect(report).toMatchObject({ strata: 2, ratio: { mismatch: false } })
    expect(report.compared[0]?.verdict).toBe('unknown')
    const pooled = await companyReport(db, 'active_days', { ...strata, at: new Map(), shares: [] })
    expect(pooled.compared[0]?.verdict).toBe('harms')
    const page = await open(stage, paths.effectsTogether, { cookie: await signInAs(stage, 'csm') })
    const text = await page.text()
    expect(text).toContain('割合が同じだった期間ごとに比べて')
    expect(text).not.toContain('逆効果です')
  })
})
