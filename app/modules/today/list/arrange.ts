/** Something that could be on a person's list for the day. */
export interface Entry {
  readonly accountId: number
  /** Gain per minute; the order. */
  readonly rate: number
  readonly minutes: number
}

/** What is on the list already, with its place. */
export interface Placed extends Entry {
  readonly position: number
}

export interface Arrangement<E extends Entry> {
  /** What is on the list now, in its order; `entered` are new. */
  readonly items: readonly (E & { readonly position: number })[]
  readonly entered: readonly (E & { readonly position: number })[]
  /** Accounts that leave because others add far more. */
  readonly outranked: readonly number[]
}

const staysAbove = 0.7
const entersAbove = 1.2
/** Nobody works off more in a day; it keeps pages short when minutes are many. */
const longest = 40

/**
 * The list of a person who has `minutes` left. What is on it stays until it is answered or its rate falls below 0.7 of the
 * cut (the rate of the last that would fit if the list were made anew). Something new enters while there is time left, or
 * when its rate is above 1.2 times that of each it pushes beyond the minutes. What stays keeps its place; what is new comes
 * before the first with a lower rate. So the list follows the day without flickering: arranged again with nothing changed,
 * nothing enters and nothing leaves.
 */
export function arrange<E extends Entry>(
  current: readonly (E & Placed)[],
  candidates: readonly E[],
  minutes: number,
): Arrangement<E> {
  const there = new Set(current.map(item => item.accountId))
  const fresh = candidates.filter(entry => !there.has(entry.accountId)).sort(byRate)
  const cut = cutOf([...current, ...fresh], minutes)
  const stays = current.filter(item => item.rate >= staysAbove * cut)
  const outranked = current.filter(item => !stays.includes(item)).map(item => item.accountId)
  const items = enterAll(
    stays,
    fresh.filter(entry => entry.rate >= staysAbove * cut),
    minutes,
  )
  return { items, entered: items.filter(item => !there.has(item.accountId)), outranked }
}

/** Lets in what may enter, until nothing more may: what enters changes what else fits. */
function enterAll<E extends Entry>(
  stays: readonly (E & Placed)[],
  fresh: readonly E[],
  minutes: number,
): (E & Placed)[] {
  let items = [...stays].sort(byPosition)
  for (let before = -1; before < items.length; ) {
    before = items.length
    for (const entry of fresh) {
      if (items.length >= longest || items.some(item => item.accountId === entry.accountId)) continue
      const placed = { ...entry, position: placeFor(items, entry.rate) }
      const extended = [...items, placed].sort(byPosition)
      if (mayEnter(placed, items, extended, minutes)) items = extended
    }
  }
  return items
}

/** Whether it lies within the minutes without pushing out anything that it does not clearly surpass. */
function mayEnter(entry: Placed, items: readonly Placed[], extended: readonly Placed[], minutes: number): boolean {
  const now = withinMinutes(extended, minutes).within
  const pushedOut = withinMinutes(items, minutes).within.filter(item => !now.includes(item))
  return now.includes(entry) && pushedOut.every(item => entry.rate > entersAbove * item.rate)
}

/** Splits a list into what fits into the minutes and what is beyond them; something shorter further down may still fit. */
export function withinMinutes<E extends Entry>(items: readonly E[], minutes: number): { within: E[]; beyond: E[] } {
  const within: E[] = []
  const beyond: E[] = []
  let used = 0
  for (const item of items) {
    if (used + item.minutes <= minutes) {
      within.push(item)
      used += item.minutes
    } else beyond.push(item)
  }
  return { within, beyond }
}

/** The rate of the last that fits when the best are taken first; 0 when everything fits. */
function cutOf(all: readonly Entry[], minutes: number): number {
  const { within, beyond } = withinMinutes([...all].sort(byRate), minutes)
  return beyond.length === 0 ? 0 : (within.at(-1)?.rate ?? 0)
}

/** Before the first item with a lower rate; at the end when there is none. */
function placeFor(items: readonly (Entry & { readonly position: number })[], rate: number): number {
  const index = items.findIndex(item => item.rate < rate)
  const before = items[(index < 0 ? items.length : index) - 1]
  const after = index < 0 ? undefined : items[index]
  if (!after) return (before?.position ?? 0) + 1
  return before ? (before.position + after.position) / 2 : after.position - 1
}

function byRate(a: Entry, b: Entry): number {
  return b.rate - a.rate || a.accountId - b.accountId
}

function byPosition(a: Placed, b: Placed): number {
  return a.position - b.position
}
