import { Tag } from '../../../web/ui/tag.tsx'
import type { Tone } from '../../../web/ui/tone.ts'
import { useView } from '../../../web/view.ts'
import type { Listed } from '../queries.ts'
import type { State } from '../tables.ts'

const looks: Readonly<Record<State, { readonly icon: string; readonly tone?: Tone | 'accent' }>> = {
  open: { icon: 'flask-conical' },
  supported: { icon: 'check', tone: 'good' },
  refuted: { icon: 'x', tone: 'care' },
  in_use: { icon: 'workflow', tone: 'accent' },
}

/** What has become of a hypothesis so far. */
export function StateTag({ state }: { readonly state: State }) {
  const { t } = useView()
  const { icon, tone } = looks[state]
  return (
    <Tag icon={icon} {...(tone && { tone })}>
      {t(`hypotheses:states.${state}`)}
    </Tag>
  )
}

/** How much speaks for it and against it, in words. */
export function Balance({ hypothesis }: { readonly hypothesis: Pick<Listed, 'for' | 'against' | 'plays'> }) {
  const { t } = useView()
  const { for: speaksFor, against, plays } = hypothesis
  return (
    <span class="num">
      {t('hypotheses:list.balance', { for: speaksFor, against })}
      {plays > 0 ? t('hypotheses:list.plays', { count: plays }) : null}
    </span>
  )
}
