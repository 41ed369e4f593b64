import { beforeEach, expect, test } from 'vitest'
import { cast, openStage, send, signInAs } from '../../../../test/cast.ts'
import { clear, putAccounts } from '../../../../test/support/today.ts'
import { href, paths } from '../../../paths.ts'

const stage = await openStage()
const { db } = stage.services

beforeEach(() => clear(db))

test('what a person says of an account is in its score when the next page comes', async () => {
  const [id = 0] = await putAccounts(db, [{ name: '甲', owner: cast.csm.id }])
  const cookie = await signInAs(stage, 'csm')
  const say = (path: string, fields: Record<string, string>) => send(stage, path, fields, { cookie })
  const score = async () =>
    (await db.selectFrom('health.score').select('score').where('account_id', '=', id).executeTakeFirst())?.score
  const tomorrow = Temporal.Now.plainDateISO().add({ days: 1 }).toString()
  await say(href(paths.accountOverride, { id }), { score: '35', reason: '担当が替わる', expiresOn: tomorrow })
  expect(await score()).toBe(35)
  await say(href(paths.accountOverrideEnd, { id }), {})
  expect(await score()).not.toBe(35)
  await say(href(paths.accountSentiments, { id }), { value: '75' })
  const felt = await score()
  expect(felt).toBeGreaterThan(0)
  const sentiment = await db.selectFrom('health.sentiment').select('id').executeTakeFirstOrThrow()
  await say(href(paths.sentimentWithdrawal, { id: sentiment.id }), {})
  expect(await score()).not.toBe(felt)
})
