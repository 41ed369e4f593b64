import { href, paths } from '../../../../paths.ts'
import type { TextKey } from '../../../../web/i18n.ts'
import { LinkButton, PostButton } from '../../../../web/ui/button.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { useView } from '../../../../web/view.ts'
import type { ImportRow } from '../queries.ts'
import { ReadingForm } from './reading.tsx'

const hopeless = ['empty', 'spreadsheet', 'binary', 'header_only']

/** Why the file cannot be read, and what to do. */
export function UnreadableView({ row }: { readonly row: ImportRow }) {
  const { t } = useView()
  const { reason = 'malformed', values = {} } = row.failure ?? {}
  return (
    <>
      <Card padded title={t('imports:result.unreadableTitle')}>
        <p>{t(`imports:unreadable.${reason}` as TextKey, values)}</p>
        <div class="cluster">
          <LinkButton href={href(paths.importNew, {}, { subject: row.subject })} look="primary" icon="upload">
            {t('imports:result.again')}
          </LinkButton>
          <PostButton action={href(paths.importRemoval, { id: row.id })} look="quiet">
            {t('imports:plan.discard')}
          </PostButton>
        </div>
      </Card>
      {hopeless.includes(reason) ? null : <ReadingForm row={row} reading={row.reading ?? {}} open />}
    </>
  )
}
