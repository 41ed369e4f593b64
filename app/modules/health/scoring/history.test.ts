import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { every, percentile, putUse, putUsedAccounts, threshold } from '../../../../test/support/health.ts'
import { now, setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { seededRandom } from '../../../platform/random.ts'
import { system } from '../../activity/index.ts'
import { createModel } from '../models.ts'
import { scoreHistory, scoresOn } from './history.ts'
import { recomputeScores } from './recompute.ts'
import { recomputeAll } from './recompute-all.ts'

const { services } = await openStage()
const { db } = services
const random = seededRandom(31)
const upTo = (count: number) => Math.floor(random() * count)
const zone = 'Asia/Tokyo'
const noon = Temporal.Instant.from('2026-10-01T03:00:00Z')
const companyDay = () => now().toZonedDateTimeISO(zone).toPlainDate().toString()

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(noon)
  await sql`truncate health.model, customers.account, events.usage_day, events.sign_of_life, health.score_day
    restart identity cascade`.execute(db)
  const definition = {
    measures: [
      threshold('events.silence_days', 9, 2),
      threshold('events.count', 0, 40, { window: 7 }),
      percentile('events.people', { window: 7 }),
    ],
    bands: { good: 60, care: 30 },
  }
  await transact(db, tx => createModel(tx, system, { name: 'everybody', segmentId: null, definition }))
})

interface Day {
  readonly day: string
  readonly score: number | null
  readonly values: readonly (number | null)[]
  readonly points: readonly (number | null)[]
}

/** The history as one would keep it by hand: after each change what is then there, once a day. */
class Diary {
  readonly days = new Map<number, Day[]>()

  async note(moved: readonly number[]): Promise<void> {
    const rows = await db
      .selectFrom('health.score')
      .selectAll()
      .where('account_id', 'in', [0, ...moved])
      .execute()
    for (const { account_id, score, values, points } of rows) {
      const known = this.days.get(account_id) ?? []
      if (score === null && (known.at(-1)?.score ?? null) === null) continue
      const before = known.filter(one => one.day !== companyDay())
      this.days.set(account_id, [...before, { day: companyDay(), score, values, points }])
    }
  }
}

/** Somebody uses it, or comes back, or nobody does. */
async function live(ids: readonly number[]): Promise<void> {
  for (const id of ids)
    if (random() < 0.3) await putUse(db, { today: companyDay() }, id, every(0, upTo(3)), 1 + upTo(4), `e${upTo(3)}`)
}

describe('the history', () => {
  it('keeps each day as it was at its end, whether all are computed or some', async () => {
    const ids = await putUsedAccounts(db, { today: companyDay() }, ...every(0, 12).map(i => ({ name: `a${i}` })))
    const diary = new Diary()
    for (let step = 0; step < 40; step++) {
      setClock(now().add({ hours: 1 + upTo(30) }))
      await live(ids)
      const moved: number[] = []
      if (random() < 0.5) await recomputeAll(services, { onMoved: async (_tx, some) => void moved.push(...some) })
      else {
        const some = ids.filter(() => random() < 0.6)
        const work = () => transact(db, tx => recomputeScores(tx, services, sql`select unnest(${some}::bigint[])`))
        moved.push(...(await work()).moved)
      }
      await diary.note(moved)
    }
    expect(Math.max(...[...diary.days.values()].map(days => days.length))).toBeGreaterThan(10)
    for (const id of ids) {
      const kept = await scoreHistory(db, id, '2026-01-01')
      expect(kept.map(({ day, score, values, points }) => ({ day, score, values, points }))).toEqual(diary.days.get(id))
      const { day } = kept[5] ?? { day: '' }
      expect((await scoresOn(db, [id], day)).get(id)?.day).toBe(day)
    }
  })

  it('goes on when an account that left comes back, also on the same day', async () => {
    const [id = 0] = await putUsedAccounts(db, { today: companyDay() }, { name: 'a', used: every(0, 5) })
    await recomputeAll(services)
    setClock(now().add({ hours: 48 }))
    await putUse(db, { today: companyDay() }, id, [0, 1], 4)
    await recomputeAll(services)
    const before = await scoreHistory(db, id, '2026-01-01')
    expect(before.map(one => one.day)).toEqual(['2026-10-01', '2026-10-03'])
    await sql`insert into customers.cancellation (account_id, at, source, monthly_amount)
      values (${id}, now(), 'import', 0)`.execute(db)
    await recomputeAll(services)
    expect(await db.selectFrom('health.score').selectAll().execute()).toEqual([])
    expect(await scoreHistory(db, id, '2026-01-01')).toEqual(before)
    await sql`delete from customers.cancellation`.execute(db)
    setClock(now().add({ minutes: 5 }))
    await recomputeAll(services)
    expect((await scoresOn(db, [id], '2026-10-03')).get(id)?.score).toBe(before[1]?.score)
    setClock(now().add({ hours: 24 }))
    await putUse(db, { today: companyDay() }, id, [0], 9)
    await recomputeAll(services)
    const days = (await scoreHistory(db, id, '2026-01-01')).map(one => one.day)
    expect(days).toEqual(['2026-10-01', '2026-10-03', '2026-10-04'])
  })
})
