import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { refreshAccounts, refreshContacts } from '../app/modules/customers/refresh/refresh.ts'
import { answerTokens } from '../app/modules/messages/answers/links.ts'
import type { AskedAnswer, Definition, Step } from '../app/modules/plays/definition/definition.ts'
import { problemsOf } from '../app/modules/plays/definition/problems.ts'
import { loadVersions } from '../app/modules/plays/engine/versions.ts'
import { startCandidates } from '../app/modules/plays/starting/start.ts'
import { href, paths } from '../app/paths.ts'
import { setClock } from '../app/platform/clock.ts'
import { transact } from '../app/platform/db.ts'
import { open, openStage, send, signInAs } from './cast.ts'
import { putPlay, taskStep, workPlays } from './support/plays.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const morning = Temporal.Instant.from('2026-11-24T01:00:00Z')
const later = (duration: Temporal.DurationLike) => setClock(morning.add(duration))
const csm = { cookie: await signInAs(stage, 'csm') }
await sql`update messages.settings set per_day = 50, per_week = 200`.execute(db)

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, plays.news, tasks.task, messages.message, customers.account, customers.contact restart identity cascade`.execute(
    db,
  )
})
afterEach(() => setClock(undefined))

/** An account with so many people; returns its id. */
async function account(name: string, people: readonly string[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with made as (insert into customers.account (external_id, name) values (${name}, ${name}) returning id),
      people as (
        insert into customers.contact (name, email) select n, n || '@farm.example' from unnest(${people}::text[]) n returning id
      ),
      of as (
        insert into customers.membership (account_id, contact_id, first_at, last_at)
        select made.id, people.id, now(), now() from made, people
      )
    select id from made`.execute(db)
  return rows[0]?.id ?? 0
}

const words = { subject: '勉強会', body: '12月3日', acceptLabel: '参加する', declineLabel: '見送る' }
const invite = (id: string, to = 'main'): Step => ({
  ...{ id, kind: 'action', action: 'invitation' },
  settings: { to, invites: 'webinar', whenLimited: 'wait', ...words },
})
const until = (id: string, is: AskedAnswer['is'], onLimit: 'go_on' | 'end' = 'go_on'): Step => ({
  ...{ id, kind: 'until', condition: null, onLimit },
  answer: { step: 's1', is },
  limit: { amount: 7, unit: 'days' },
})
const divide: Step = {
  id: 's3',
  kind: 'branch',
  paths: (['accepted', 'declined', 'none'] as const).map((is, n) => ({
    ...{ id: `p${n}`, name: '', condition: null, answer: { step: 's1', is } },
    steps: [taskStep(`s1${n}`, is)],
  })),
  otherwise: [],
}

async function start(definition: Partial<Definition>, accountIds: readonly number[]): Promise<number> {
  const playId = await putPlay(services, definition)
  await transact(db, async tx => {
    const play = await tx.selectFrom('plays.play').select('live_version_id').where('id', '=', playId).executeTakeFirst()
    const version = (await loadVersions(tx, [play?.live_version_id ?? 0])).get(play?.live_version_id ?? 0)
    if (!version) throw new Error('no version')
    const candidates = accountIds.map(accountId => ({ accountId, contactId: null, key: 'x', cause: {} }))
    return startCandidates(tx, services, version, candidates, {})
  })
  await workPlays(services)
  return playId
}

/** Somebody presses a button on the page of the invitation; then everything that waits for news is told. */
async function answer(accountId: number, given: 'accepted' | 'declined', person = 0): Promise<void> {
  const messages = await db
    .selectFrom('messages.message')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('id')
    .execute()
  const token = (await answerTokens(db))(messages[person]?.id ?? 0)
  expect((await send(stage, href(paths.answer, { token }), { answer: given })).status).toBe(303)
  while ((await refreshAccounts(services)) > 0);
  while ((await refreshContacts(services)) > 0);
  await workPlays(services)
}

const tasks = async () =>
  (await db.selectFrom('tasks.task').select(['account_id', 'title']).orderBy('account_id').execute()).map(
    task => `${task.account_id} ${task.title}`,
  )

describe('an invitation', () => {
  test('goes out as a mail; who waits for the answer goes on as soon as it is there, each on their way', async () => {
    const [one, two, three] = [await account('一', ['a']), await account('二', ['b']), await account('三', ['c'])]
    await start({ steps: [invite('s1'), until('s2', 'any'), divide] }, [one, two, three])
    expect(await db.selectFrom('messages.message').select(['kind', 'state']).execute()).toEqual(
      Array(3).fill({ kind: 'email', state: 'waiting' }),
    )
    later({ hours: 5 })
    await answer(one, 'accepted')
    expect(await tasks()).toEqual([`${one} accepted`])
    await answer(two, 'declined')
    expect(await tasks()).toEqual([`${one} accepted`, `${two} declined`])
    later({ hours: 7 * 24 + 1 })
    await workPlays(services)
    expect(await tasks()).toEqual([`${one} accepted`, `${two} declined`, `${three} none`])
  })

  test('to several people is accepted as soon as one accepts, whatever others say', async () => {
    const one = await account('一', ['a', 'b'])
    await start({ steps: [invite('s1', 'all'), until('s2', 'accepted', 'end'), divide] }, [one])
    await answer(one, 'declined', 0)
    expect(await tasks()).toEqual([])
    await answer(one, 'accepted', 1)
    expect(await tasks()).toEqual([`${one} accepted`])
  })

  test('leads out of the play wherever somebody is, when an exit says so', async () => {
    const one = await account('一', ['a'])
    const exits = [{ id: 'x9', name: '見送った', condition: null, answer: { step: 's1', is: 'declined' as const } }]
    await start(
      { steps: [invite('s1'), { id: 's2', kind: 'wait', for: { amount: 9, unit: 'days' } }, divide], exits },
      [one],
    )
    await answer(one, 'declined')
    expect(await db.selectFrom('plays.enrollment').select(['ended_by', 'ended_detail']).execute()).toEqual([
      { ended_by: 'exit', ended_detail: '見送った' },
    ])
  })

  test('is asked about together with a condition: both have to be true', async () => {
    const [one, two] = [await account('一', ['a']), await account('二', ['b'])]
    const name = { kind: 'field', field: 'customers.name', asks: { is: 'same', text: '一' } } as const
    const both: Step = {
      ...{ id: 's3', kind: 'branch', otherwise: [taskStep('s9', 'otherwise')] },
      paths: [
        {
          ...{ id: 'p1', name: '', answer: { step: 's1', is: 'accepted' } },
          condition: { kind: 'all', of: [name] },
          steps: [taskStep('s8', 'both')],
        },
      ],
    }
    await start({ steps: [invite('s1'), until('s2', 'any'), both] }, [one, two])
    await answer(one, 'accepted')
    await answer(two, 'accepted')
    expect(await tasks()).toEqual([`${one} both`, `${two} otherwise`])
  })

  test('to somebody at two accounts is sent once, and answered for both', async () => {
    const [one, two] = [await account('一', ['a']), await account('二', [])]
    await sql`insert into customers.membership (account_id, contact_id, first_at, last_at)
      select ${two}, id, now(), now() from customers.contact`.execute(db)
    await start({ steps: [invite('s1'), until('s2', 'any'), divide] }, [one, two])
    const messages = await db.selectFrom('messages.message').select('account_id').execute()
    expect(messages).toHaveLength(1)
    await answer(messages[0]?.account_id ?? 0, 'declined')
    expect(await tasks()).toEqual([`${one} declined`, `${two} declined`])
  })

  test('to somebody at two accounts is answered for both also where somebody else was asked, or could not be', async () => {
    const [one, two, three] = [await account('一', ['a']), await account('二', ['b']), await account('三', ['c'])]
    await sql`update customers.contact set email = null where name = 'c'`.execute(db)
    await sql`insert into customers.membership (account_id, contact_id, first_at, last_at)
      select account, c.id, now(), now() from customers.contact c, unnest(${[two, three]}::bigint[]) account
      where name = 'a'`.execute(db)
    await start({ steps: [invite('s1', 'all'), until('s2', 'any'), divide] }, [one, two, three])
    const messages = await db.selectFrom('messages.message').select(['account_id']).orderBy('id').execute()
    expect(messages.map(message => message.account_id)).toEqual([one, two])
    await answer(one, 'declined')
    expect(await tasks()).toEqual([one, two, three].map(id => `${id} declined`))
  })

  test('to one address under two names at two accounts is sent once, answered for both, and says so', async () => {
    const [one, two] = [await account('一', ['a']), await account('二', ['b'])]
    await sql`update customers.contact set email = initcap('info@kai.example') where name = 'b'`.execute(db)
    await sql`update customers.contact set email = 'info@kai.example' where name = 'a'`.execute(db)
    const labelled = { ...words, acceptLabel: '{{contact.name|はい}}として<b>出る</b>' }
    const first = {
      ...invite('s1'),
      settings: { to: 'main', invites: 'webinar', whenLimited: 'wait', ...labelled },
    } as Step
    await start({ steps: [first, until('s2', 'any'), divide] }, [one, two])
    const sent = await db.selectFrom('messages.message').select(['account_id', 'id']).execute()
    expect(sent).toMatchObject([{ account_id: one }])
    const pageOf = async (accountId: number) => {
      const of = db.selectFrom('plays.enrollment').select('id').where('account_id', '=', accountId)
      return (await open(stage, href(paths.enrollment, of && (await of.executeTakeFirstOrThrow())), csm)).text()
    }
    const waiting = await pageOf(two)
    expect(waiting).toContain('同じ内容をすでに届けた')
    expect(waiting).toMatch(
      new RegExp(`${href(paths.message, { id: sent[0]?.id ?? 0 })}[^>]*>同じ人に、すでに届けた分`),
    )
    await answer(one, 'accepted')
    expect(await tasks()).toEqual([`${one} accepted`, `${two} accepted`])
    for (const page of [await pageOf(one), await pageOf(two)]) {
      expect(page).toContain('「aとして&lt;b&gt;出る&lt;/b&gt;」と返事')
    }
    expect(await pageOf(two)).toContain('（ここでも返事として数えます）')
  })

  test('of an earlier time through the play says nothing about this one', async () => {
    const one = await account('一', ['a'])
    const playId = await start({ steps: [invite('s1'), until('s2', 'any'), divide] }, [one])
    await answer(one, 'accepted')
    await sql`update plays.enrollment set key = 'before' where play_id = ${playId}`.execute(db)
    await transact(db, async tx => {
      const play = await tx.selectFrom('plays.play').select('live_version_id').executeTakeFirstOrThrow()
      const version = (await loadVersions(tx, [play.live_version_id ?? 0])).get(play.live_version_id ?? 0)
      if (!version) throw new Error('no version')
      const again = { ...version, definition: { ...version.definition, reentry: { rule: 'always' as const } } }
      return startCandidates(tx, services, again, [{ accountId: one, contactId: null, key: 'y', cause: {} }], {})
    })
    await workPlays(services)
    expect(await tasks()).toEqual([`${one} accepted`])
    expect(await db.selectFrom('plays.enrollment').select('waiting').where('key', '=', 'y').execute()).toEqual([
      { waiting: 'condition' },
    ])
  })

  test('is told on the page of the enrollment: what was answered, and what was waited for', async () => {
    const one = await account('一', ['a'])
    await start({ steps: [invite('s1'), until('s2', 'any'), divide] }, [one])
    await answer(one, 'accepted')
    const { id } = await db.selectFrom('plays.enrollment').select('id').executeTakeFirstOrThrow()
    const page = await (await open(stage, href(paths.enrollment, { id }), csm)).text()
    expect(page).toContain('「参加する」と返事')
    expect(page).toContain('招待「勉強会」の返事が「あり」')
    expect(page).toContain('ウェビナーへの招待「勉強会」をいちばん最近動きのあった担当者に送る（参加する／見送る）')
  })
})

const problems = (definition: Partial<Definition>) =>
  transact(db, async tx => {
    const whole: Definition = {
      ...{ v: 1, trigger: { kind: 'manual', settings: {} }, audience: null, reentry: { rule: 'never' }, exits: [] },
      ...{ outcome: { kind: 'subscription', state: 'retained', days: 90 }, holdout: 0.1, steps: [] },
      ...definition,
    }
    const found = await problemsOf(tx, services, { about: 'account', definition: whole })
    return found.map(({ text, at }) => `${at.id ?? ''} ${at.field ?? ''} ${text}`)
  })
const labelled = (acceptLabel: string, declineLabel: string): Step => ({
  ...{ id: 's1', kind: 'action', action: 'invitation' },
  settings: { to: 'main', invites: 'webinar', whenLimited: 'wait', ...words, acceptLabel, declineLabel },
})

describe('nothing is published', () => {
  test.each([
    ['', '見送る', ['s1 acceptLabel plays:problem.missing']],
    ['  ', '\t', ['s1 acceptLabel plays:problem.missing', 's1 declineLabel plays:problem.missing']],
    ['はい', ' はい ', ['s1 declineLabel plays:problem.sameWords']],
    ['YES', 'ｙｅｓ', ['s1 declineLabel plays:problem.sameWords']],
    ['あ'.repeat(81), '見送る', ['s1 acceptLabel plays:problem.long']],
    ['<b>はい</b>', '"見送る"', []],
  ])('with the buttons %j and %j: %j', async (accept, decline, expected) => {
    expect(await problems({ steps: [labelled(accept, decline)] })).toEqual(expected)
  })

  test('that asks for the answer to what is gone, comes later, or asks nothing', async () => {
    const gone = ['s2  plays:problem.answerGone']
    expect(await problems({ steps: [invite('s1'), until('s2', 'any')] })).toEqual([])
    expect(await problems({ steps: [until('s2', 'any')] })).toEqual(gone)
    expect(await problems({ steps: [until('s2', 'any'), invite('s1')] })).toEqual(gone)
    expect(await problems({ steps: [taskStep('s1'), until('s2', 'any')] })).toEqual(gone)
    const exits = [{ id: 'x5', name: '', condition: null, answer: { step: 's7', is: 'any' as const } }]
    expect(await problems({ steps: [invite('s1')], exits })).toEqual(['x5  plays:problem.answerGone'])
  })
})

describe('while an invitation is written', () => {
  test('the lines of what asks for its answer say its words at once, also those of paths and exits', async () => {
    const exits = [{ id: 'x9', name: '', condition: null, answer: { step: 's1', is: 'declined' as const } }]
    const playId = await putPlay(services, { steps: [invite('s1'), until('s2', 'any'), divide], exits })
    const reply = await open(stage, href(paths.playEdit, { id: playId }, { open: 'step-s2' }), csm)
    expect(await reply.text()).toContain('<option value="s1:accepted">参加する</option>')
    const changes = await send(
      stage,
      href(paths.playDraft, { id: playId }),
      { part: 'step-s1', revision: '1', shown: 'subject acceptLabel', 'f.subject': '見学会', 'f.acceptLabel': '行く' },
      { ...csm, headers: { accept: 'text/vnd.turbo-stream.html, text/html' } },
    )
    const text = await changes.text()
    expect(text).toContain('招待「見学会」の返事が「あり」になるまで待つ')
    expect(text).toContain('招待「見学会」の返事が「行く」なら')
    expect(text).toContain('招待「見学会」の返事が「見送る」になったら、途中で終える')
  })
})
