import { describe, expect, it } from 'vitest'
import { compare } from '../app/modules/effects/estimates/comparison.ts'
import { addMoments, noMoments } from '../app/modules/effects/estimates/moments.ts'
import { type Came, PlayCourse, samplePlays } from '../app/modules/sample/plays/course.ts'
import { wordsIn } from '../app/modules/sample/words/words.ts'
import { eventsOf } from '../app/modules/sample/world/days.ts'
import { createWorld, type Farm } from '../app/modules/sample/world/world.ts'
import type { Locale } from '../app/web/i18n.ts'

const anchor = {
  today: Temporal.PlainDate.from('2026-11-22'),
  timeZone: 'Asia/Tokyo',
  now: Date.parse('2026-11-22T03:00:00Z'),
}

/** The plays of a company whose accounts have these ids, and the days on which farms did something. */
function live([firstId, locale]: readonly [number, Locale]) {
  const words = wordsIn(locale)
  const farms = createWorld(words)
  const active = new Map<Farm, Set<number>>(farms.map(farm => [farm, new Set()]))
  const ids = new Map(farms.map((farm, place) => [farm.groupId, firstId + place]))
  const company = { salt: `company ${firstId}`, holdout: 0.05 }
  const course = new PlayCourse(samplePlays(words), { accounts: ids, company, anchor })
  for (let ago = 300; ago >= 0; ago--) {
    for (const farm of farms.filter(({ startedAgo }) => ago <= startedAgo)) {
      const done = [...eventsOf(farm, ago, anchor, course.begin(farm, ago))]
      course.end(farm, ago, done)
      if (done.length > 0) active.get(farm)?.add(ago)
    }
  }
  return { course, active }
}

const draws = [
  [1, 'ja'],
  [5_001, 'en'],
  [90_001, 'en'],
] as const
const lived = draws.map(live)

/** As the effects module looks at it: days active in the 28 after entry, beside those before; the day of entry is neither. */
function verdict(
  came: readonly Came[],
  active: ReadonlyMap<Farm, Set<number>>,
  matters: number,
  sideOf: (one: Came) => 'arm' | 'control' | undefined = ({ arm }) => (arm === 'treated' ? 'arm' : 'control'),
) {
  const first = [...new Map(came.toReversed().map(one => [one.farm, one])).values()]
  const sums = (side: string) =>
    first
      .filter(one => sideOf(one) === side && one.level !== 'company' && one.ago >= 30)
      .map(({ farm, ago }) => {
        let [x, y] = [0, 0]
        for (let day = 1; day <= 28; day++) {
          if (active.get(farm)?.has(ago + day)) x++
          if (active.get(farm)?.has(ago - day)) y++
        }
        return { n: 1, y, yy: y * y, x, xx: x * x, xy: x * y }
      })
      .reduce(addMoments, noMoments)
  const smallest = { of: 'mean', size: matters } as const
  const strata = [{ arm: sums('arm'), control: sums('control') }]
  return compare(strata, { kind: 'number', better: 'more', smallest }).verdict
}

describe('plays in the past of the sample', () => {
  // Of 800 draws, 200 in each season, all three were called rightly in 798, the news not yet in two.
  it('are called rightly whoever is drawn into which arm', () => {
    for (const { course, active } of lived) {
      const verdicts = course.plays.map(play => {
        const outcome = play.versions[0]?.definition.outcome
        return [play.key, verdict(course.came.get(play) ?? [], active, Number(outcome?.matters ?? 0))]
      })
      expect(Object.fromEntries(verdicts)).toEqual({
        call: 'works',
        news: 'nothing',
        reminder: 'harms',
        review: 'unknown',
      })
    }
  })

  // Of 100 draws, 39 were called so, the others not yet known: there are some eighty accounts in both.
  it('are made better by what somebody did instead: the evening is called better than what was proposed, or not yet known', () => {
    const verdicts = lived.map(({ course, active }) => {
      const [call] = course.plays
      const came = call ? (course.came.get(call) ?? []) : []
      return verdict(came, active, 0.1, ({ path }) => (path === 'p2' ? 'arm' : path === 'p1' ? 'control' : undefined))
    })
    for (const one of verdicts) expect(['works', 'unknown']).toContain(one)
  })

  it('start farms by what they did before, and each stays in its arm', () => {
    for (const { course, active } of lived) {
      const [call, news] = course.plays
      if (!call || !news) throw new Error('no plays')
      for (const { farm, ago } of course.came.get(call) ?? []) {
        for (const day of [1, 2, 3, 4]) expect(active.get(farm)?.has(ago + day)).toBe(false)
      }
      const arms = Map.groupBy(course.came.get(news) ?? [], one => one.farm)
      for (const entries of arms.values()) expect(new Set(entries.map(({ arm }) => arm)).size).toBe(1)
      expect(Math.max(...[...arms.values()].map(entries => entries.length))).toBeGreaterThan(4)
    }
  })
})
