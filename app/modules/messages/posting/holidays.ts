import type Holidays from 'date-holidays'

/** A public holiday. */
export interface Holiday {
  /** ISO 8601 */
  readonly day: string
  readonly name: string
}

const known = new Map<string, readonly Holiday[]>()

/**
 * The public holidays of a country (ISO 3166-1) in a year, its substitutes included, half days not; none of a country that nobody
 * knows. Named in `language` where it has names in it. As date-holidays knows them; the calendar is made once.
 */
export async function holidaysOf(country: string, year: number, language?: string): Promise<readonly Holiday[]> {
  const key = [country, year, language].join(' ')
  const found = known.get(key)
  if (found) return found
  const calendar = await calendarOf(country)
  const days = calendar
    .getHolidays(year, language)
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end, name, substitute }) =>
      daysFrom(date.slice(0, 10), end.getTime() - start.getTime()).map(day => ({ day, name, substitute })),
    )
  const all = [...days, ...(country === 'JP' ? between(days) : [])].map(({ day, name }) => ({ day, name }))
  const sorted = all.sort((a, b) => a.day.localeCompare(b.day))
  known.set(key, sorted)
  return sorted
}

/** Countries (ISO 3166-1) whose holidays are known. */
export async function holidayCountries(): Promise<readonly string[]> {
  return Object.keys((await calendarOf()).getCountries())
}

// Read when it is asked for first: it is large, and many keep no holidays.
async function calendarOf(country?: string): Promise<Holidays> {
  const { default: Calendar } = await import('date-holidays')
  return country ? new Calendar(country) : new Calendar()
}

const dayMs = 86_400_000

function daysFrom(first: string, length: number): readonly string[] {
  const day = Temporal.PlainDate.from(first)
  return Array.from({ length: Math.round(length / dayMs - 0.01) }, (_, days) => day.add({ days }).toString())
}

interface Found extends Holiday {
  readonly substitute?: boolean | undefined
}

/**
 * A day between two national holidays is one, too (国民の祝日に関する法律, 3(3)); date-holidays knows it of 22 September only, and
 * it can be the 21st, as in 2032.
 */
function between(holidays: readonly Found[]): readonly Found[] {
  const all = new Set(holidays.map(({ day }) => day))
  const national = new Set(holidays.filter(({ substitute }) => !substitute).map(({ day }) => day))
  return [...national].flatMap(first => {
    const [next, last] = [1, 2].map(days => Temporal.PlainDate.from(first).add({ days }).toString())
    return next && last && national.has(last) && !all.has(next) ? [{ day: next, name: '国民の休日' }] : []
  })
}
