import { expect, test, vi } from 'vitest'
import { inRounds, rest } from './rounds.ts'

test('a round follows as long as there is more to do, and whoever wakes it meanwhile gets another', async () => {
  let done = 0
  const rounds = inRounds(async () => {
    done++
    if (done === 3) rounds.wake()
    return done < 3
  }, 'test')
  rounds.wake()
  await vi.waitFor(() => expect(done).toBe(4))
  await rounds.stop()
  rounds.wake()
  expect(done).toBe(4)
})

test('a round that fails is done again', async () => {
  let done = 0
  const rounds = inRounds(async () => {
    done++
    if (done === 1) throw new Error('this time')
    return false
  }, 'test')
  rounds.wake()
  await vi.waitFor(() => expect(done).toBe(2), 5000)
  await rounds.stop()
})

test('stopping ends the rest of the round under way, and waits for its end', async () => {
  let over = false
  const rounds = inRounds(async signal => {
    await rest(60_000, signal)
    over = true
    return true
  }, 'test')
  rounds.wake()
  await rounds.stop()
  expect(over).toBe(true)
})
