// What programs and spreadsheets write when they have no id: taking it would pour strangers into one.
const words = new Set([
  '-1',
  'null',
  'nil',
  'none',
  'undefined',
  'anonymous',
  'guest',
  'nan',
  'n/a',
  '#n/a',
  'true',
  'false',
  'unknown',
  '(null)',
  '[object object]',
])
// Looked at for every id of every event: most are told apart by how they begin.
const beginnings = new Set([...words].flatMap(word => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]))
const longest = 15
const zeros = /^[0-]+$/
const [zero, dash] = ['0'.charCodeAt(0), '-'.charCodeAt(0)]

/** Whether an id from outside stands for nobody; the same wherever ids come in. */
export function standsForNobody(id: string): boolean {
  const first = id.charCodeAt(0)
  if (first === zero || first === dash) return zeros.test(id) || words.has(id)
  return id.length <= longest && beginnings.has(first) && words.has(id.toLowerCase())
}
