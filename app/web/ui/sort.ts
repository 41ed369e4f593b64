export type Direction = 'ascending' | 'descending'

/** By which column a list is sorted, and which way. */
export interface Sort {
  readonly key: string
  readonly direction: Direction
}

/** The sort that a click on a column's heading asks for: its first direction, or the other one when it is sorted already. */
export function nextSort(current: Sort | undefined, key: string, first: Direction): Sort {
  if (current?.key !== key) return { key, direction: first }
  return { key, direction: current.direction === 'ascending' ? 'descending' : 'ascending' }
}

/** For aria-sort: how the column is sorted, if it is. */
export function sortState(current: Sort | undefined, key: string): Direction | undefined {
  return current?.key === key ? current.direction : undefined
}

/** `name` or `-name`, as it stands in an address. */
export function sortText(sort: Sort): string {
  return sort.direction === 'descending' ? `-${sort.key}` : sort.key
}

/** Reads `name` or `-name`; the fallback when it is none of the allowed keys. */
export function readSort(text: string | undefined, allowed: readonly string[], fallback: Sort): Sort {
  const descending = text?.startsWith('-') ?? false
  const key = descending ? text?.slice(1) : text
  if (key === undefined || !allowed.includes(key)) return fallback
  return { key, direction: descending ? 'descending' : 'ascending' }
}
