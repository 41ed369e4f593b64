import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, signInAs } from '../../../../test/cast.ts'
import {
  type Drawn,
  drawInto,
  type Entry,
  enter,
  newAccounts,
  publishAgain,
  publishedPlay,
  splitStep,
  use,
} from '../../../../test/support/effects.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { seededRandom } from '../../../platform/random.ts'
import { lookAtPlays } from '../plays/look.ts'
import { shifted } from '../plays/outcome.ts'
import { stopProposals } from '../plays/together.ts'

const stage = await openStage()
const { services, app } = stage
const { db } = services
const origin = new URL(services.config.baseUrl).origin
const [csm, product] = await Promise.all([signInAs(stage, 'csm'), signInAs(stage, 'product')])
const text = async (path: string) => (await app.request(path, { headers: { cookie: csm } })).text()
const outcome = { kind: 'measure', use: { measure: 'events.days_active', window: 7 }, better: 'more', days: 7 }
const plays = { harms: 0, works: 0, open: 0, none: 0 }

/** Accounts enter, one in five is held out; `change` is what the play does to the probability of a day of use. */
async function simulated(name: string, change: number, holdout: number, count = 1500): Promise<number> {
  const playId = await publishedPlay(db, outcome, name, holdout)
  const random = seededRandom(count + Math.round(change * 100))
  const entries: Entry[] = []
  const uses: { accountId: number; day: string }[] = []
  for (const [index, accountId] of (await newAccounts(db, count)).entries()) {
    const [day, arm] = [shifted('2026-09-01', index % 15), random() < holdout ? 'held_out' : 'treated'] as const
    entries.push({ accountId, arm, day, despite: arm === 'held_out' && index % 50 === 0 })
    for (let at = 1; at <= 7; at++) {
      if (random() < 0.4 + (arm === 'treated' ? change : 0)) uses.push({ accountId, day: shifted(day, at) })
    }
  }
  await enter(db, playId, entries)
  await use(db, uses)
  return playId
}

beforeAll(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  plays.harms = await simulated('毎週の電話', -0.15, 0.2)
  plays.works = await simulated('使い方の案内', 0.15, 0.2)
  plays.open = await simulated('季節の便り', 0.02, 0.2, 150)
  plays.none = await simulated('全員への案内', 0.1, 0)
  await sql`update plays.play set owner_id = 'staff-csm' where id = ${plays.harms}`.execute(db)
  await sql`update customers.account set created_at = '2026-01-01'`.execute(db)
  await lookAtPlays(services)
})
afterAll(() => setClock(undefined))

describe('the page of a play', () => {
  test('says first that it works, then by how much, in words', async () => {
    const shown = await text(href(paths.playEffect, { id: plays.works }))
    expect(shown).toContain('効果があります')
    expect(shown).toContain('毎日見ていても95%の確かさで')
    expect(shown).not.toContain('止めることをお勧めします')
  })

  test('says that it does harm, proposes to stop it, and that who was treated in spite stays held out', async () => {
    const shown = await text(href(paths.playEffect, { id: plays.harms }))
    expect(shown).toContain('逆効果です')
    expect(shown).toContain('止めることをお勧めします')
    expect(shown).toMatch(/比較群のうち\d+件には、人の判断で/)
  })

  test('says what it would take to know', async () => {
    const shown = await text(href(paths.playEffect, { id: plays.open }))
    expect(shown).toContain('まだ分かりません')
    expect(shown).toMatch(/意味のある差（[\d.]+）の有無が分かるには、約[\d,]+件（うち20%が比較群）が必要です/)
    expect(shown).toContain('この56日間に始まった顧客がいないため、時期は言えません')
  })

  describe('of which nothing is known yet', () => {
    const kept = { kind: 'subscription', state: 'retained', days: 30 }
    const path = (id: number) => href(paths.playEffect, { id })

    beforeAll(async () => {
      const { rows } = await sql<{ id: number }>`select id from customers.account where id % 3 = 0`.execute(db)
      await use(
        db,
        rows.flatMap(({ id }) => ['2026-11-15', '2026-11-17', '2026-11-19'].map(day => ({ accountId: id, day }))),
      )
    })

    test('to which nobody came says how many it takes by all customers, and that there is no date', async () => {
      const playId = await publishedPlay(db, outcome, '新しい打ち手', 0.1)
      await lookAtPlays(services)
      const shown = await text(path(playId))
      expect(shown).not.toContain('比べる相手がいないため')
      expect(shown).toContain('まだ誰も始まっていません。最初の結果が分かるのは、最初の顧客が始まってから9日後です。')
      expect(shown).toMatch(/約[\d,]+件（うち10%が比較群）が必要です。これまでに始まったのは0件です/)
      expect(shown).toMatch(/顧客[\d,]+件の最近の結果/)
      expect(shown).toContain('分かるまでに必要なもの')
      expect(shown).not.toMatch(/いまのペース|NaN|Infinity/)
    })

    test('of which windows are not over says when the first is, and around when it is known', async () => {
      const playId = await publishedPlay(db, { ...outcome, matters: 0.5 }, '新しい打ち手', 0.1)
      const ids = await newAccounts(db, 40)
      const entries = ids.map(
        (accountId, at): Entry => ({
          accountId,
          arm: at % 10 === 0 ? 'held_out' : 'treated',
          day: shifted('2026-11-14', Math.floor(at / 5)),
        }),
      )
      await enter(db, playId, entries)
      await lookAtPlays(services)
      const shown = await text(path(playId))
      expect(shown).toContain('早くて2026年11月23日(月)です')
      // Five a day: 35 a week.
      expect(shown).toMatch(/いまのペース（週に約35件）なら、20\d\d年\d+月ごろに分かる見込みです/)
      await sql`update plays.play set state = 'paused' where id = ${playId}`.execute(db)
      expect(await text(path(playId))).toContain('一時停止中は誰も始まらない')
    })

    test('says what is missing where all customers had the same outcome, or none', async () => {
      const playId = await publishedPlay(db, kept, '契約の打ち手', 0.1)
      await lookAtPlays(services)
      expect(await text(path(playId))).toContain('これまでの記録が0件しかない')
      const ids = await newAccounts(db, 40)
      await sql`
        insert into customers.subscription (account_id, plan, monthly_amount, currency, started_on)
        select id, 'A', 100, 'JPY', '2026-01-01' from unnest(${ids}::bigint[]) as one (id)`.execute(db)
      await sql`update customers.account set created_at = '2026-01-01' where id = any(${ids}::bigint[])`.execute(db)
      await sql`update effects.play_before set looked_on = '2026-11-21' where play_id = ${playId}`.execute(db)
      await lookAtPlays(services)
      const shown = await text(path(playId))
      expect(shown).toContain('ほぼすべてが同じ結果だったため')
      expect(shown).toContain('何かを言うには、少なくとも約300件')
      await sql`delete from customers.subscription`.execute(db)
    })

    test('takes those who came into the segment of its trigger before, and how many do a week', async () => {
      const playId = await publishedPlay(db, { ...outcome, matters: 1 }, '区分の打ち手', 0.5)
      const { rows } = await sql<{ id: number }>`
        insert into segments.segment (about, name, condition) values ('account', '静かな顧客', '{"v":1,"all":[]}'::jsonb)
        returning id`.execute(db)
      const segment = rows[0]?.id ?? 0
      const trigger = { kind: 'segment', settings: { segment, on: 'entered' }, properties: [] }
      await sql`
        update plays.play_version set definition = definition || ${JSON.stringify({ trigger, reentry: { rule: 'never' } })}::jsonb
        where play_id = ${playId}`.execute(db)
      const ids = await newAccounts(db, 112)
      await sql`
        insert into segments.membership_log (segment_id, account_id, kind, cause, at)
        select ${segment}, id, 'entered', 'change', timestamptz '2026-11-21' - make_interval(days => place::int)
        from unnest(${ids}::bigint[]) with ordinality as one (id, place)`.execute(db)
      await use(
        db,
        ids.filter((_, at) => at % 2 === 0).map(accountId => ({ accountId, day: '2026-10-01' })),
      )
      await use(
        db,
        ids.map((accountId, at) => ({ accountId, day: shifted('2026-11-20', -at + (at % 5)) })),
      )
      await lookAtPlays(services)
      const shown = await text(path(playId))
      expect(shown).toContain('以前「静かな顧客」に入った')
      expect(shown).toMatch(/最近、週に約6.9件が入っています。そのペースなら、20\d\d年\d+月ごろ/)
    })
  })

  test('claims nothing where nobody is held out', async () => {
    const shown = await text(href(paths.playEffect, { id: plays.none }))
    expect(shown).toContain('比べる相手がいないため、効果は分かりません')
    for (const word of ['効果があります', '逆効果', '95%の区間']) expect(shown).not.toContain(word)
  })

  test('of a play that was never published is not there', async () => {
    const { rows } = await sql<{ id: number }>`
      insert into plays.play (name, about, draft) values ('x', 'account', '{}') returning id`.execute(db)
    const reply = await app.request(href(paths.playEffect, { id: rows[0]?.id ?? 0 }), { headers: { cookie: csm } })
    expect(reply.status).toBe(404)
  })
})

describe('variants of a play', () => {
  const split = splitStep('s1', ['提案どおり', '夕方にかける'])

  /** Accounts are drawn into two paths; `change` is what the second does to the probability of a day of use. */
  async function divided(playId: number, change: number, count: number): Promise<void> {
    const random = seededRandom(count)
    const drawn: Drawn[] = []
    const uses: { accountId: number; day: string }[] = []
    for (const [index, accountId] of (await newAccounts(db, count)).entries()) {
      const [day, path] = [shifted('2026-09-01', index % 15), random() < 0.5 ? 'p1' : 'p2']
      drawn.push({ accountId, path, day })
      for (let at = 1; at <= 7; at++) {
        if (random() < 0.4 + (path === 'p2' ? change : 0)) uses.push({ accountId, day: shifted(day, at) })
      }
    }
    await drawInto(db, playId, 's1', drawn)
    await use(db, uses)
  }

  test('say first which is better, also where nobody is held out', async () => {
    const playId = await publishedPlay(db, outcome, '夕方の電話', 0, [split])
    await divided(playId, 0.2, 1200)
    await lookAtPlays(services)
    const shown = await text(href(paths.playEffect, { id: playId }))
    expect(shown).toContain('比べる相手がいないため、効果は分かりません')
    expect(shown).toContain('「夕方にかける」は「提案どおり」より良い結果です')
    expect(shown).toMatch(/href="#variants-s1"/)
    expect(shown).toContain('打ち手を編集して決める')
  })

  test('that are not yet known say so, and how long it takes', async () => {
    const playId = await publishedPlay(db, outcome, '夕方の電話', 0, [split])
    await divided(playId, 0.02, 150)
    await lookAtPlays(services)
    const shown = await text(href(paths.playEffect, { id: playId }))
    expect(shown).toContain('「夕方にかける」と「提案どおり」のどちらが良いかは、まだ分かりません')
    expect(shown).toMatch(/あと約[\d,]+件、いまのペースで約\d+(日|か月)/)
    expect(shown).not.toContain('打ち手を編集して決める')
  })

  test('of which nothing is known yet say from when on, and who is missing', async () => {
    const playId = await publishedPlay(db, outcome, 'x', 0, [split])
    const [a = 0, b = 0] = await newAccounts(db, 2)
    const shown = () => text(href(paths.playEffect, { id: playId }))
    await drawInto(db, playId, 's1', [{ accountId: a, path: 'p1', day: '2026-11-16' }])
    expect(await shown()).toContain('まだ一つの案にしか顧客が入っていません')
    await drawInto(db, playId, 's1', [{ accountId: b, path: 'p2', day: '2026-11-18' }])
    expect(await shown()).toContain('結果が二つの案でそろいはじめるのは、早くて2026年11月27日(金)です')
  })

  test('into which nobody came yet, and a play that divides nobody', async () => {
    const [fresh, plain] = [await publishedPlay(db, outcome, 'x', 0, [split]), await publishedPlay(db, outcome)]
    expect(await text(href(paths.playEffect, { id: fresh }))).toContain('分かれるところまで進んだ顧客がまだいません')
    expect(await text(href(paths.playEffect, { id: plain }))).not.toContain('案の比較')
  })
})

test('a share held out that was changed is told, and who came while nobody was held out', async () => {
  const playId = await publishedPlay(db, outcome, '割合を変えた打ち手', 0.2)
  await publishAgain(db, playId, { holdout: 0.5 })
  await publishAgain(db, playId, { holdout: 0 })
  const enterAs = async (version: number, holdout: number, count: number) => {
    const ids = await newAccounts(db, count)
    const arm = (at: number) => (at < holdout * count ? 'held_out' : 'treated')
    const entries = ids.map(
      (accountId, at): Entry => ({ accountId, arm: arm(at), day: `2026-09-0${version}`, version }),
    )
    await enter(db, playId, entries)
  }
  await enterAs(1, 0.2, 100)
  await enterAs(2, 0.5, 100)
  await enterAs(3, 0, 30)
  await lookAtPlays(services)
  const shown = await text(href(paths.playEffect, { id: playId }))
  expect(shown).toContain('割合が同じだった期間ごとに比べて')
  expect(shown).toContain('30件は、比較群を置いていなかった期間に始まったので')
  expect(await text(href(paths.playEffect, { id: plays.works }))).not.toContain('割合が同じだった期間ごとに')
})

test('the overview reads all plays together', async () => {
  const shown = await text(paths.effects)
  for (const name of ['毎週の電話', '使い方の案内', '季節の便り', '全員への案内']) expect(shown).toContain(name)
  expect(shown).toContain('比較群なし')
  expect(shown).toContain('Holm')
})

test('a play that does harm is proposed for stopping to its owner, until somebody says to go on', async () => {
  expect(await stopProposals(db, 'staff-csm')).toMatchObject([{ id: plays.harms, verdict: 'harms' }])
  expect(await stopProposals(db, 'staff-manager')).toEqual([])
  const path = href(paths.playEffectKeeping, { id: plays.harms })
  const post = (cookie: string) => app.request(path, { method: 'POST', headers: { cookie, origin } })
  expect((await post(product)).status).toBe(404)
  expect((await post(csm)).status).toBe(303)
  expect(await stopProposals(db, 'staff-csm')).toEqual([])
  await lookAtPlays(services)
  expect(await stopProposals(db, 'staff-csm')).toEqual([])
  expect(await text(href(paths.playEffect, { id: plays.harms }))).toContain('続けることが選ばれています')
})

test('who said to go on with what does nothing is asked again when it does harm', async () => {
  const keep = () =>
    sql`update effects.play_result set verdict = 'nothing', kept_at = now(), kept_by = 'staff-csm' where play_id = ${plays.harms}`
  await keep().execute(db)
  expect(await stopProposals(db, 'staff-csm')).toEqual([])
  await lookAtPlays(services)
  expect(await stopProposals(db, 'staff-csm')).toMatchObject([{ id: plays.harms, verdict: 'harms' }])
})

test('all plays together say nothing before anybody is held out of all', async () => {
  expect(await text(paths.effectsTogether)).toContain('全社の比較群の結果はまだありません')
})

test('whom people met and who stayed is called an association, never an effect', async () => {
  const ids = await newAccounts(db, 60)
  // Of thirty who are met fifteen leave; of thirty who are not, none.
  await sql`
    insert into customers.subscription (account_id, plan, monthly_amount, currency, started_on, cancelled_at)
    select id, 'A', 100, 'JPY', '2026-01-01', case when place <= 15 then timestamptz '2026-10-01' end
    from unnest(${ids}::bigint[]) with ordinality as one (id, place)`.execute(db)
  await sql`
    with task as (
      insert into tasks.task (account_id, title, due_at, closed_at)
      select id, '電話', '2026-08-10', '2026-08-10' from unnest(${ids.slice(0, 30)}::bigint[]) as one (id) returning id
    )
    insert into tasks.outcome (task_id, kind, minutes, staff_id, at)
    select id, 'done', 10, 'staff-csm', '2026-08-10' from task`.execute(db)
  await lookAtPlays(services)
  const shown = await text(paths.effectsTogether)
  expect(shown).toContain('関連（効果ではありません）')
  expect(shown).toMatch(/人が対応した顧客<[\s\S]*?50%[\s\S]*?対応のなかった顧客<[\s\S]*?100%/)
})
