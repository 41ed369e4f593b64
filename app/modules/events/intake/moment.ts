import { limits } from './message.ts'

// Before the year 1 PostgreSQL and JavaScript write years differently, and nobody's customer did anything.
const earliest = Date.parse('0001-01-02T00:00:00Z')

/**
 * When something happened, in milliseconds since 1970: the client's time, put right by how far its clock was off when it
 * sent (`receivedAt − (sentAt − originalTimestamp)`). Without a usable sentAt the client's time stands; without a time it
 * is now. Refused: what cannot be read as a time, and what lies more than a day ahead.
 */
export function momentOf(
  original: unknown,
  sentAt: number | undefined,
  receivedAt: number,
): number | 'invalid_time' | 'in_future' {
  if (original === undefined || original === null || original === '') return receivedAt
  const claimed = readTime(original)
  if (claimed === undefined) return 'invalid_time'
  const occurred = sentAt === undefined ? claimed : receivedAt - (sentAt - claimed)
  if (occurred > receivedAt + limits.aheadMs) return 'in_future'
  return occurred < earliest ? 'invalid_time' : occurred
}

/**
 * A time as clients write it: ISO 8601, other forms that JavaScript reads, or a number of seconds or milliseconds since
 * 1970 (also as text). Undefined when it is none.
 */
export function readTime(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const number = /^-?\d{9,14}(\.\d+)?$/.test(value) ? Number(value) : undefined
    return number === undefined ? finite(Date.parse(value)) : readTime(number)
  }
  // Seconds until the year 5138; in milliseconds that is March 1973.
  if (typeof value === 'number') return finite(Math.round(Math.abs(value) < 1e11 ? value * 1000 : value))
  return undefined
}

function finite(time: number): number | undefined {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? time : undefined
}
