import type { Tx } from '../../platform/db.ts'
import { addEvidence, createHypothesis, judgeHypothesis, linkPlay } from '../hypotheses/index.ts'
import { placeOf, present, type Settled } from './feelings.ts'
import type { SamplePlay } from './plays/play.ts'
import type { SampleWords } from './words/words.ts'
import type { CourseKind } from './world/course.ts'
import { type Anchor, workingTime } from './world/days.ts'
import type { Farm } from './world/world.ts'

interface SampleEvidence {
  /** By which key the words have it. */
  readonly saw: keyof SampleWords['evidence']
  readonly stands: 'for' | 'against'
  readonly ago: number
  /** The so-manieth farm that takes this course, where it was seen. */
  readonly at?: readonly [kind: CourseKind, place: number]
}

interface SampleHypothesis {
  /** By which key the words have it. */
  readonly key: keyof SampleWords['hypotheses']
  readonly ago: number
  /** The play of the sample that stands on it, or tried it. */
  readonly play?: SamplePlay['key']
  readonly evidence: readonly SampleEvidence[]
  readonly judged?: { readonly state: 'supported' | 'refuted' | 'in_use'; readonly ago: number }
}

/** What the team of the sample believes, and what it saw. */
const believed: readonly SampleHypothesis[] = [
  {
    key: 'manager',
    ago: 95,
    evidence: [
      { saw: 'everyMorning', stands: 'for', ago: 90, at: ['growing', 0] },
      { saw: 'managerLooked', stands: 'for', ago: 61 },
      { saw: 'managerDidNot', stands: 'for', ago: 60 },
      { saw: 'theSon', stands: 'against', ago: 33, at: ['steady', 2] },
    ],
    judged: { state: 'in_use', ago: 30 },
  },
  {
    key: 'moved',
    ago: 70,
    play: 'call',
    evidence: [
      { saw: 'didNotKnow', stands: 'for', ago: 64, at: ['handover', 0] },
      { saw: 'cameBack', stands: 'for', ago: 41, at: ['handover', 1] },
      { saw: 'samePerson', stands: 'against', ago: 18, at: ['fading', 1] },
    ],
    judged: { state: 'supported', ago: 12 },
  },
  {
    key: 'asking',
    ago: 170,
    play: 'call',
    evidence: [
      { saw: 'usesMost', stands: 'against', ago: 130, at: ['loud', 0] },
      { saw: 'twoOfTwenty', stands: 'against', ago: 118 },
      { saw: 'faultsBefore', stands: 'for', ago: 150, at: ['fading', 0] },
    ],
    judged: { state: 'refuted', ago: 108 },
  },
  {
    key: 'mornings',
    ago: 258,
    play: 'reminder',
    evidence: [
      { saw: 'survey', stands: 'for', ago: 256 },
      { saw: 'switchedOff', stands: 'against', ago: 40, at: ['fading', 2] },
    ],
    judged: { state: 'refuted', ago: 25 },
  },
  { key: 'waterOnly', ago: 24, evidence: [{ saw: 'redTide', stands: 'for', ago: 22, at: ['quiet', 0] }] },
  { key: 'neighbours', ago: 9, evidence: [{ saw: 'nextWeek', stands: 'for', ago: 6, at: ['growing', 1] }] },
]

/** Records what the sample's people believe, with what they saw of it. */
export async function believe(tx: Tx, farms: readonly Farm[], anchor: Anchor, settled: Settled): Promise<void> {
  const { people, words } = settled
  const plays = await playsByName(tx)
  const inOrder = believed.toSorted((a, b) => b.ago - a.ago)
  for (const [index, { key, ago, play, evidence, judged }] of inOrder.entries()) {
    const author = index % 2 === 0 ? people.first : people.second
    if (author === null) continue
    const actor = { kind: 'staff', id: author } as const
    const { statement, reason, about, ...told } = words.hypotheses[key]
    const more = (daysAgo: number) => ({ at: workingTime(anchor, daysAgo, index), sample: true })
    const id = await createHypothesis(tx, actor, { statement, reason, about, segmentId: null }, more(ago))
    for (const { saw, stands, at, ...one } of evidence) {
      const farm = at && present(farms, at[0])[at[1]]
      const accountId = (farm && placeOf(farm, settled)?.accountId) ?? null
      const said = { figure: null, source: null, ...words.evidence[saw] }
      await addEvidence(tx, actor, id, { ...said, stands, url: null, accountId, contactId: null }, more(one.ago))
    }
    const playId = play && plays.get(words.plays[play].name)
    if (playId !== undefined) await linkPlay(tx, actor, id, playId, more(ago).at)
    const note = 'judged' in told ? told.judged : null
    if (judged) await judgeHypothesis(tx, actor, id, { state: judged.state, note }, { at: more(judged.ago).at })
  }
}

async function playsByName(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.selectFrom('plays.play_fact').select(['play_id', 'name']).where('sample', '=', true).execute()
  return new Map(rows.map(row => [row.name, row.play_id]))
}
