import { describe, expect, it } from 'vitest'
import { courseKinds } from './course.ts'
import { eventsOf } from './days.ts'
import { accountCount, createWorld, historyDays } from './world.ts'

const anchor = {
  today: Temporal.PlainDate.from('2026-11-22'),
  timeZone: 'Asia/Tokyo',
  now: Date.parse('2026-11-22T03:00:00Z'),
}

describe('the sample company', () => {
  const farms = createWorld()

  it('is the same every time', () => {
    const again = createWorld()
    expect(again.map(({ random: _, ...farm }) => farm)).toEqual(farms.map(({ random: _, ...farm }) => farm))
    const first = createWorld()[0]
    const second = createWorld()[0]
    if (!first || !second) throw new Error('no farms')
    expect([...eventsOf(first, 40, anchor)]).toEqual([...eventsOf(second, 40, anchor)])
  })

  it('has customers of every course, with names of their own', () => {
    expect(farms).toHaveLength(accountCount)
    expect(new Set(farms.map(farm => farm.name)).size).toBe(accountCount)
    expect(new Set(farms.map(farm => farm.course.kind))).toEqual(new Set(courseKinds))
  })

  it('has enough cancellations in the past to learn from, and most customers stay', () => {
    const left = farms.filter(farm => farm.course.leftAgo !== undefined)
    expect(left.length).toBeGreaterThan(40)
    expect(left.length).toBeLessThan(accountCount * 0.4)
    for (const farm of left) expect(farm.course.leftAgo).toBeLessThan(Math.min(farm.startedAgo, historyDays))
  })

  it('has nothing that happens later than now, or after a customer left', () => {
    let events = 0
    for (const farm of createWorld()) {
      for (let ago = Math.min(farm.startedAgo, historyDays); ago >= 0; ago--) {
        for (const message of eventsOf(farm, ago, anchor)) {
          events++
          expect(Date.parse(message.timestamp)).toBeLessThanOrEqual(anchor.now)
          if (farm.course.leftAgo !== undefined) expect(ago).toBeGreaterThanOrEqual(farm.course.leftAgo)
        }
      }
    }
    expect(events).toBeGreaterThan(100_000)
    expect(events).toBeLessThan(400_000)
  }, 60_000)
})
