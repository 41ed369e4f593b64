import { type DrawnArm, drawnArm, drawnPath } from '../../plays/index.ts'
import type { SampleWords } from '../words/words.ts'
import { type Anchor, dayOf, instantOf, type SampleMessage } from '../world/days.ts'
import { isLapsing } from '../world/lapses.ts'
import type { Farm } from '../world/world.ts'
import { call } from './call.ts'
import { news } from './news.ts'
import type { SamplePlay, Seen } from './play.ts'
import { reminder } from './reminder.ts'
import { review } from './review.ts'

/** The plays that the sample's team has had on, in a language. */
export function samplePlays(words: SampleWords): readonly SamplePlay[] {
  return [call(words), news(words), reminder(words), review(words)]
}

/** A farm that came to a play. */
export interface Came extends DrawnArm {
  readonly farm: Farm
  readonly accountId: number
  readonly ago: number
  readonly at: Date
  readonly cause: Readonly<Record<string, string>>
  readonly key: string
  /** The path of the play's random split it took, if there is one. */
  readonly path: string | undefined
}

/** By what accounts are held out of all plays. */
type Company = Parameters<typeof drawnArm>[1]

interface Surroundings {
  /** Ids by external id. */
  readonly accounts: ReadonlyMap<string, number>
  readonly company: Company
  readonly anchor: Anchor
}

/** A farm is past its beginning after so many days. */
const beginning = 60
const morning = 9 * 60

/**
 * Plays as they went along with the days: who came to which, by what they had done until then; in which arm they were drawn, by the
 * published function; and how much of what is usual they did from then on. So what is measured afterwards is what really happened.
 */
export class PlayCourse {
  readonly plays: readonly SamplePlay[]
  readonly came: ReadonlyMap<SamplePlay, readonly Came[]>
  readonly #lists: ReadonlyMap<SamplePlay, Came[]>
  readonly #first: ReadonlyMap<SamplePlay, Map<Farm, Came>>
  readonly #active = new Map<Farm, Set<number>>()
  readonly #accounts: ReadonlyMap<string, number>
  readonly #company: Company
  readonly #anchor: Anchor

  constructor(plays: readonly SamplePlay[], { accounts, company, anchor }: Surroundings) {
    this.plays = plays
    this.#lists = new Map(plays.map(play => [play, []]))
    this.#first = new Map(plays.map(play => [play, new Map()]))
    this.came = this.#lists
    this.#accounts = accounts
    this.#company = company
    this.#anchor = anchor
  }

  /** The beginning of a farm's day: plays that look in the morning start. Returns how much of what is usual it does on that day. */
  begin(farm: Farm, ago: number): number {
    for (const play of this.plays.filter(({ starts }) => starts.event === null)) {
      if (this.#isOpen(play, farm, ago) && play.starts.who(this.#see(farm, ago)))
        this.#comeInTheMorning(play, farm, ago)
    }
    if (isLapsing(farm, ago)) return 0
    let pull = 1
    for (const play of this.plays) {
      const first = this.#first.get(play)?.get(farm)
      if (first) pull *= play.pull(first.arm, first.ago - ago, first.path)
    }
    return pull
  }

  /** The end of a farm's day, with what was done on it: plays that look at events start. */
  end(farm: Farm, ago: number, messages: readonly SampleMessage[]): void {
    if (messages.length > 0) this.#daysOf(farm).add(ago)
    for (const play of this.plays) {
      const { event } = play.starts
      const found =
        event === null || !this.#isOpen(play, farm, ago) ? undefined : messages.find(one => one.event === event)
      if (!found || event === null || !play.starts.who(this.#see(farm, ago))) continue
      const at = new Date(found.timestamp)
      this.#come(play, farm, {
        ago,
        at,
        cause: { event, at: at.toISOString() },
        key: play.again ? found.messageId : '',
      })
    }
  }

  /** The first day on which somebody there did something, from a day on: in days before today; undefined when nobody did. */
  heardFrom(farm: Farm, ago: number): number | undefined {
    const active = this.#daysOf(farm)
    for (let day = ago; day >= 0; day--) if (active.has(day)) return day
    return undefined
  }

  #isOpen(play: SamplePlay, farm: Farm, ago: number): boolean {
    const [first] = play.versions
    return first !== undefined && ago < first.publishedAgo && (play.again || !this.#first.get(play)?.has(farm))
  }

  #see(farm: Farm, ago: number): Seen {
    const active = this.#daysOf(farm)
    let [silentDays, activeDays] = [1, 0]
    while (silentDays < 60 && !active.has(ago + silentDays)) silentDays++
    for (let back = 1; back <= 28; back++) if (active.has(ago + back)) activeDays++
    const { leftAgo = -1 } = farm.course
    const isActive = ago > leftAgo && farm.startedAgo - ago >= beginning
    return { ago, day: dayOf(this.#anchor, ago).day, active: isActive, cages: farm.cages, silentDays, activeDays }
  }

  #comeInTheMorning(play: SamplePlay, farm: Farm, ago: number): void {
    const date = this.#anchor.today.subtract({ days: ago }).toString()
    const at = instantOf(this.#anchor, ago, morning)
    if (at > this.#anchor.now) return
    this.#come(play, farm, { ago, at: new Date(at), cause: { date }, key: play.again ? date : '' })
  }

  #come(play: SamplePlay, farm: Farm, when: Pick<Came, 'ago' | 'at' | 'cause' | 'key'>): void {
    const accountId = this.#accounts.get(farm.groupId)
    const first = this.#first.get(play)?.get(farm)
    const holdout = play.versions[0]?.definition.holdout ?? 0
    if (accountId === undefined) return
    const arm = first ?? drawnArm({ salt: play.salt, holdout }, this.#company, accountId)
    const path = arm.arm === 'treated' ? pathOf(play, accountId) : undefined
    const came = { ...when, farm, accountId, arm: arm.arm, level: arm.level, path }
    this.#lists.get(play)?.push(came)
    if (!first) this.#first.get(play)?.set(farm, came)
  }

  #daysOf(farm: Farm): Set<number> {
    const known = this.#active.get(farm) ?? new Set<number>()
    this.#active.set(farm, known)
    return known
  }
}

/** The path of the first random split of a play that an account is drawn into. */
function pathOf({ salt, versions }: SamplePlay, accountId: number): string | undefined {
  const split = versions[0]?.definition.steps.find(step => step.kind === 'split')
  return split && drawnPath(salt, split, accountId)?.id
}
