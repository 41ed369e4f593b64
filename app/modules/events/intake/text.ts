const suspicious = /\\u(?:0000|[dD][89a-fA-F])/

/**
 * Whether a JSON text may hold what PostgreSQL cannot store: NUL, or half of a surrogate pair. Both can only come as
 * escapes, because decoding UTF-8 leaves neither. A pair that is escaped whole is suspected too, and found harmless later.
 */
export function isSuspicious(json: string): boolean {
  return json.includes('\\u') && suspicious.test(json)
}

/** The text with U+FFFD for NUL and for halves of surrogate pairs, so that one sees that something was there. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/** Whether the text can be stored as it is; for ids, where a replacement could make two of them the same. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** The same for JSON as `JSON.stringify` writes it, where NUL and lone halves are escapes. */
export function storableJson(json: string): string {
  return json.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (whole, what: string) =>
    what.length > 1 ? '\ufffd' : whole,
  )
}

/** Length in characters as PostgreSQL counts them; exact only above `limit`, where it matters. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false
  if (text.length > limit * 2) return true
  let count = 0
  for (const _ of text) if (++count > limit) return true
  return false
}

/** Whether objects lie within objects deeper than `levels`. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && isDeeperThan(item, levels - 1)) return true
    return false
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key]
    if (typeof item === 'object' && isDeeperThan(item, levels - 1)) return true
  }
  return false
}
