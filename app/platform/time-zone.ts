/** The time zones of the IANA database that people choose from. */
export const timeZones: readonly string[] = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])]

/**
 * The name under which runtime and database know a time zone, of any spelling and of other names (`japan`, `JST`: `Asia/Tokyo`);
 * undefined when it is none that can be chosen. Offsets are none: they know no summer time, and PostgreSQL reads `+09:00` as
 * west of Greenwich.
 */
export function canonicalTimeZone(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined
  try {
    const zone = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    return timeZones.includes(zone) ? zone : undefined
  } catch {
    return undefined
  }
}
