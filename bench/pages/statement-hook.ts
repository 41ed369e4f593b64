// Loaded before the server (node --import): tells the parent process every statement that is sent to the database,
// while asked to.
import pg from 'pg'

/** A statement as the server sent it, with its values. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

const query = pg.Client.prototype.query
let telling = false

process.on('message', message => {
  telling = message === 'tell'
  process.send?.({ telling })
})
process.channel?.unref()

Object.defineProperty(pg.Client.prototype, 'query', {
  value(this: pg.Client, ...given: unknown[]) {
    if (telling) process.send?.(statementOf(given))
    return Reflect.apply(query, this, given)
  },
})

/** Of `query(text, values)` and `query({ text, values })`. */
function statementOf([first, second]: readonly unknown[]): Statement {
  const { text, values } = typeof first === 'string' ? { text: first, values: second } : (first as Partial<Statement>)
  return { text: text ?? '', values: Array.isArray(values) ? values : [] }
}
