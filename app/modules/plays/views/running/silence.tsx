import type { Format } from '../../../../web/format.ts'
import { Card } from '../../../../web/ui/card.tsx'
import { useView } from '../../../../web/view.ts'
import type { Silence } from '../../running/why-nobody.ts'

/** Why a play starts nobody, said where one would look for those it started. */
export function SilenceCard({ reasons }: { readonly reasons: readonly Silence[] }) {
  const { t, format } = useView()
  if (reasons.length === 0) return null
  return (
    <Card title={t('plays:running.nobody.title')} padded>
      {reasons.map(({ text, values, href, more }) => (
        <p>
          {t(
            text,
            Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, written(format, value)])),
          )}
          {href && more ? (
            <>
              {' '}
              <a class="link" href={href}>
                {t(more)}
              </a>
            </>
          ) : null}
        </p>
      ))}
    </Card>
  )
}

function written(format: Format, value: string | number | Date | Temporal.PlainDate): string | number {
  if (value instanceof Date) return format.dateTime(value)
  return value instanceof Temporal.PlainDate ? format.date(value) : value
}
