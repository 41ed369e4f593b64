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
const longest = 15
const zeros = /^[0-]+$/

/** Whether an id from outside stands for nobody; the same wherever ids come in. */
export function standsForNobody(id: string): boolean {
  return (id.length <= longest && words.has(id.toLowerCase())) || zeros.test(id)
}
