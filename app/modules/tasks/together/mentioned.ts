interface Named {
  readonly id: string
  readonly name: string
}

/**
 * Whom a text calls by `@` and their name, with or without the space in it (@佐藤春, @佐藤 春), or by the family name alone
 * where only one colleague has it (@佐藤). The longest name wins where one begins with another. Mail addresses call nobody.
 */
export function mentionedIn(text: string, people: readonly Named[]): readonly string[] {
  const folded = foldName(withoutAddresses(text))
  const names = people
    .flatMap(person => namesOf(person, people).map(name => ({ id: person.id, name })))
    .toSorted((a, b) => b.name.length - a.name.length)
  const found = new Set<string>()
  for (let at = folded.indexOf('@'); at >= 0; at = folded.indexOf('@', at + 1)) {
    const rest = folded.slice(at + 1)
    const called = names.find(({ name }) => rest.startsWith(name) && !goesOn(name, rest))
    if (called) found.add(called.id)
  }
  return [...found]
}

function namesOf(person: Named, people: readonly Named[]): readonly string[] {
  const full = foldName(person.name)
  const first = foldName(firstPart(person.name))
  const alone = people.filter(other => foldName(firstPart(other.name)) === first).length === 1
  return [full, ...(alone && first.length > 0 ? [first] : [])].filter(name => name.length > 0)
}

function firstPart(name: string): string {
  return name.trim().split(/[\s　]+/)[0] ?? ''
}

/** Whether somebody seems to be called, found or not. */
export function callsSomebody(text: string): boolean {
  return /@\S/.test(withoutAddresses(text))
}

function withoutAddresses(text: string): string {
  return text.normalize('NFKC').replace(/[\w.%+-]+@[\w-]+(\.[\w-]+)+/g, ' ')
}

/** Without white space, so that names match however they are spaced. Full-width ＠ counts as @. */
function foldName(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
}

/** Whether a name in Latin letters is only the beginning of a word: @Ann in @Annette. */
function goesOn(name: string, rest: string): boolean {
  return /[a-z0-9]$/.test(name) && /^[a-z0-9]/.test(rest.slice(name.length))
}
