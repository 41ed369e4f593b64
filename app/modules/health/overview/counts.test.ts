import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { every, percentile, putUse, putUsedAccounts, threshold } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { seededRandom } from '../../../platform/random.ts'
import { system } from '../../activity/index.ts'
import { riskSpread } from '../learning/queries.ts'
import { createModel, currentModels, publishModel } from '../models.ts'
import { mergeAccounts, removeSampleHealth } from '../moves.ts'
import { overrideScore } from '../overrides.ts'
import { forgetRemoved, recomputeScores } from '../scoring/recompute.ts'
import { recomputeAll } from '../scoring/recompute-all.ts'
import type { Band } from '../tables.ts'
import { addUpCounts } from './counts.ts'
import { accountsInBand, spreadOfScores } from './queries.ts'

const { services } = await openStage()
const { db } = services
const day = { today: '2026-11-22' }
const random = seededRandom(23)
const upTo = (count: number) => Math.floor(random() * count)
const bands = ['bad', 'care', 'good', 'unknown'] as const

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate health.model, customers.account, segments.segment, events.usage_day, events.sign_of_life,
    health.score_day restart identity cascade`.execute(db)
})

/** Accounts used in many ways, some silent and some of the sample, a third of them scored by a model of their own. */
async function company(accounts = 60): Promise<readonly number[]> {
  const ids = await putUsedAccounts(
    db,
    day,
    ...every(0, accounts).map(i => ({
      name: `a${i}`,
      ...(i % 7 > 0 && { used: every(i % 9, (i % 9) + 1 + (i % 20)), people: 1 + (i % 4) }),
    })),
  )
  await sql`update customers.account set sample = id % 5 = 0`.execute(db)
  const { rows } = await sql<{ id: number }>`
    insert into segments.segment (name, condition) values ('some', '{}') returning id`.execute(db)
  const segmentId = rows[0]?.id ?? 0
  await sql`insert into segments.membership (segment_id, account_id, entered_at)
    select ${segmentId}, unnest(${ids.filter(id => id % 3 === 0)}::bigint[]), now()`.execute(db)
  await transact(db, tx => createModel(tx, system, { name: 'some', segmentId, definition: anyDefinition() }))
  await recomputeAll(services)
  return ids
}

function anyDefinition() {
  const measures = [
    threshold('events.silence_days', 10 + upTo(20), upTo(5)),
    threshold('events.days_active', upTo(3), 5 + upTo(20), { window: 28 }),
    percentile('events.people'),
  ]
  return { measures: measures.slice(upTo(3)), bands: { good: 50 + upTo(40), care: 10 + upTo(40) } }
}

/** What the tables say themselves. */
async function counted() {
  const { rows } = await sql<{ version_id: number; band: Band; bin: number | null }>`
    select version_id, band, case when score is not null then least(9, floor(score / 10)) end::int as bin, count(*) as accounts,
      count(*) filter (where overridden) as overridden, coalesce(sum((score::float8 * 1000)::bigint), 0)::bigint as scores,
      sum((confidence::float8 * 1000000)::bigint)::bigint as confidence
    from health.score group by 1, 2, 3 order by 1, 2, 3`.execute(db)
  const { rows: risks } = await sql<{ bin: number; count: number }>`
    select least(9, floor(probability * 10))::int as bin, count(*) as count from health.risk group by 1`.execute(db)
  return { scores: rows, risks: every(0, 10).map(bin => risks.find(row => row.bin === bin)?.count ?? 0) }
}

/** What is kept beside them. */
async function kept() {
  const { rows } = await sql`
    select version_id, band, bin, sum(accounts)::bigint as accounts, sum(overridden)::bigint as overridden,
      sum(scores)::bigint as scores, sum(confidence)::bigint as confidence
    from health.score_count group by 1, 2, 3
    having sum(accounts) <> 0 or sum(overridden) <> 0 or sum(scores) <> 0 or sum(confidence) <> 0
    order by 1, 2, 3`.execute(db)
  return { scores: rows, risks: (await riskSpread(db)).counts }
}

/** Things that happen to scores and risks, each in a transaction of its own. */
function happenings(ids: readonly number[]): readonly (() => Promise<unknown>)[] {
  const some = () => ids.filter(() => random() < 0.2)
  const one = () => ids[upTo(ids.length)] ?? 0
  const picked = (accounts: readonly number[]) => sql`select unnest(${[...accounts]}::bigint[])`
  return [
    () => recomputeAll(services),
    () => addUpCounts(db),
    () => putUse(db, day, one(), every(0, upTo(28)), 1 + upTo(9)),
    ...every(0, 4).map(() => () => transact(db, tx => recomputeScores(tx, services, picked(some())))),
    () =>
      transact(db, async tx => {
        const input = { score: upTo(101), reason: '電話', expiresAt: new Date('2026-12-01T00:00:00Z') }
        const known = await tx
          .selectFrom('customers.account')
          .select('id')
          .where('id', '=', one())
          .forKeyShare()
          .executeTakeFirst()
        if (known) await overrideScore(tx, { kind: 'staff', id: cast.csm.id }, known.id, input)
      }),
    () =>
      transact(db, async tx => {
        const [fromId, intoId] = [one(), one()]
        if (fromId === intoId) return
        // As whoever merges does first of all.
        const { rows } = await sql`
          select from customers.account where id in (${fromId}, ${intoId}) order by id for update`.execute(tx)
        if (rows.length < 2) return
        await mergeAccounts(tx, { fromId, intoId })
        await tx.deleteFrom('customers.account').where('id', '=', fromId).execute()
      }),
    () =>
      transact(db, async tx => {
        const [model] = await currentModels(tx)
        const input = { name: 'some', definition: anyDefinition(), note: null }
        if (model) await publishModel(tx, system, model, { ...input, basedOn: model.number })
      }),
    () =>
      sql`insert into health.risk (account_id, risk_model_id, probability, reasons)
        select id, (select max(id) from health.risk_model), random(), '[]' from customers.account
        where id in (${picked(some())}) order by id for key share
        on conflict (account_id) do update set probability = excluded.probability`.execute(db),
    () => sql`delete from health.risk where account_id = ${one()}`.execute(db),
    () =>
      sql`insert into customers.cancellation (account_id, at, source, monthly_amount)
        select id, now(), 'import', 0 from customers.account where id = ${one()} on conflict do nothing`.execute(db),
  ]
}

describe('what is counted of scores and risks', () => {
  it('is what counting them would say, whatever happens at once', async () => {
    const ids = await company()
    await sql`insert into health.risk_model (status, active) values ('ready', true)`.execute(db)
    expect((await kept()).scores.length).toBeGreaterThan(6)
    expect((await kept()).scores).toContainEqual(expect.objectContaining({ band: 'unknown', bin: null }))
    for (let round = 0; round < 12; round++) {
      const done = await Promise.allSettled(happenings(ids).map(happen => happen()))
      expect(done.flatMap(one => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([])
      expect(await kept()).toEqual(await counted())
    }
    await transact(db, async tx => {
      await removeSampleHealth(tx)
      await tx.deleteFrom('customers.account').where('sample', '=', true).execute()
    })
    await forgetRemoved(db)
    await addUpCounts(db)
    expect(await kept()).toEqual(await counted())
    const { rows: nobodys } = await sql`
      select from health.score where account_id not in (select id from customers.account)`.execute(db)
    expect(nobodys).toEqual([])
    const { rows } = await sql`select from health.score_count where accounts <= 0`.execute(db)
    expect(rows).toEqual([])
  })

  it('stays the same while several add it up', async () => {
    await company(20)
    const before = await kept()
    await Promise.all(every(0, 6).map(() => addUpCounts(db)))
    expect(await kept()).toEqual(before)
    await sql`truncate health.score`.execute(db)
    expect((await spreadOfScores(db)).total).toBe(0)
  })

  it('finds everybody of a band, page by page, whatever the limits of the models', async () => {
    await company()
    const { rows } = await sql<{ id: number; band: Band }>`
      select account_id as id, band from health.score order by score, account_id`.execute(db)
    for (const band of bands) {
      const found: number[] = []
      for (let after: Awaited<ReturnType<typeof accountsInBand>>[number] | undefined; ; ) {
        const page = await accountsInBand(db, band, 4, after)
        found.push(...page.map(one => one.id))
        after = page.at(-1)
        if (page.length < 4) break
      }
      expect(found).toEqual(rows.filter(row => row.band === band).map(row => row.id))
      expect((await spreadOfScores(db)).bands[band]).toBe(found.length)
    }
  })
})
