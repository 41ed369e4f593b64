import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { openStage } from '../../../../../test/cast.ts'
import { imported, problemsOf } from '../../../../../test/support/imports.ts'
import { nowDate } from '../../../../platform/clock.ts'
import { transact } from '../../../../platform/db.ts'
import { eraseContact } from '../../contacts/erase.ts'
import { suppress } from '../../contacts/suppression.ts'
import { takeContacts } from '../../index.ts'

const { services } = await openStage()
const { db } = services

beforeEach(async () => {
  await sql`truncate customers.account, customers.contact, customers.account_bulk_change, customers.suppression, customers.import cascade`.execute(
    db,
  )
  await imported(services, 'id,name\nA,みなと\nB,海\n')
  await sql`truncate customers.account_bulk_change`.execute(db)
})

const contactOf = (externalId: string) =>
  db.selectFrom('customers.contact').selectAll().where('external_id', '=', externalId).executeTakeFirstOrThrow()
const load = (text: string) => imported(services, text, { subject: 'contacts' })

describe('contacts from a file', () => {
  test('are made, join their accounts, are known by their id, and mark the accounts', async () => {
    const row = await load(
      'ユーザーID,氏名,メールアドレス,電話番号,役職,顧客ID,年齢\nu1,田中 一郎,t@x.jp,03-0000,部長,"A,B",40\nu2,鈴木 桜,,,,A,\n',
    )
    expect(row).toMatchObject({ status: 'done', created_count: 2, failed_count: 0 })
    const contact = await contactOf('u1')
    expect(contact).toMatchObject({
      name: '田中 一郎',
      email: 't@x.jp',
      phone: '03-0000',
      title: '部長',
      traits: { 年齢: 40 },
    })
    const memberships = await db.selectFrom('customers.membership').select('account_id').execute()
    expect(memberships).toHaveLength(3)
    const changed = await db.selectFrom('customers.account_bulk_change').select('account_id').distinct().execute()
    expect(changed).toHaveLength(2)
    const { ids } = await transact(db, tx => takeContacts(tx, [{ userId: 'u1', traits: {}, at: nowDate() }]))
    expect(ids.get('u1')).toBe(contact.id)
  })

  test('imported again are updated; later messages go first; accounts are joined once', async () => {
    await load('user id,name,email,account id\nu1,a,a@x.jp,A\n')
    const later = new Date(Date.now() + 3_600_000)
    await transact(db, tx => takeContacts(tx, [{ userId: 'u1', traits: { email: 'later@x.jp' }, at: later }]))
    const row = await load('user id,name,email,title,account id\nu1,b,old@x.jp,長,"A;B"\n')
    expect(row).toMatchObject({ created_count: 0, updated_count: 1 })
    expect(await contactOf('u1')).toMatchObject({ name: 'b', email: 'later@x.jp', title: '長' })
    expect(await db.selectFrom('customers.membership').selectAll().execute()).toHaveLength(2)
  })

  test('rows that name an unknown account, or a person who was erased, are left out', async () => {
    await transact(db, tx =>
      suppress(tx, undefined, nowDate(), [
        { kind: 'user', value: 'gone' },
        { kind: 'email', value: 'forget@x.jp' },
      ]),
    )
    const row = await load(
      'user id,name,email,account id\nu1,a,a@x.jp,Z\ngone,b,b@x.jp,A\nu3,c,Forget@X.jp,A\nu4,d,d@x.jp,A\n',
    )
    expect(row).toMatchObject({ created_count: 1, failed_count: 3 })
    expect(await problemsOf(services, row.id)).toEqual(['2 unknown_account  Z', '3 erased', '4 erased'])
    const all = await db.selectFrom('customers.contact').select('external_id').execute()
    expect(all).toEqual([{ external_id: 'u4' }])
  })

  test('an erased address is left out of every column and of accounts, but stays where others share it', async () => {
    await load('user id,name,email,account id\nu1,a,Info@x.jp,A\n')
    await transact(db, tx => suppress(tx, undefined, nowDate(), [{ kind: 'email', value: 'info@x.jp' }]))
    const row = await load(
      'user id,name,email,mail2,account id\nu1,b,info@x.jp,,A\nu2,c,,info@x.jp,A\nu3,d,info@x.jp,,A\n',
    )
    expect(row).toMatchObject({ updated_count: 1, created_count: 0, failed_count: 2 })
    expect(await problemsOf(services, row.id)).toEqual(['3 erased', '4 erased'])
    expect(await contactOf('u1')).toMatchObject({ name: 'b', email: 'info@x.jp' })
    const accounts = await imported(services, 'id,name,memo\nA,港,x@x.jp\nB,海,INFO@x.jp\nC,川,ｉｎｆｏ＠x.jp\n')
    expect(accounts).toMatchObject({ updated_count: 1, failed_count: 2 })
    expect(await problemsOf(services, accounts.id)).toEqual(['3 erased', '4 erased'])
  })

  test('without ids the mail address is the id', async () => {
    await load('氏名,メール\n田中,Tanaka@X.jp\n')
    await load('氏名,メール\n田中 一郎,tanaka@x.jp\n')
    const all = await db.selectFrom('customers.contact').select(['external_id', 'name']).execute()
    expect(all).toEqual([{ external_id: 'tanaka@x.jp', name: '田中 一郎' }])
  })

  test('a person who is erased while the file is being written does not come back, and the rest is taken in', async () => {
    await load('user id,name,email,account id\nu1,最初,a@x.jp,A\nu2,消える,gone@x.jp,A\n')
    const contact = await contactOf('u2')
    const first = await contactOf('u1')
    const blocker = await services.database.db.connection().execute(async held => {
      await sql`begin`.execute(held)
      await sql`select from customers.contact where id = ${first.id} for update`.execute(held)
      const running = load(
        'user id,name,email,account id\nu1,最初,b@x.jp,A\nu2,消える,gone@x.jp,B\nu3,同じ人,Gone@x.jp,A\nu4,別の人,d@x.jp,B\n',
      )
      await expect.poll(waitingForLock, { timeout: 10_000 }).toBe(true)
      await transact(db, tx => eraseContact(tx, services.offers.erasures, { kind: 'system' }, contact.id))
      await sql`commit`.execute(held)
      return running
    })
    expect(blocker).toMatchObject({ status: 'done', created_count: 1, updated_count: 1, failed_count: 2 })
    expect(await problemsOf(services, blocker.id)).toEqual(['3 erased', '4 erased'])
    const all = await db
      .selectFrom('customers.contact')
      .select(['external_id', 'email'])
      .orderBy('external_id')
      .execute()
    expect(all).toEqual([
      { external_id: 'u1', email: 'b@x.jp' },
      { external_id: 'u4', email: 'd@x.jp' },
    ])
    const { rows } = await sql`select from customers.import_chunk`.execute(db)
    expect(rows).toEqual([])
  })

  test('nor does their address with somebody new, who has it only by the file', async () => {
    await load('user id,name,email,account id\nu1,最初,a@x.jp,A\nu2,消える,gone@x.jp,A\n')
    const [first, gone] = [await contactOf('u1'), await contactOf('u2')]
    const done = await services.database.db.connection().execute(async held => {
      await sql`begin`.execute(held)
      await sql`select from customers.contact where id = ${first.id} for update`.execute(held)
      const running = load('user id,name,email,account id\nu1,最初,b@x.jp,A\nu3,同じ人,Gone@x.jp,A\n')
      await expect.poll(waitingForLock, { timeout: 10_000 }).toBe(true)
      await transact(db, tx => eraseContact(tx, services.offers.erasures, { kind: 'system' }, gone.id))
      await sql`commit`.execute(held)
      return running
    })
    expect(done).toMatchObject({ status: 'done', created_count: 0, updated_count: 1, failed_count: 1 })
    expect(await problemsOf(services, done.id)).toEqual(['3 erased'])
  })
})

async function waitingForLock(): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%import_ready%'`.execute(db)
  return (rows[0]?.count ?? 0) > 0
}
