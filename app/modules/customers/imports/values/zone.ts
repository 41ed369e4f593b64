const zones = new Map<string, string | undefined>()

/** The IANA time zone that a cell names, as it is spelled; undefined when there is none. */
export function readTimeZone(text: string): string | undefined {
  if (!zones.has(text)) zones.set(text, canonicalZone(text))
  return zones.get(text)
}

/** The language tag (BCP 47) that a cell names: ja, en-US. */
export function readLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}

function canonicalZone(text: string): string | undefined {
  // Offsets are accepted by Intl, but know no summer time.
  if (!/^[A-Za-z]/.test(text)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
