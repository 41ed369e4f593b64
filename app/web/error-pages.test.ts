import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { openStage, send, signInAs } from '../../test/cast.ts'
import { paths } from '../paths.ts'

const stage = await openStage()
const { db } = stage.services

async function failWith(code: string): Promise<void> {
  await sql`
    create function public.fail() returns trigger language plpgsql as $$ begin
      raise exception using errcode = ${sql.lit(code)}; end $$`.execute(db)
  await sql`create trigger fail before insert on customers.saved_view for each row execute function public.fail()`.execute(
    db,
  )
}

afterEach(() => sql`drop function public.fail cascade`.execute(db))

describe('what goes wrong while something is saved', () => {
  test.each([
    ['40P01', 409, '同時に変更'],
    ['23503', 409, '同時に変更'],
    ['22012', 500, '問題が起きました'],
  ] as const)('%s of the database is answered with %i and what to do', async (code, status, says) => {
    await failWith(code)
    const reply = await send(
      stage,
      paths.savedViews,
      { name: '大口', query: '' },
      { cookie: await signInAs(stage, 'csm') },
    )
    expect(reply.status).toBe(status)
    expect(await reply.text()).toContain(says)
    expect(await db.selectFrom('customers.saved_view').selectAll().execute()).toEqual([])
  })
})
