import { expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { strengthsOf, tagsIn } from './strengths.ts'

const stage = await openStage()
const { db } = stage.services
const mine = paths.profileStrengths

test('a text is divided into tags', () => {
  expect(tagsIn('給餌の記録、Ｅｘｃｅｌ, ,  語り  口 \n電話')).toEqual(['給餌の記録', 'Excel', '語り 口', '電話'])
})

test('everybody states their own; what others have is suggested, and spelled alike', async () => {
  const csm = await signInAs(stage, 'csm')
  expect((await send(stage, mine, { more: 'Excel、給餌の記録' }, { cookie: csm })).status).toBe(303)
  expect(await strengthsOf(db, cast.csm.id)).toEqual(['Excel', '給餌の記録'])
  const legal = await signInAs(stage, 'legal')
  const html = await (await open(stage, paths.profile, { cookie: legal })).text()
  expect(html).toContain('value="給餌の記録"')
  await send(stage, mine, { strengths: '給餌の記録', more: 'ｅｘｃｅｌ' }, { cookie: legal })
  expect(await strengthsOf(db, cast.legal.id)).toEqual(['給餌の記録', 'Excel'])
  await send(stage, mine, {}, { cookie: legal })
  expect(await strengthsOf(db, cast.legal.id)).toEqual([])
})

test('too many, too long and what somebody changed meanwhile are refused, with what was typed', async () => {
  const cookie = await signInAs(stage, 'operator')
  for (const [more, key] of [
    [Array.from({ length: 21 }, (_, n) => `t${n}`).join(','), '20個以内'],
    ['長'.repeat(31), '30文字以内'],
  ] as const) {
    const reply = await send(stage, mine, { more }, { cookie })
    expect([reply.status, (await reply.text()).includes(key)]).toEqual([422, true])
  }
  const late = await send(stage, mine, { more: '電話', was: '["before"]' }, { cookie })
  expect([late.status, await strengthsOf(db, cast.operator.id)]).toEqual([422, []])
})

test('an admin states those of others; nobody else does', async () => {
  const path = href(paths.staffMemberStrengths, { id: cast.product.id })
  for (const role of ['csm', 'manager'] as const) {
    expect((await send(stage, path, { more: '電話' }, { cookie: await signInAs(stage, role) })).status).toBe(404)
  }
  const cookie = await signInAs(stage, 'admin')
  expect((await send(stage, path, { more: '電話' }, { cookie })).status).toBe(303)
  expect(await strengthsOf(db, cast.product.id)).toEqual(['電話'])
  const html = await (await open(stage, href(paths.staffMember, { id: cast.product.id }), { cookie })).text()
  expect(html).toMatch(/value="電話"[^>]* checked/)
  expect((await send(stage, path, { more: '長'.repeat(31) }, { cookie })).status).toBe(422)
})
