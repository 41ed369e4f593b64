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

/** Where an import stands, in words and colour. */
export function StatusTag({ status }: { readonly status: ImportStatus }) {
  const { t } = useView()
  return <Tag tone={tones[status]}>{t(`imports:status.${status}`)}</Tag>
}
