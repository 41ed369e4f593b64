import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { publishedPlay } from '../../../../test/support/effects.ts'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { effectOfContact } from './contact.ts'
import { defaultEffect } from './ranking.ts'

const { db } = await testDatabase()

beforeEach(() => sql`truncate plays.play cascade`.execute(db))

const retained = { kind: 'subscription', state: 'retained', days: 90 }

/** A play of which this was seen. */
async function seen(
  outcome: object,
  result: { treated: number; heldOut: number; error: number; minutes?: number },
): Promise<void> {
  const playId = await publishedPlay(db, outcome)
  await sql`
    insert into effects.play_result (play_id, verdict, kind, better, treated, held_out, treated_mean, held_out_mean,
      difference, error, low, high, p, minutes)
    values (${playId}, 'unknown', 'share', 'more', 900, 100, ${result.treated}, ${result.heldOut},
      ${result.treated - result.heldOut}, ${result.error}, -0.1, 1, 0.5, ${result.minutes ?? 300})`.execute(db)
}

test('nothing measured: what the company believes', async () => {
  expect(await effectOfContact(db)).toEqual({ prior: defaultEffect, measured: undefined, effect: defaultEffect.effect })
})

test('what was measured counts the more the surer it is', async () => {
  // Of those held out 20 % were lost, of those treated 12 %: 40 % of the losses prevented.
  await seen(retained, { treated: 0.88, heldOut: 0.8, error: 0.1 })
  const unsure = await effectOfContact(db)
  expect(unsure.measured?.effect).toBeCloseTo(0.4, 10)
  // Error 0.1/0.2 = 0.5 of the losses: 0.4·0.6/0.25, hardly an account.
  expect(unsure.measured?.accounts).toBeCloseTo(0.96, 10)
  expect(unsure.effect).toBeCloseTo(0.15, 2)
  await sql`update effects.play_result set error = 0.004`.execute(db)
  const sure = await effectOfContact(db)
  expect(sure.measured?.accounts).toBeCloseTo(600, 6)
  expect(sure.effect).toBeCloseTo((0.15 * 200 + 0.4 * 600) / 800, 10)
})

test('of plays without people, or that are meant to change something else, nothing is learned about contact', async () => {
  await seen(retained, { treated: 0.88, heldOut: 0.8, error: 0.004, minutes: 0 })
  await seen({ kind: 'event', event: 'x', better: 'more', days: 7 }, { treated: 0.88, heldOut: 0.8, error: 0.004 })
  expect((await effectOfContact(db)).measured).toBeUndefined()
})

test('of arms that are not as they were drawn nothing is learned, whatever the interval', async () => {
  await seen(retained, { treated: 0.88, heldOut: 0.8, error: 0.004 })
  await sql`update effects.play_result set mismatch = true`.execute(db)
  expect((await effectOfContact(db)).measured).toBeUndefined()
  await sql`update effects.play_result set mismatch = false`.execute(db)
  expect((await effectOfContact(db)).measured?.effect).toBeCloseTo(0.4, 10)
})

test('a contact that drives customers away prevents nothing; it is never said to lose them', async () => {
  await seen(retained, { treated: 0.7, heldOut: 0.8, error: 0.01 })
  const { measured, effect } = await effectOfContact(db)
  expect(measured?.effect).toBe(0)
  expect(effect).toBeLessThan(0.15)
  expect(effect).toBeGreaterThan(0)
})
