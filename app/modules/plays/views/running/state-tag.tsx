import { Tag } from '../../../../web/ui/tag.tsx'
import { useView } from '../../../../web/view.ts'
import type { PlayState } from '../../tables.ts'

const looks = {
  draft: { tone: 'neutral', icon: 'pencil' },
  live: { tone: 'good', icon: 'play' },
  paused: { tone: 'care', icon: 'pause' },
  archived: { tone: 'neutral', icon: 'archive' },
} as const

/** Whether a play is on. */
export function PlayStateTag({ state }: { readonly state: PlayState }) {
  const { t } = useView()
  return (
    <Tag tone={looks[state].tone} icon={looks[state].icon}>
      {t(`plays:running.state.${state}`)}
    </Tag>
  )
}
