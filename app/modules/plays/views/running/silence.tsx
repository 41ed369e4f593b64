import { Card } from '../../../../web/ui/card.tsx'
import { useView } from '../../../../web/view.ts'
import type { Silence } from '../../running/why-nobody.ts'

/** Why a play starts nobody, said where one would look for those it started. */
export function SilenceCard({ reasons }: { readonly reasons: readonly Silence[] }) {
  const { t } = useView()
  if (reasons.length === 0) return null
  return (
    <Card title={t('plays:running.nobody.title')} padded>
      {reasons.map(({ text, values, href, more }) => (
        <p>
          {t(text, values ?? {})}
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
