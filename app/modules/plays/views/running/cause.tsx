import type { Child } from 'hono/jsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { Enrollment } from '../../running/enrollments.ts'

interface CauseProps {
  readonly cause: Enrollment['cause']
  /** Names of people by id. */
  readonly people: ReadonlyMap<string, string>
}

interface Line {
  readonly label: string
  readonly value: Child
}

const propertyPrefix = 'property.'

/** What the trigger saw, line by line. */
export function Cause({ cause, people }: CauseProps) {
  const { t, format } = useView()
  const lines = Object.entries(cause).flatMap(([name, value]): readonly Line[] => {
    if (value === null || value === undefined || value === '') return []
    if (name === 'at')
      return [
        {
          label: t(cause.staff === undefined ? 'plays:running.cause.at' : 'plays:running.cause.startedAt'),
          value: <MomentOf text={String(value)} />,
        },
      ]
    if (name === 'date') return [{ label: t('plays:running.cause.date'), value: dayOf(format, String(value)) }]
    if (name === 'staff') {
      return [
        { label: t('plays:running.cause.staff'), value: people.get(String(value)) ?? t('plays:running.somebody') },
      ]
    }
    if (name === 'from' || name === 'to') {
      return [{ label: t(`plays:running.cause.${name}`), value: format.percent(Number(value) / 100) }]
    }
    if (name === 'from_band' || name === 'to_band') {
      return [{ label: t(`plays:running.cause.${name}`), value: bandWords(t, String(value)) }]
    }
    if (name === 'equals') return [{ label: t('plays:running.cause.equals'), value: format.number(Number(value)) }]
    if (name.startsWith(propertyPrefix)) return [{ label: name.slice(propertyPrefix.length), value: String(value) }]
    return [{ label: name === 'event' ? t('plays:running.cause.event') : name, value: String(value) }]
  })
  if (lines.length === 0) return null
  return (
    <dl class="facts">
      {lines.map(({ label, value }) => (
        <>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  )
}

function MomentOf({ text }: { readonly text: string }) {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? <span>{text}</span> : <Time at={at} as="exact" />
}

function dayOf(format: ReturnType<typeof useView>['format'], text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? format.date(text) : text
}

function bandWords(t: ReturnType<typeof useView>['t'], band: string): string {
  return band === 'good' || band === 'care' || band === 'bad' ? t(`plays:trigger.health.${band}`) : band
}
