import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Listed } from '../queries.ts'
import { Balance, StateTag } from './parts.tsx'

interface HypothesesPanelProps {
  readonly hypotheses: readonly Listed[]
  /** Where something more can be said. */
  readonly more: { readonly href: string; readonly text: Child }
}

/** Hypotheses that an account or a play has to do with. */
export function HypothesesPanel({ hypotheses, more }: HypothesesPanelProps) {
  const { t } = useView()
  return (
    <Card title={t('hypotheses:list.title')}>
      {hypotheses.map(hypothesis => (
        <CardPart>
          <span>
            <a href={href(paths.hypothesis, { id: hypothesis.id })}>{hypothesis.statement}</a>{' '}
            {hypothesis.sample ? <SampleMark /> : null}
          </span>
          <p class="cluster small muted">
            <StateTag state={hypothesis.state} />
            <Balance hypothesis={hypothesis} />
          </p>
        </CardPart>
      ))}
      <CardPart>
        <LinkButton href={more.href} look="quiet" size="small">
          {more.text}
        </LinkButton>
      </CardPart>
    </Card>
  )
}
