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
// Looked at for every id of every event: most are told apart by their first two letters.
const beginnings = new Set([...words].map(beginning))
const longest = 15
const zeros = /^[0-]+$/
const [zero, dash] = ['0'.charCodeAt(0), '-'.charCodeAt(0)]

/** Whether an id from outside stands for nobody; the same wherever ids come in. */
export function standsForNobody(id: string): boolean {
  const first = id.charCodeAt(0)
  if (first === zero || first === dash) return zeros.test(id) || words.has(id)
  return id.length <= longest && beginnings.has(beginning(id)) && words.has(id.toLowerCase())
}

/** The same for large and small letters; other characters may share one, which only costs a look. */
function beginning(text: string): number {
  return ((text.charCodeAt(0) | 32) << 16) | (text.charCodeAt(1) | 32)
}
