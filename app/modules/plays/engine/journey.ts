import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { giveUpMessages } from '../../messages/index.ts'
import type { Ending } from '../tables.ts'

/** An enrollment as it lies in the table, when it is due. */
export interface Due {
  readonly id: number
  readonly play_id: number
  readonly version_id: number
  readonly account_id: number
  readonly contact_id: number | null
  readonly cause: Readonly<Record<string, unknown>>
  readonly step: string
  readonly waiting: string | null
  readonly waiting_since: Date | null
  readonly waiting_limit: Date | null
  readonly passages: number
}

/** Why and until when an enrollment stays where it is. */
export interface Rest {
  /** When to look again. */
  readonly until: Date
  readonly why: string
  /** When waiting is over whatever happens, if that is later. */
  readonly limit?: Date
}

/** Why an enrollment rests whose step could not be done. */
export const problem = 'problem'

/** Where a traveller was, to go back to when what was done has come to nothing. */
interface Mark {
  readonly step: string | null
  readonly arrived: boolean
  readonly waitingSince: Date | null
  readonly rest: Rest | undefined
  readonly ending: Traveller['ending']
  readonly passages: number
}

interface Passage {
  readonly enrollment: number
  readonly number: number
  readonly step: string
  readonly what: string
  readonly detail: string | null
}

/** The way of one enrollment in this turn: where it is, and what happened. Nothing is written before the turn is over. */
export class Traveller {
  readonly due: Due
  step: string | null
  rest: Rest | undefined
  /** It came to its step before this turn and waited there. */
  arrived: boolean
  waitingSince: Date | null
  ending: { readonly by: Ending; readonly detail: string | null } | undefined
  readonly passages: Passage[] = []

  constructor(due: Due) {
    this.due = due
    this.step = due.step
    // Who could not do a step has not come to it: what was waited for before says nothing of how long to wait here.
    this.arrived = due.waiting !== null && (due.waiting !== problem || due.waiting_limit !== null)
    this.waitingSince = due.waiting_since
  }

  /** Whether it can still move in this turn. */
  get moving(): boolean {
    return this.rest === undefined && this.ending === undefined
  }

  /** Notes what happened at the step where it is. */
  note(what: string, detail?: Readonly<Record<string, string | number>>): void {
    this.passages.push({
      enrollment: this.due.id,
      number: this.due.passages + this.passages.length + 1,
      step: this.step ?? this.due.step,
      what,
      detail: detail ? JSON.stringify(detail) : null,
    })
  }

  /** Goes on to a step; at the end of the play it has finished. */
  goTo(step: string | null): void {
    if (step === null) {
      this.end('finished')
      return
    }
    this.step = step
    this.arrived = false
    this.waitingSince = null
  }

  /** Stays where it is. */
  stay(rest: Rest): void {
    this.rest = rest
    this.waitingSince ??= nowDate()
  }

  /** The step could not be done: it is tried again then. Who waits at it goes on waiting as long as they should. */
  stayWithProblem(until: Date): void {
    const limit = this.arrived && this.step === this.due.step ? this.due.waiting_limit : null
    this.stay({ until, why: problem, ...(limit && { limit }) })
  }

  mark(): Mark {
    const { step, arrived, waitingSince, rest, ending, passages } = this
    return { step, arrived, waitingSince, rest, ending, passages: passages.length }
  }

  goBackTo({ passages, ...mark }: Mark): void {
    Object.assign(this, mark)
    this.passages.length = passages
  }

  end(by: Ending, detail: string | null = null): void {
    this.note('ended', { by, ...(detail ? { detail } : {}) })
    this.ending = { by, detail }
    this.step = null
  }
}

/** Writes what became of these: one statement for where they are, one for what happened. */
export async function writeJourneys(tx: Tx, travellers: readonly Traveller[]): Promise<void> {
  const now = nowDate()
  const of = <T>(value: (one: Traveller) => T) => travellers.map(value)
  await sql`
    update plays.enrollment e
    set step = n.step, wake_at = n.wake_at, waiting = n.waiting, waiting_since = n.waiting_since,
        waiting_limit = n.waiting_limit, passages = n.passages, ended_at = n.ended_at, ended_by = n.ended_by,
        ended_detail = n.ended_detail
    from unnest(
      ${of(one => one.due.id)}::bigint[], ${of(one => one.step)}::text[],
      ${of(one => (one.ending ? null : (one.rest?.until ?? now)))}::timestamptz[],
      ${of(one => (one.ending ? null : (one.rest?.why ?? null)))}::text[],
      ${of(one => (one.rest ? one.waitingSince : null))}::timestamptz[],
      ${of(one => one.rest?.limit ?? null)}::timestamptz[],
      ${of(one => one.due.passages + one.passages.length)}::int[],
      ${of(one => (one.ending ? now : null))}::timestamptz[], ${of(one => one.ending?.by ?? null)}::text[],
      ${of(one => one.ending?.detail ?? null)}::text[]
    ) as n (id, step, wake_at, waiting, waiting_since, waiting_limit, passages, ended_at, ended_by, ended_detail)
    where e.id = n.id`.execute(tx)
  const left = travellers.filter(one => one.ending?.by === 'exit')
  await giveUpMessages(
    tx,
    left.map(({ due }) => ({ play: due.play_id, poster: String(due.id) })),
    'exit',
  )
  const passages = travellers.flatMap(one => one.passages)
  if (passages.length === 0) return
  await sql`
    insert into plays.passage (enrollment_id, number, at, step, what, detail)
    select id, number, ${now}, step, what, detail::jsonb
    from unnest(
      ${passages.map(one => one.enrollment)}::bigint[], ${passages.map(one => one.number)}::int[],
      ${passages.map(one => one.step)}::text[], ${passages.map(one => one.what)}::text[],
      ${passages.map(one => one.detail)}::text[]
    ) as n (id, number, step, what, detail)`.execute(tx)
}
