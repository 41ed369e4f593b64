import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { cast, openStage } from '../../../test/cast.ts'
import { modules } from '../../modules.ts'
import { nowDate } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { prepareJobs } from '../../platform/jobs.ts'
import { roles } from '../../web/access.ts'
import { loadJob, requestWanted } from './job.ts'
import { wordsFor } from './language.ts'
import { clearSample, currentLoading, requestRemoval, requestSample } from './loading.ts'
import { removeJob } from './removal.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
await prepareJobs(services.database)
for (const module of modules.filter(({ name }) => name === 'events')) await module.start?.(services)
const admin = { kind: 'staff', id: cast.admin.id } as const
const before = await countAll()
let alike: Readonly<Record<string, number>>

/** What a company has from then on, sample or not; the test below says what of it there is. */
const staying: Readonly<Record<string, string>> = {
  'activity.entry': 'that the sample was asked for and removed',
  'customers.account_bulk_change': 'accounts that a worker looks at once more, and finds gone',
  'customers.account_change': 'accounts that a worker looks at once more, and finds gone',
  'events.calendar': 'the time zone in which days are counted',
  'events.receipt': 'that the messages that introduced people were taken: a number each',
  'health.model': 'the model for everybody',
  'health.model_version': 'the model for everybody',
  'health.percentile': 'renewed with the next accounts',
  'health.risk_count': 'what a job adds up to nothing',
  'health.score_count': 'what a job adds up to nothing',
  'identity.staff': 'removed people keep their row, as everybody does',
}

/** Rows of every table by name; partitions count with their table. */
async function countAll(): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname !~ '^(pg_|information_schema|graphile_worker|public)' order by 1`.execute(db)
  const counts: Record<string, number> = {}
  for (const { name } of rows) counts[name] = await count(name)
  return counts
}

async function count(table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Of what hangs neither on chance nor on ids, so is the same each time. */
async function countAlike(): Promise<Readonly<Record<string, number>>> {
  const counts = Object.entries(await countAll())
  const names =
    /^(customers\.(account|contact|membership|subscription|cancellation|trait)|segments\.segment|touch\.model|hypotheses\.evidence|tasks\.comment|health\.(sentiment|override))$/
  return Object.fromEntries(counts.filter(([name]) => names.test(name)))
}

/** In which tables something is written in Japanese. Events are too many, and looked at in world.test.ts. */
async function tablesInJapanese(): Promise<readonly string[]> {
  const found: string[] = []
  for (const name of Object.keys(await countAll()).filter(name => name !== 'events.event')) {
    const { rows } = await sql`select from ${sql.table(name)} t where t::text ~ '[ぁ-ヿ一-鿿]' limit 1`.execute(db)
    if (rows.length > 0) found.push(name)
  }
  return found
}

async function load(signal = new AbortController().signal): Promise<void> {
  await loadJob.run(services, {}, signal)
}

async function remove(signal = new AbortController().signal): Promise<void> {
  await removeJob.run(services, {}, signal)
}

describe('the sample company', () => {
  it('that was stopped while it came in can be begun anew', { timeout: 120_000 }, async () => {
    await transact(db, tx => requestSample(tx, services, admin))
    const ending = new AbortController()
    const stopped = load(ending.signal)
    while (((await currentLoading(db))?.progress ?? 0) < 0.1) await new Promise(resolve => setTimeout(resolve, 20))
    ending.abort()
    await expect(stopped).rejects.toThrow()
    expect(await currentLoading(db)).toMatchObject({ status: 'running' })
    expect(await count('events.event')).toBeGreaterThan(1000)
    await load()
    expect(await currentLoading(db)).toMatchObject({ status: 'done', error: null })
  })

  it('comes in whole, with scores that differ and enough cancellations to learn from', async () => {
    alike = await countAlike()
    expect(await count('customers.account')).toBe(240)
    expect(await count('segments.segment')).toBe(6)
    // Some hang on which renewals are near today.
    expect(await count('tasks.task')).toBeGreaterThan(30)
    expect(await count('touch.model')).toBe(3)
    expect(await count('tasks.comment')).toBe(7)
    expect(await count('hypotheses.hypothesis')).toBe(6)
    expect(await count('hypotheses.evidence')).toBe(14)
    expect(await count('hypotheses.play_link')).toBe(3)
    expect(await count('customers.cancellation')).toBeGreaterThan(30)
    const bands = await db
      .selectFrom('health.score')
      .select(({ fn }) => ['band', fn.countAll<number>().as('count')])
      .groupBy('band')
      .execute()
    for (const band of ['good', 'care', 'bad']) expect(bands.map(row => row.band)).toContain(band)
    expect(await count('health.score_day')).toBeGreaterThan(2000)
  })

  it('has people who felt otherwise than the figures, and some who set scores by hand', async () => {
    const { rows } = await sql<{ value: number; computed: number }>`
      select value, computed from health.sentiment where computed is not null`.execute(db)
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.some(({ value, computed }) => computed - value > 30)).toBe(true)
    expect(rows.some(({ value, computed }) => value - computed > 30)).toBe(true)
    expect(rows.some(({ value, computed }) => Math.abs(value - computed) < 15)).toBe(true)
    expect(await count('health.override')).toBe(6)
  })

  it('has judgements of which it shows by now what came of them', async () => {
    const { rows } = await sql<{ side: number; left: number }>`
      select sign(j.difference) as side, count(*) filter (where c.at between j.at and j.at + interval '90 days') as left
      from (
        select account_id, created_at as at, value - computed as difference from health.sentiment
        union all select account_id, created_at, score - computed from health.override where created_at < now() - interval '30 days'
      ) j join customers.cancellation c using (account_id)
      where abs(j.difference) >= 20 group by 1 order by 1`.execute(db)
    expect(rows.map(({ side, left }) => [side, left > 0])).toEqual([
      [-1, true],
      [1, true],
    ])
  })

  it('has tasks that its people do and did, around today', async () => {
    const { rows } = await sql<{ name: string; open: number; done: number; soon: number }>`
      select s.name, count(*) filter (where closed_at is null) as open, count(closed_at) as done,
        count(*) filter (
          where closed_at is null and due_at between ${nowDate()}::timestamptz - interval '4 days' and ${nowDate()}::timestamptz + interval '4 days'
        ) as soon
      from tasks.task join identity.staff s on s.id = assignee_id where s.sample group by 1`.execute(db)
    expect(rows.map(({ open, done }) => [open > 0, done > 0])).toEqual([
      [true, true],
      [true, true],
    ])
    expect(rows.reduce((sum, { soon }) => sum + soon, 0)).toBeGreaterThan(2)
  })

  it('teaches what people leave for, not where they are', { timeout: 60_000 }, async () => {
    const { rows: asked } = await sql<{ id: number }>`select id from health.risk_model`.execute(db)
    const jobs = modules.flatMap(module => module.jobs ?? [])
    await jobs.find(({ name }) => name === 'health.train')?.run(services, asked[0], new AbortController().signal)
    const { rows } = await sql<{ auc: number; keys: readonly string[] }>`
      select (model -> 'metrics' ->> 'auc')::float8 as auc,
        jsonb_path_query_array(model, '$.importance[*].key') as keys from health.risk_model where active`.execute(db)
    expect(rows[0]?.auc).toBeGreaterThan(0.8)
    expect(rows[0]?.auc).toBeLessThan(0.95)
    for (const key of rows[0]?.keys.slice(0, 3) ?? ['none']) expect(key).toMatch(/^(measure|account):/)
  })

  it('has plays that work, harm and do nothing, each called rightly; one nobody knows of yet, and one not published', async () => {
    const { rows } = await sql<{ name: string; state: string; verdict: string | null }>`
      select p.name, p.state, r.verdict from plays.play_fact p left join effects.play_result r using (play_id)
      where p.sample`.execute(db)
    expect(Object.fromEntries(rows.map(({ name, state, verdict }) => [name, [state, verdict]]))).toEqual({
      日誌が途切れた会社に二日以内に電話する: ['live', 'works'],
      毎月のお便り: ['live', 'nothing'],
      朝の記録リマインド: ['live', 'harms'],
      出荷のあとの振り返り: ['live', 'unknown'],
      静かな顧客に声をかける: ['draft', null],
    })
  })

  it('drew its accounts as any play does, and nothing of what its plays did is ever sent', async () => {
    const { rows } = await sql<{ arms: number; wrong: number; held: number }>`
      select count(*) as arms, count(*) filter (where a.arm = 'held_out') as held,
        count(*) filter (where a.level is distinct from case
          when plays.draw(s.salt, a.account_id) < s.holdout then 'company'
          when plays.draw(p.salt, a.account_id) < 0.5 then 'play' end) as wrong
      from plays.arm a join plays.play p on p.id = a.play_id cross join plays.setting s`.execute(db)
    expect(rows[0]).toMatchObject({ wrong: 0 })
    expect(rows[0]?.arms).toBeGreaterThan(400)
    const { rows: paths } = await sql<{ path: string; drawn: number }>`
      select d.path, count(*)::int as drawn
      from plays.drawn_path d join plays.play p on p.id = d.play_id
      where d.path = case when plays.draw(p.salt || '.' || d.step, d.account_id) < 0.5 then 'p1' else 'p2' end
        and exists (
          select from plays.passage g join plays.enrollment e on e.id = g.enrollment_id
          where e.play_id = d.play_id and e.account_id = d.account_id and g.what = 'took'
            and g.step = d.step and g.detail ->> 'path' = d.path)
      group by 1 order by 1`.execute(db)
    expect(paths.map(({ path }) => path)).toEqual(['p1', 'p2'])
    const all = await db.selectFrom('plays.drawn_path').select('account_id').execute()
    expect(paths.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(all.length)
    const { rows: sent } = await sql<{ kind: string; state: string }>`
      select distinct kind, state from messages.message order by kind`.execute(db)
    expect(sent).toEqual(['email', 'in_app', 'notice'].map(kind => ({ kind, state: 'sent' })))
    const { rows: answers } = await sql<{ answer: string; tasks: number; exits: number }>`
      select a.answer, count(*) filter (where e.ended_by = 'exit')::int as exits,
        count(*) filter (where exists (
          select from plays.passage p where p.enrollment_id = e.id and p.step = 's2' and p.what = 'done'))::int as tasks
      from messages.answer_fact a join plays.enrollment e on e.id = split_part(a.key, '.', 1)::bigint
      group by 1 order by 1`.execute(db)
    expect(answers).toEqual([
      { answer: 'accepted', tasks: expect.any(Number), exits: 0 },
      { answer: 'declined', tasks: 0, exits: expect.any(Number) },
    ])
    expect(Math.min(answers[0]?.tasks ?? 0, answers[1]?.exits ?? 0)).toBeGreaterThan(0)
    const { rows: noted } = await sql`
      select from plays.enrollment e
      where passages <> (select count(*) from plays.passage p where p.enrollment_id = e.id)`.execute(db)
    expect(noted).toEqual([])
  })

  it('has tasks of plays that people did, did not need, or did differently', async () => {
    const { rows } = await sql<{ kind: string; count: number; minutes: number | null }>`
      select kind, count(*), sum(minutes) as minutes from tasks.outcome_fact where source = 'play' group by kind order by kind`.execute(
      db,
    )
    expect(rows.map(({ kind }) => kind)).toEqual(['done', 'not_needed', 'something_else'])
    expect(rows.find(({ kind }) => kind === 'done')?.minutes).toBeGreaterThan(300)
    const { rows: open } = await sql`select from tasks.task where source = 'play' and closed_at is null`.execute(db)
    expect(open.length).toBeGreaterThan(0)
    expect(open.length).toBeLessThan(12)
  })

  it('has segments with a past: a number for each day, and who entered and left', async () => {
    const { rows } = await sql<{ days: number; least: number; most: number }>`
      select count(*) as days, min(members) as least, max(members) as most from segments.count_day group by segment_id`.execute(
      db,
    )
    expect(rows).toHaveLength(6)
    for (const { days } of rows) expect(days).toBeGreaterThanOrEqual(42)
    expect(rows.filter(({ least, most }) => least < most).length).toBeGreaterThan(3)
    const { rows: moved } = await sql<{ kind: string; days: number }>`
      select kind, count(distinct at::date) as days from segments.membership_log
      where cause = 'change' group by kind order by kind`.execute(db)
    expect(moved.map(({ kind }) => kind)).toEqual(['entered', 'left'])
    for (const { days } of moved) expect(days).toBeGreaterThan(2)
  })

  it('has customers whose contract grew or shrank, with one that runs, and who have not left for it', async () => {
    const { rows } = await sql<{ stage: string; same: boolean; follows: boolean }>`
      select a.stage, a.plan = last.plan and a.monthly_amount = last.monthly_amount
          and a.customer_since = first.started_on as same,
        first.cancelled_at is not null and not first.current and last.current as follows
      from customers.account a
      join customers.subscription first on first.account_id = a.id
      join customers.subscription last on last.account_id = a.id and last.id > first.id`.execute(db)
    expect(rows.length).toBe((await count('customers.subscription')) - 240)
    expect(rows.length).toBeGreaterThan(24)
    for (const row of rows) {
      expect(row).toMatchObject({ same: true, follows: true })
      expect(row.stage).not.toBe('cancelled')
    }
  })

  it('did nothing in the name of anybody real, and says of what was done for it that it is of the sample', async () => {
    const { rows } = await sql<{ name: string; sample: boolean; madeUp: boolean | null }>`
      select e.name, e.sample, s.sample as "madeUp"
      from activity.entry e left join identity.staff s on s.id = e.actor_id`.execute(db)
    const marked = rows.filter(row => row.sample)
    expect(marked.filter(row => row.madeUp === false)).toEqual([])
    expect(marked.filter(row => row.madeUp).length).toBeGreaterThan(30)
    expect(new Set(rows.filter(row => !row.sample).map(row => row.name))).toEqual(
      new Set(['sample.requested', 'health.model_created']),
    )
  })

  it('is all there still when its removal was stopped, and asking for that once more does no harm', async () => {
    const told: number[] = []
    await expect(
      transact(db, async tx => {
        await clearSample(tx, services, async share => void told.push(share))
        throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    expect(told.length).toBeGreaterThan(4)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    await transact(db, tx => requestRemoval(tx, services, admin))
    await transact(db, tx => requestRemoval(tx, services, admin))
    expect(await currentLoading(db)).toMatchObject({ status: 'waiting', stage: 'removal' })
    await expect(remove(AbortSignal.abort())).rejects.toThrow()
    // What a worker that is gone was loading is not begun by another while it is to go.
    await load()
    expect(await count('customers.account')).toBe(240)
    expect(await currentLoading(db)).toMatchObject({ stage: 'removal' })
  })

  it('tells that its removal failed, and may be asked to go again', async () => {
    const fault = async () => {
      throw new Error('disk full')
    }
    const broken = { ...services, offers: { ...services.offers, sampleRemovals: [async () => undefined, fault] } }
    await removeJob.run(broken, {}, new AbortController().signal)
    expect(await currentLoading(db)).toMatchObject({
      status: 'failed',
      stage: 'removal',
      progress: 0.5,
      error: 'disk full',
    })
    expect(await count('customers.account')).toBe(240)
  })

  it('goes in one step, and leaves nothing behind in any table', { timeout: 60_000 }, async () => {
    const accounts = await db.selectFrom('customers.account').select('id').execute()
    const ids = accounts.map(row => row.id)
    await transact(db, async tx => {
      for (const refresh of services.offers.refreshes) await refresh.accounts(tx, services, ids)
    })
    expect(await count('segments.membership')).toBeGreaterThan(0)
    await transact(db, tx => requestRemoval(tx, services, admin))
    await remove()
    const after = await countAll()
    const left = Object.keys(after).filter(name => after[name] !== before[name])
    expect(left.filter(name => !(name in staying))).toEqual([])
    const told = await db.selectFrom('activity.entry').select('name').distinct().execute()
    expect(told.map(row => row.name).sort()).toEqual([
      'health.model_created',
      'sample.removal_requested',
      'sample.removed',
      'sample.requested',
    ])
    const here = await db.selectFrom('identity.staff').select('id').where('removed_at', 'is', null).execute()
    expect(here).toHaveLength(roles.length)
    expect(await currentLoading(db)).toBeUndefined()
  })

  it('that was removed is not loaded again because the process starts again', async () => {
    const asking = { ...services, config: { ...services.config, sample: true } }
    await requestWanted(asking)
    expect(await currentLoading(db)).toBeUndefined()
    await db.deleteFrom('activity.entry').where('name', '=', 'sample.requested').execute()
    await Promise.all([requestWanted(asking), requestWanted(asking)])
    expect(await currentLoading(db)).toMatchObject({ status: 'waiting' })
    await db.deleteFrom('sample.loading').execute()
  })

  it('comes in again after it was removed, in the language of whoever asks: the same company, in English', {
    timeout: 180_000,
  }, async () => {
    expect((await wordsFor(db, null)).locale).toBe('ja')
    await sql`update identity.staff set name = 'Ada', locale = 'en'`.execute(db)
    await sql`update identity.company set name = 'Minato'`.execute(db)
    await transact(db, tx => requestSample(tx, services, admin))
    await load()
    expect(await currentLoading(db)).toMatchObject({ status: 'done', error: null })
    expect(await countAlike()).toEqual(alike)
    expect((await tablesInJapanese()).filter(name => !(name in staying))).toEqual([])
  })
})
