import { describe, expect, it } from 'vitest'
import { type SampleWords, wordsIn } from '../words/words.ts'
import { courseKinds, historyDays } from './course.ts'
import { eventsOf, introductions, workingTime } from './days.ts'
import { talksOf } from './talks.ts'
import { accountCount, createWorld, type Farm } from './world.ts'

const [ja, en] = [wordsIn('ja'), wordsIn('en')]

const anchor = {
  today: Temporal.PlainDate.from('2026-11-22'),
  timeZone: 'Asia/Tokyo',
  now: Date.parse('2026-11-22T03:00:00Z'),
}

const japanese = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u

function withoutWords({ random: _, words: __, name: ___, people, ...farm }: Farm) {
  return [farm, people.map(({ name: _, title: __, ...person }) => person)]
}

/** What is known of some farms, what they did lately and what was said with them. */
function lifeIn(words: SampleWords): readonly object[] {
  return createWorld(words)
    .slice(0, 30)
    .flatMap(farm => {
      const days = Array.from({ length: 60 }, (_, ago) => [...eventsOf(farm, ago, anchor)])
      return [...introductions(farm, anchor), ...days.flat(), ...talksOf(farm, words.notes)]
    })
}

/** Ids, times and figures. */
function shapeOf(thing: object): unknown {
  const { messageId, timestamp, ago, value, properties = {} } = thing as Readonly<Record<string, object>>
  return { messageId, timestamp, ago, value, figures: Object.values(properties) }
}

describe('the sample company', () => {
  const farms = createWorld(ja)

  it('is the same every time', () => {
    const again = createWorld(ja)
    expect(again.map(({ random: _, ...farm }) => farm)).toEqual(farms.map(({ random: _, ...farm }) => farm))
    const first = createWorld(ja)[0]
    const second = createWorld(ja)[0]
    if (!first || !second) throw new Error('no farms')
    expect([...eventsOf(first, 40, anchor)]).toEqual([...eventsOf(second, 40, anchor)])
  })

  it('begins with the farms that it always began with', () => {
    expect(farms.slice(0, 3).map(({ groupId, name, people }) => [groupId, name, people[0]?.name])).toEqual([
      ['umi-001', '青海海産', '岸本 文'],
      ['umi-002', '浮津養殖', '森 健一'],
      ['umi-003', '岩戸フィッシュファーム', '島田 直樹'],
    ])
  })

  it('is the same company in English: what it does, when and how much', () => {
    const abroad = createWorld(en)
    expect(abroad.map(withoutWords)).toEqual(farms.map(withoutWords))
    const [here, there] = [lifeIn(ja), lifeIn(en)]
    expect(there.map(shapeOf)).toEqual(here.map(shapeOf))
    expect(JSON.stringify(there)).not.toMatch(japanese)
    expect(new Set(abroad.map(({ name }) => name)).size).toBe(accountCount)
    const names = (world: readonly Farm[]) => new Set(world.flatMap(({ people }) => people.map(({ name }) => name)))
    expect(names(abroad).size).toBe(names(farms).size)
  })

  it('says nothing in Japanese to whoever reads English', () => {
    const filled = (_: string, value: unknown) => (typeof value === 'function' ? value('A', 'B') : value)
    expect(JSON.stringify(ja, filled)).toMatch(japanese)
    expect(JSON.stringify(en, filled)).not.toMatch(japanese)
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

  it('has customers that take more, one in ten to seven, and a few that take less', () => {
    const steps = farms.map(({ contracts: [first, second] }) => Math.sign((second ?? first).monthly - first.monthly))
    const taking = (sign: number) => steps.filter(step => step === sign).length
    expect(taking(1)).toBeGreaterThanOrEqual(accountCount * 0.1)
    expect(taking(1)).toBeLessThanOrEqual(accountCount * 0.15)
    expect(taking(-1)).toBeGreaterThan(2)
    expect(taking(-1)).toBeLessThan(15)
  })

  it('has people who join later, and more use before a customer takes more', () => {
    const later = farms.filter(({ people }) => people.some(({ joinedAgo }) => joinedAgo !== undefined))
    expect(later.length).toBeGreaterThan(20)
    let [before, earlier] = [0, 0]
    for (const farm of createWorld(ja)) {
      const [first, second] = farm.contracts
      if (!second || second.monthly < first.monthly) continue
      const beginning = Math.min(farm.startedAgo, historyDays)
      for (let ago = beginning; ago >= second.fromAgo; ago--) {
        const count = [...eventsOf(farm, ago, anchor)].length
        if (ago < second.fromAgo + 28) before += count
        // The month that ends two months before; at the very beginning nothing is usual yet.
        else if (ago >= second.fromAgo + 60 && ago < second.fromAgo + 88 && ago < beginning - 20) earlier += count
      }
    }
    expect(before).toBeGreaterThan(earlier * 1.3)
  })

  it('has nobody who does anything before they joined', () => {
    for (const farm of createWorld(ja)) {
      const joined = new Map(farm.people.map(({ userId, joinedAgo }) => [userId, joinedAgo]))
      if (![...joined.values()].some(ago => ago !== undefined)) continue
      for (let ago = Math.min(farm.startedAgo, historyDays); ago >= 0; ago--) {
        for (const { userId } of eventsOf(farm, ago, anchor)) expect(ago).toBeLessThanOrEqual(joined.get(userId) ?? ago)
      }
    }
  }, 60_000)

  it('does its work on weekdays, by day, and not later than now', () => {
    for (let ago = 0; ago < 40; ago++) {
      const at = workingTime(anchor, ago, ago * 7)
      expect(at.getTime()).toBeLessThanOrEqual(anchor.now)
      const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(anchor.timeZone)
      expect(local.dayOfWeek).toBeLessThan(6)
      expect(local.hour).toBeGreaterThanOrEqual(9)
      expect(local.hour).toBeLessThan(18)
    }
  })

  it('has nothing that happens later than now, or after a customer left', () => {
    let events = 0
    for (const farm of createWorld(ja)) {
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
