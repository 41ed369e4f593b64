import { emptyForm } from '../../../../web/forms.ts'
import { TurboStream } from '../../../../web/ui/turbo-stream.tsx'
import type { ImportRow } from '../queries.ts'
import type { ImportContent } from '../routes/content.ts'
import { Counts, countsId } from './counts.tsx'
import { bodyOf } from './import.tsx'
import { runningId, waitingId } from './running.tsx'
import { LiveStatus, statusId } from './status.tsx'

interface LiveImportProps {
  readonly row: ImportRow
  readonly content: ImportContent
}

/**
 * What an open page is told. The panel that waits is replaced by what it waited for, once: after that it is not there any
 * more, so that nothing a person is choosing on the page is touched.
 */
export function LiveImport({ row, content }: LiveImportProps) {
  const body = bodyOf(row, content, emptyForm)
  return (
    <>
      <TurboStream action="replace" target={statusId}>
        <LiveStatus status={row.status} />
      </TurboStream>
      <TurboStream action="replace" target={row.status === 'running' ? runningId : waitingId}>
        {body}
      </TurboStream>
      {row.status === 'running' || row.status === 'checking' || row.status === 'ready' ? null : (
        <TurboStream action="replace" target={runningId}>
          {body}
        </TurboStream>
      )}
      {content.preview ? (
        <TurboStream action="replace" target={countsId}>
          <Counts row={row} problems={content.problems} />
        </TurboStream>
      ) : null}
    </>
  )
}
