import { sql } from 'kysely'
import type { Definition, Step } from '../../app/modules/plays/definition/definition.ts'
import type { Db } from '../../app/platform/db.ts'

/** What follows the wait from which everybody wakes. */
export const courses = ['wait', 'branch', 'task'] as const
export type Course = (typeof courses)[number]

const day = (id: string): Step => ({ id, kind: 'wait', for: { amount: 1, unit: 'days' } })

const steps: Readonly<Record<Course, readonly Step[]>> = {
  wait: [day('s1'), day('s2')],
  branch: [
    day('s1'),
    {
      id: 's2',
      kind: 'branch',
      paths: [
        {
          id: 'p1',
          name: '大きい',
          condition: {
            kind: 'all',
            of: [{ kind: 'trait', key: 'size', type: 'number', asks: { is: 'at_least', number: 500 } }],
          },
          steps: [day('s3')],
        },
      ],
      otherwise: [day('s4')],
    },
  ],
  task: [
    day('s1'),
    {
      id: 's2',
      kind: 'action',
      action: 'task',
      settings: {
        title: '{{account.name}} に電話する',
        reason: '二週間、動きがありません。',
        proposal: '近況をうかがってください。',
        assign: 'owner',
        days: 2,
        minutes: 20,
      },
    },
  ],
}

/** So many accounts in SQL, with a trait. */
export async function putAccounts(db: Db, accounts: number): Promise<void> {
  await sql`
    insert into customers.account (external_id, name, customer_since, traits)
    select 'a' || i, '顧客 ' || i, current_date - 400, jsonb_build_object('size', i % 1000)
    from generate_series(1, ${accounts}::int) i`.execute(db)
  await sql`insert into health.backfill (since, done_at) values (current_date - 400, now())`.execute(db)
  await sql`vacuum analyze`.execute(db)
}

/** A play that is on, as if it had been published. Returns its id. */
export async function putPlay(db: Db, course: Course): Promise<number> {
  const definition: Definition = {
    v: 1,
    trigger: { kind: 'manual', settings: {} },
    audience: null,
    reentry: { rule: 'never' },
    steps: steps[course],
    exits: [],
    outcome: { kind: 'subscription', state: 'retained', days: 90 },
    holdout: 0.1,
  }
  const { id } = await db
    .insertInto('plays.play')
    .values({
      name: '静かな顧客',
      about: 'account',
      draft: JSON.stringify(definition),
      state: 'live',
      live_since: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const version = await db
    .insertInto('plays.play_version')
    .values({ play_id: id, number: 1, definition: JSON.stringify(definition) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.updateTable('plays.play').set({ live_version_id: version.id }).where('id', '=', id).execute()
  return id
}

/** Everybody is in it and waits at its first step. */
export async function putEnrollments(db: Db, playId: number): Promise<void> {
  await sql`
    insert into plays.enrollment (play_id, version_id, account_id, cause, step, wake_at, waiting, waiting_since, waiting_limit,
                                  passages, entered_at)
    select ${playId}, p.live_version_id, a.id, '{}', 's1', now() + interval '1 hour', 'delay', now() - interval '1 day',
           now() - interval '1 minute', 1, now() - interval '1 day'
    from customers.account a cross join plays.play p where p.id = ${playId}`.execute(db)
  await sql`
    insert into plays.passage (enrollment_id, number, at, step, what)
    select id, 1, entered_at, 's1', 'entered' from plays.enrollment where play_id = ${playId}`.execute(db)
  await sql`vacuum analyze plays.enrollment, plays.passage`.execute(db)
}
