import { Tag } from '../../../../web/ui/tag.tsx'
import { useView } from '../../../../web/view.ts'
import type { ImportStatus } from '../tables.ts'

const tones = {
  uploading: 'neutral',
  checking: 'accent',
  ready: 'care',
  unreadable: 'bad',
  running: 'accent',
  done: 'good',
  failed: 'bad',
  stopped: 'care',
} as const

export const statusId = 'import-status'

/** The same beside the title, where live updates reach it. */
export function LiveStatus({ status }: { readonly status: ImportStatus }) {
  return (
    <span id={statusId}>
      <StatusTag status={status} />
    </span>
  )
}

/** Where an import stands, in words and colour. */
export function StatusTag({ status }: { readonly status: ImportStatus }) {
  const { t } = useView()
  return <Tag tone={tones[status]}>{t(`imports:status.${status}`)}</Tag>
}
