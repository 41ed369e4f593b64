import { type Db, transact } from '../../../platform/db.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../../../platform/errors.ts'
import { log } from '../../../platform/log.ts'
import type { Months } from '../partitions.ts'
import type { Message, Outcome } from './message.ts'
import type { Placed } from './store.ts'
import { type TakeOptions, takeSlice } from './take.ts'

/** What slices are taken with; `taken` is told what was stored, after its commit. */
export interface SliceContext extends TakeOptions {
  readonly db: Db
  readonly months: Months
  readonly taken: (fresh: readonly Placed[]) => void
}

const attempts = 4

/**
 * Takes a slice. What passes by itself (deadlock, a missing partition, a lost connection) is tried again and thrown in the
 * end, since the messages are not to blame; a slice that fails because of what is in it is split until the message that
 * cannot be stored stands alone. The checks before make that an exception.
 */
export async function takeSafely(
  context: SliceContext,
  messages: readonly Message[],
  attempt = 1,
): Promise<readonly Outcome[]> {
  try {
    return await takeOnce(context, messages)
  } catch (error) {
    const kind = kindOf(error)
    if (kind === 'partition') context.months.forget()
    const [only] = messages
    if (kind === 'content' && only && messages.length > 1) return takeHalves(context, messages)
    // A lone message too: it may have met another that made or removed what it refers to.
    if (attempt < (kind === 'content' ? 2 : attempts)) {
      await new Promise(resolve => setTimeout(resolve, 20 * attempt ** 2))
      return takeSafely(context, messages, attempt + 1)
    }
    if (kind !== 'content' || !only) throw error
    log.error({ err: error, messageId: only.messageId, call: only.call }, 'a message cannot be stored')
    return [{ code: 'unstorable', message: 'the database does not accept it' }]
  }
}

async function takeOnce(context: SliceContext, messages: readonly Message[]): Promise<readonly Outcome[]> {
  const { db, months, taken } = context
  await months.ensure(messages.map(message => message.occurredAt))
  const { outcomes, fresh } = await transact(db, tx => takeSlice(tx, messages, context))
  taken(fresh)
  return outcomes
}

async function takeHalves(context: SliceContext, messages: readonly Message[]): Promise<readonly Outcome[]> {
  const middle = messages.length >> 1
  const head = await takeSafely(context, messages.slice(0, middle))
  return [...head, ...(await takeSafely(context, messages.slice(middle)))]
}

// What our own code says of a message. Errors without a state are otherwise those of a connection, which pg gives no code.
const ours = [Conflict, Forbidden, Invalid, NotFound, TypeError, RangeError]

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function kindOf(error: unknown): 'content' | 'partition' | 'passing' {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (code === '23514' && /no partition/.test(String(message))) return 'partition'
  // Cardinality, data exception, constraint violated, program limit exceeded.
  const content =
    typeof code === 'string' ? /^(21|22|23|54)[0-9A-Z]{3}$/.test(code) : ours.some(kind => error instanceof kind)
  return content ? 'content' : 'passing'
}
