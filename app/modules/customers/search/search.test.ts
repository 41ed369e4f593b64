import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { transact } from '../../../platform/db.ts'
import { createAccount } from '../accounts/create.ts'
import { createContact } from '../contacts/create.ts'
import { accountNamed, contactNamed } from './named.ts'
import { searchCustomers } from './search.ts'

const { services } = await openStage()
const { db } = services
const actor = { kind: 'system' } as const
const names = ['日本みなと商会', 'みなと', 'ミナト水産', '別会社', '12', 'O’Brien & <b>Sons</b>']
const ids = await transact(db, async tx => {
  const made: number[] = []
  for (const [i, name] of names.entries()) {
    made.push(await createAccount(tx, actor, { name, kind: 'business', stage: 'active', externalId: `crm-${i}` }))
  }
  await createContact(tx, actor, made[3] ?? 0, { name: '湊 みなと', email: 'minato@bessha.example', externalId: 'u1' })
  return made
})
const titles = async (q: string, limit = 10) => (await searchCustomers(db, q, limit)).map(found => found.title)

test('finds accounts and contacts by any part, the whole name first, then those that begin with it', async () => {
  expect(await titles('みなと')).toEqual(['みなと', 'ミナト水産', '日本みなと商会', '湊 みなと'])
  expect(await titles('ﾐﾅﾄ', 1)).toEqual(['みなと', '湊 みなと'])
  expect(await titles('bessha.example')).toEqual(['湊 みなと'])
  expect(await titles('crm-2')).toEqual(['ミナト水産'])
  expect((await titles('crm-', 20))[0]).toBe('12')
  expect((await searchCustomers(db, 'minato@', 5))[0]?.detail).toBe('別会社 · minato@bessha.example')
})

test('finds nothing for nothing, and nothing breaks it', async () => {
  for (const q of ['', ' ', '\0', '\ud800', '%', "'; drop table x; --", '(', '\\', 'x'.repeat(10_000)]) {
    expect(await titles(q), q.slice(0, 20)).toEqual([])
  }
  expect(await titles('<b>')).toEqual(['O’Brien & <b>Sons</b>'])
})

test('an id outside, a number or a whole name means one account or none', async () => {
  const number = ids[1] ?? 0
  expect(await accountNamed(db, 'crm-1')).toBe(number)
  expect(await accountNamed(db, `#${number}`)).toBe(number)
  expect(await accountNamed(db, '別会社')).toBe(ids[3])
  expect(await accountNamed(db, 'なし')).toBeUndefined()
  expect(await contactNamed(db, 'MINATO@bessha.example')).toBe(await contactNamed(db, 'u1'))
})
