import { type Db, transact } from '../../../platform/db.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../../../platform/errors.ts'
import { log } from '../../../platform/log.ts'
import { Held } from '../../customers/index.ts'
import type { Months } from '../partitions.ts'
import type { Message, Outcome } from './message.ts'
import { whoIs } from './people.ts'
import type { Placed } from './store.ts'
import { type Manner, type TakeOptions, takeSlice } from './take.ts'

/** What slices are taken with; `taken` is told what was stored, after its commit. */
export interface SliceContext extends TakeOptions {
  readonly db: Db
  readonly months: Months
  readonly taken: (fresh: readonly Placed[]) => void
  /** Takes messages that have to wait for others, beside the rest; undefined where all is waited for. */
  readonly later?: ((messages: readonly Message[]) => Promise<readonly Outcome[]>) | undefined
  /** When (performance.now) messages last had to wait. */
  readonly jam: { at: number }
}

/** How a message ended, or will have ended once others let go of what it changes. */
export type Ending = Outcome | Promise<Outcome>

const attempts = 4

/**
 * Takes a slice. What passes by itself (deadlock, a missing partition, a lost connection) is tried again and thrown in the
 * end, since the messages are not to blame; a slice that fails because of what is in it is split until the message that
 * cannot be stored stands alone. The checks before make that an exception.
 */
export async function takeSafely(
  context: SliceContext,
  messages: readonly Message[],
  manner: Manner = firstManner(context),
  attempt = 1,
): Promise<readonly Ending[]> {
  try {
    return await takeOnce(context, messages, manner)
  } catch (error) {
    const aside = await toPutAside(context, messages, manner, error)
    if (aside) return takeWithout(context, messages, aside)
    const kind = kindOf(error)
    if (kind === 'partition') context.months.forget()
    const [only] = messages
    if (kind === 'content' && only && messages.length > 1) return takeHalves(context, messages)
    // A lone message too: it may have met another that made or removed what it refers to.
    if (attempt < (kind === 'content' ? 2 : attempts)) {
      await new Promise(resolve => setTimeout(resolve, 20 * attempt ** 2))
      return takeSafely(context, messages, manner, attempt + 1)
    }
    if (kind !== 'content' || !only) throw error
    log.error({ err: error, messageId: only.messageId, call: only.call }, 'a message cannot be stored')
    return [{ code: 'unstorable', message: 'the database does not accept it' }]
  }
}

async function takeOnce(context: SliceContext, messages: readonly Message[], manner: Manner) {
  const { db, months, taken } = context
  await months.ensure(messages.map(message => message.occurredAt))
  const { outcomes, fresh } = await transact(db, tx => takeSlice(tx, messages, context, manner))
  taken(fresh)
  return outcomes
}

async function takeHalves(context: SliceContext, messages: readonly Message[]): Promise<readonly Ending[]> {
  const middle = messages.length >> 1
  const head = await takeSafely(context, messages.slice(0, middle))
  return [...head, ...(await takeSafely(context, messages.slice(middle)))]
}

// Where somebody holds on to people, the next slices will meet that too.
const jamMs = 2000

function firstManner({ later, jam }: SliceContext): Manner {
  if (!later) return 'long'
  return performance.now() - jam.at < jamMs ? 'not' : 'briefly'
}

/** Indexes of the messages that have to wait for others; none of them when it is first to be found out which. */
async function toPutAside(
  { db, later, jam }: SliceContext,
  messages: readonly Message[],
  manner: Manner,
  error: unknown,
): Promise<ReadonlySet<number> | undefined> {
  const held = error instanceof Held ? error.indexes : undefined
  if (!later || !(held || codeOf(error) === lockNotAvailable)) return undefined
  jam.at = performance.now()
  if (held) return new Set(held)
  if (manner === 'briefly') return new Set()
  const writers = await writersOfPeople(db, messages)
  return new Set(writers.length > 0 ? writers : messages.keys())
}

/** Indexes of the messages that may make or change people or accounts: somebody else may be making the same ones. */
async function writersOfPeople(db: Db, messages: readonly Message[]): Promise<readonly number[]> {
  const { users, groups } = await transact(db, tx => whoIs(tx, messages))
  return messages.flatMap(({ name, userId, groupId }, index) => {
    const known = (userId === undefined || users.has(userId)) && (groupId === undefined || groups.has(groupId))
    return name === '' || !known ? [index] : []
  })
}

async function takeWithout(
  context: SliceContext,
  messages: readonly Message[],
  aside: ReadonlySet<number>,
): Promise<readonly Ending[]> {
  const waiting = messages.filter((_, index) => aside.has(index))
  const rest = messages.filter((_, index) => !aside.has(index))
  const later = waiting.length > 0 ? context.later?.(waiting) : undefined
  // Whoever asked hears of it through the endings; the rest may fail first.
  later?.catch(() => undefined)
  const taken = rest.length > 0 ? await takeSafely(context, rest, 'not') : []
  const places = { waiting: 0, rest: 0 }
  return messages.map((_, index) => {
    if (!aside.has(index)) return taken[places.rest++] as Ending
    const place = places.waiting++
    return later?.then(outcomes => outcomes[place] as Outcome) as Ending
  })
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const lockNotAvailable = '55P03'

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code
}

// What our own code says of a message. Errors without a state are otherwise those of a connection, which pg gives no code.
const ours = [Conflict, Forbidden, Invalid, NotFound, TypeError, RangeError]

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function kindOf(error: unknown): 'content' | 'partition' | 'passing' {
  const code = codeOf(error)
  const { message } = error as { message?: unknown }
  if (code === '23514' && /no partition/.test(String(message))) return 'partition'
  // A setting of ours that this server does not know, such as a new time zone: no message is at fault.
  if (code === '22023') return 'passing'
  // Cardinality, data exception, constraint violated, program limit exceeded.
  const content =
    typeof code === 'string' ? /^(21|22|23|54)[0-9A-Z]{3}$/.test(code) : ours.some(kind => error instanceof kind)
  return content ? 'content' : 'passing'
}
