import { type RawBuilder, sql } from 'kysely'

const aggregates = new Set([
  'count', 'sum', 'avg', 'min', 'max', 'bool_or', 'bool_and', 'every', 'stddev', 'variance', 'mode',
  'percentile_cont', 'percentile_disc',
]) // biome-ignore format: a list of words

/** Where in an SQL expression its aggregate calls end, and the condition each already carries. */
interface Call {
  /** Position after the call, before its `filter` if it has one. */
  readonly end: number
  /** Position after its `filter`; `end` when it has none. */
  readonly filterEnd: number
  /** The text of the condition it has by itself. */
  readonly own: string | undefined
}

/**
 * The aggregate expression `value` (SQL of a module, never text of a person) with every aggregate call limited to the
 * rows that meet `condition`; `$today` stands for `today`. Throws when it holds no aggregate call.
 */
export function filteredAggregate(
  value: string,
  condition: RawBuilder<unknown> | undefined,
  today: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const pieces: RawBuilder<unknown>[] = []
  let from = 0
  for (const call of aggregateCalls(value)) {
    pieces.push(plain(value.slice(from, call.end), today))
    if (condition && call.own) pieces.push(sql` filter (where (${plain(call.own, today)}) and ${condition})`)
    else if (condition) pieces.push(sql` filter (where ${condition})`)
    else pieces.push(plain(value.slice(call.end, call.filterEnd), today))
    from = call.filterEnd
  }
  pieces.push(plain(value.slice(from), today))
  return sql.join(pieces, sql``)
}

/** The aggregate calls of an expression, from left to right. Throws when there is none or a bracket is left open. */
function aggregateCalls(value: string): readonly Call[] {
  const calls: Call[] = []
  const word = /'(?:[^']|'')*'|\b([a-z_]+)\s*\(/gy
  for (let at = 0; at < value.length; ) {
    word.lastIndex = at
    const match = word.exec(value)
    if (!match) at += value[at]?.match(/\w/) ? (value.slice(at).match(/^\w+/)?.[0].length ?? 1) : 1
    else if (!match[1] || !aggregates.has(match[1])) at = word.lastIndex
    else {
      const call = callAt(value, word.lastIndex - 1)
      calls.push(call)
      at = call.filterEnd
    }
  }
  if (calls.length === 0) throw new Error(`no aggregate in ${value}`)
  return calls
}

function callAt(value: string, open: number): Call {
  let end = closing(value, open)
  const within = /^\s*within\s+group\s*\(/.exec(value.slice(end))
  if (within) end = closing(value, end + within[0].length - 1)
  const filter = /^\s*filter\s*\(\s*where\s+/.exec(value.slice(end))
  if (!filter) return { end, filterEnd: end, own: undefined }
  const filterEnd = closing(value, end + filter[0].indexOf('('))
  return { end, filterEnd, own: value.slice(end + filter[0].length, filterEnd - 1) }
}

/** The position after the bracket that closes the one at `open`; brackets in texts do not count. */
function closing(value: string, open: number): number {
  let depth = 0
  let quoted = false
  for (let at = open; at < value.length; at++) {
    const sign = value[at]
    if (sign === "'") quoted = !quoted
    else if (quoted) continue
    else if (sign === '(') depth++
    else if (sign === ')' && --depth === 0) return at + 1
  }
  throw new Error(`open bracket in ${value}`)
}

function plain(text: string, today: RawBuilder<unknown>): RawBuilder<unknown> {
  const parts = text.split('$today').map(part => sql.raw(part))
  return sql.join(parts, today)
}
