import type { PlayStanding } from '../../../web/play-source.ts'
import type { PlayLeaf } from './condition.ts'

const positive = ['under_way', 'gone_through', 'gone_lately', 'held_out'] as const

/** What can be asked of an account and a play, in the order in which it is offered. */
export const playAsks = positive.flatMap(asked => [asked, `not_${asked}`] as const)
export type PlayAsked = (typeof playAsks)[number]

/** What a leaf asks, in one word. */
export function askedOf({ standing, within, days }: PlayLeaf): PlayAsked {
  const asked = days === undefined ? standing : 'gone_lately'
  return within ? asked : `not_${asked}`
}

/** Whether a number of days is asked for. */
export function takesDays(asked: string): boolean {
  return asked.endsWith('gone_lately')
}

/** The leaf that asks this of a play; `days` count only where they are asked for. */
export function playLeaf(asked: PlayAsked, play: number, days: number): PlayLeaf {
  const within = !asked.startsWith('not_')
  const named = asked.replace(/^not_/, '')
  const standing = (takesDays(asked) ? 'gone_through' : named) as PlayStanding
  return { kind: 'play', play, standing, within, ...(takesDays(asked) && { days }) }
}
