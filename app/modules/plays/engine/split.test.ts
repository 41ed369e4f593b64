import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { plainPlay, putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts, takeContacts } from '../../customers/index.ts'
import type { Definition, Step } from '../definition/definition.ts'
import { drawnPath } from '../draw.ts'
import { mergeAccounts } from '../moves.ts'
import { publishPlay } from '../publishing.ts'
import { startCandidates } from '../starting/start.ts'
import { loadVersions } from './versions.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')

const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    Array.from({ length: 20 }, (_, n) => ({
      groupId: `g${n}`,
      traits: { name: `養殖 ${n}` },
      at: new Date('2026-01-01'),
    })),
  ),
)
const accounts = [...ids.values()].sort((a, b) => a - b)
const [one = 0, two = 0] = accounts
await transact(db, tx =>
  takeContacts(
    tx,
    [1, 2].map(n => ({ userId: `u${n}`, groupId: 'g0', traits: { name: `田中 ${n}` }, at: new Date('2026-01-01') })),
  ),
)
const contacts = (await db.selectFrom('customers.contact').select('id').orderBy('id').execute()).map(row => row.id)

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, plays.drawn_path, plays.news, tasks.task cascade`.execute(db)
})
afterEach(() => setClock(undefined))

const split = (shares: readonly [number, number]) =>
  ({
    id: 's1',
    kind: 'split',
    paths: shares.map((share, place) => ({
      ...{ id: `p${place + 1}`, name: ['A', 'B'][place] ?? '', share },
      steps: share > 0 ? [taskStep(`s${place + 2}`, ['A', 'B'][place])] : [],
    })),
  }) satisfies Step
const definition = (shares: readonly [number, number]): Definition => ({
  ...plainPlay,
  reentry: { rule: 'always' },
  steps: [split(shares)],
})

async function publishAgain(playId: number, next: Definition): Promise<void> {
  await sql`update plays.play set draft = ${JSON.stringify(next)}::jsonb where id = ${playId}`.execute(db)
  const publishing = { underWay: 'finish', standing: false } as const
  await transact(db, tx => publishPlay(tx, services, admin, { playId, revision: 1 }, publishing))
}

async function start(playId: number, key: string, contactIds: readonly (number | null)[] = accounts.map(() => null)) {
  await transact(db, async tx => {
    const play = await tx.selectFrom('plays.play').select('live_version_id').where('id', '=', playId).executeTakeFirst()
    const version = (await loadVersions(tx, [play?.live_version_id ?? 0])).get(play?.live_version_id ?? 0)
    if (!version) throw new Error('no version')
    const candidates = contactIds.map((contactId, place) => ({
      ...{ accountId: contactId === null ? (accounts[place] ?? 0) : one, contactId, key, cause: {} },
    }))
    await startCandidates(tx, services, version, candidates)
  })
  await workPlays(services)
}

const drawn = async () => {
  const { rows } = await sql<{ account_id: number; path: string; version_number: number }>`
    select account_id, path, version_number from plays.path_fact order by account_id`.execute(db)
  return rows
}
const took = async () => {
  const { rows } = await sql<{ account_id: number; path: string }>`
    select e.account_id, p.detail ->> 'path' as path from plays.passage p join plays.enrollment e on e.id = p.enrollment_id
    where p.what = 'took' order by e.id`.execute(db)
  return rows
}
const salt = async (playId: number) =>
  (await db.selectFrom('plays.play').select('salt').where('id', '=', playId).executeTakeFirstOrThrow()).salt

describe('a random split', () => {
  test('is drawn by account and written down once, so that everybody there takes the same path', async () => {
    const playId = await putPlay(services, definition([50, 50]), { about: 'contact' })
    await start(playId, 'x', contacts)
    const path = drawnPath(await salt(playId), split([50, 50]), one)?.id
    expect(await took()).toEqual(contacts.map(() => ({ account_id: one, path })))
    expect(await drawn()).toEqual([{ account_id: one, path, version_number: 1 }])
  })

  test('keeps everybody where they were drawn first when shares are changed', async () => {
    const playId = await putPlay(services, definition([99, 1]))
    await start(playId, 'x')
    const first = await drawn()
    expect(first.length).toBe(accounts.length)
    await publishAgain(playId, definition([1, 99]))
    await start(playId, 'y')
    expect(await drawn()).toEqual(first)
    const stayed = first.map(({ account_id, path }) => ({ account_id, path }))
    expect((await took()).slice(accounts.length)).toEqual(stayed)
    // Drawn again they would have gone elsewhere.
    const again = await Promise.all(accounts.map(async id => drawnPath(await salt(playId), split([1, 99]), id)?.id))
    expect(again).not.toEqual(stayed.map(({ path }) => path))
  })

  test('leaves nobody on a path that is given up, and still counts them for where they were drawn', async () => {
    const playId = await putPlay(services, definition([50, 50]))
    await start(playId, 'x')
    const first = await drawn()
    expect(new Set(first.map(({ path }) => path)).size).toBe(2)
    await publishAgain(playId, definition([100, 0]))
    await start(playId, 'y')
    expect(new Set((await took()).slice(accounts.length).map(({ path }) => path))).toEqual(new Set(['p1']))
    expect(await drawn()).toEqual(first)
  })

  test('of a merged account stays where it is; of the other it takes over what it has none of', async () => {
    const playId = await putPlay(services, definition([50, 50]))
    const put = (step: string, account: number, path: string) =>
      sql`insert into plays.drawn_path values (${playId}, ${step}, ${account}, ${path}, 1, now())`.execute(db)
    await put('s1', one, 'p1')
    await put('s1', two, 'p2')
    await put('s8', two, 'p9')
    await transact(db, tx => mergeAccounts(tx, { fromId: two, intoId: one }))
    const { rows } = await sql`select step, account_id, path from plays.path_fact order by step`.execute(db)
    expect(rows).toEqual([
      { step: 's1', account_id: one, path: 'p1' },
      { step: 's8', account_id: one, path: 'p9' },
    ])
  })
})
