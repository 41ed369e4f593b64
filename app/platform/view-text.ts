/**
 * A view's text as PostgreSQL 16 and newer write it. Older ones put the table's name before each column even where there
 * is only one table to choose from; this takes it away. Text of newer versions comes out as it went in.
 */
export function withoutNeedlessNames(definition: string): string {
  const name = onlySource(definition)
  if (!name) return definition
  return scan(definition)
    .map(({ text, inSubquery }) => (inSubquery || !text.startsWith(`${name}.`) ? text : text.slice(name.length + 1)))
    .join('')
}

interface Token {
  readonly text: string
  /** How many parentheses are open around it. */
  readonly depth: number
  readonly inSubquery: boolean
}

// Quoted text, dotted names, white space, and any other single sign.
const tokens = /'(?:[^']|'')*'|(?:"[^"]*"|\w+)(?:\.(?:"[^"]*"|\w+))*|\s+|[\s\S]/g

function scan(definition: string): Token[] {
  const open: boolean[] = []
  const found = definition.match(tokens) ?? []
  return found.map((text, at) => {
    if (text === ')') open.pop()
    const token = { text, depth: open.length, inSubquery: open.at(-1) ?? false }
    if (text === '(') {
      const next = found.slice(at + 1).find(one => one.trim() !== '') ?? ''
      open.push(/^(select|with|values)$/i.test(next) || token.inSubquery)
    }
    return token
  })
}

/** What the one table, function or subquery of the outermost FROM is called; undefined when there are several. */
function onlySource(definition: string): string | undefined {
  const outer = scan(definition).filter(({ depth, text }) => depth === 0 && text.trim() !== '')
  const words = outer.map(({ text }) => text.toUpperCase())
  const froms = words.flatMap((word, at) => (word === 'FROM' && words[at - 1] !== 'DISTINCT' ? [at] : []))
  if (froms.length !== 1) return undefined
  const from = (froms[0] ?? 0) + 1
  const end = words.findIndex(
    (word, at) => at >= from && /^(;|WHERE|GROUP|HAVING|WINDOW|ORDER|LIMIT|OFFSET|FETCH)$/.test(word),
  )
  const source = outer.slice(from, end < 0 ? undefined : end).map(({ text }) => text)
  if (source.some(text => text === ',' || /^join$/i.test(text))) return undefined
  return source
    .findLast(text => /^[\w"]/.test(text))
    ?.split('.')
    .at(-1)
}
