import type { Child } from 'hono/jsx'
import { isDay } from '../../../web/forms.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { classes } from '../../../web/ui/tone.ts'
import { useView } from '../../../web/view.ts'

/** One field as it is stored now and as this person wrote it. */
export interface VersionRow {
  readonly label: string
  readonly stored: string
  readonly mine: string
  /** They are days, written 2026-11-22. */
  readonly days?: boolean
}

/** Somebody else saved first: both versions beside each other, so that nothing is lost and the person decides. */
export function Versions({ rows, lead }: { readonly rows: readonly VersionRow[]; readonly lead: Child }) {
  const { t, format } = useView()
  const shown = (text: string, days = false) => (days && isDay(text) ? format.date(text) : text || '–')
  return (
    <Card title={t('customers:versions.title')}>
      <CardPart>
        <p role="alert">{lead}</p>
      </CardPart>
      <CardPart flush>
        <table class="versions">
          <thead>
            <tr>
              <th scope="col">{t('customers:versions.field')}</th>
              <th scope="col">{t('customers:versions.stored')}</th>
              <th scope="col">{t('customers:versions.mine')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, stored, mine, days }) => (
              <tr class={classes(stored !== mine && 'differs') || undefined}>
                <th scope="row">{label}</th>
                <td>
                  <bdi>{shown(stored, days)}</bdi>
                </td>
                <td>
                  <bdi>{shown(mine, days)}</bdi>
                  {stored === mine ? null : <span class="unseen">{t('customers:versions.differs')}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </CardPart>
    </Card>
  )
}
