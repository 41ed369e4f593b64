import { canonicalTimeZone } from '../../../../platform/time-zone.ts'

const zones = new Map<string, string | undefined>()
/** Columns name few; a column that was taken for one of zones has as many as rows. */
const mostKept = 1000

/** The IANA time zone that a cell names, as it is spelled; undefined when there is none. */
export function readTimeZone(text: string): string | undefined {
  if (zones.has(text)) return zones.get(text)
  if (zones.size >= mostKept) zones.clear()
  const zone = canonicalTimeZone(text)
  zones.set(text, zone)
  return zone
}

/** The language tag (BCP 47) that a cell names: ja, en-US. */
export function readLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}
