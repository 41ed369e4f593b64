import { href, paths } from '../../../../paths.ts'
import type { TextKey } from '../../../../web/i18n.ts'
import { LinkButton, PostButton } from '../../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { useView } from '../../../../web/view.ts'
import type { ImportRow } from '../queries.ts'
import { keptDays } from '../tidy.ts'
import { CountStats } from './counts.tsx'
import { type ListedProblem, ProblemTable } from './problems.tsx'

interface ResultViewProps {
  readonly row: ImportRow
  readonly knowsAccounts: boolean
  readonly problems: readonly ListedProblem[]
}

/** What came of an import. */
export function ResultView({ row, problems, knowsAccounts }: ResultViewProps) {
  const { t } = useView()
  const done = row.status === 'done'
  const title = done ? 'doneTitle' : row.status === 'stopped' ? 'stoppedTitle' : 'failedTitle'
  return (
    <>
      <Card title={t(`imports:result.${title}`)}>
        <CardPart>
          {done ? <CountStats row={row} /> : <p>{explanation(row, t)}</p>}
          <ResultActions row={row} problems={problems} knowsAccounts={knowsAccounts} />
        </CardPart>
      </Card>
      {problems.length > 0 ? (
        <Card title={t('imports:problems.title')} note={t('imports:result.kept', { days: keptDays })} padded>
          <ProblemTable problems={problems} />
        </Card>
      ) : null}
    </>
  )
}

function ResultActions({ row, problems, knowsAccounts }: ResultViewProps) {
  const { t } = useView()
  return (
    <div class="form-actions">
      <LinkButton href={href(paths.accounts, {}, { import: knowsAccounts ? row.id : undefined })} look="primary">
        {t(knowsAccounts ? `imports:result.seeThese.${row.subject}` : 'imports:result.toAccounts')}
      </LinkButton>
      {problems.length > 0 ? (
        <LinkButton href={href(paths.importErrors, { id: row.id })} icon="download" download>
          {t('imports:result.leftRows')}
        </LinkButton>
      ) : null}
      <LinkButton href={href(paths.importNew, {}, { subject: row.subject })}>{t('imports:result.again')}</LinkButton>
      <PostButton
        action={href(paths.importRemoval, { id: row.id })}
        look="quiet"
        confirm={t('imports:result.removeConfirm')}
      >
        {t('imports:result.remove')}
      </PostButton>
    </div>
  )
}

function explanation(row: ImportRow, t: ReturnType<typeof useView>['t']): string {
  if (row.status === 'stopped') return t('imports:result.stopped')
  const { reason = 'unexpected', values = {} } = row.failure ?? {}
  // At the command line a file that cannot be read has failed.
  const key = reason === 'unexpected' ? 'imports:failure.unexpected' : (`imports:unreadable.${reason}` as TextKey)
  return `${t('imports:result.failed')} ${t(key, values)}`
}
