import { useView } from '../view.ts'

interface TimeProps {
  readonly at: Date
  /** 3日前 (default), 2026年11月22日(日) 9:05, only the day, or only the hour. */
  readonly as?: 'relative' | 'exact' | 'day' | 'hour'
}

/** An instant; the exact time is in its title whenever less is shown. */
export function Time({ at, as = 'relative' }: TimeProps) {
  const { format, now } = useView()
  const exact = format.dateTime(at)
  const shown = {
    relative: () => format.relative(at, now),
    exact: () => exact,
    day: () => format.date(at),
    hour: () => format.time(at),
  }[as]()
  return (
    <time class="num" datetime={at.toISOString()} title={as === 'exact' ? undefined : exact}>
      {shown}
    </time>
  )
}
