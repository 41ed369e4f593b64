import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Listed } from '../queries.ts'
import { Balance, StateTag } from './parts.tsx'

interface ObservationPageProps {
  readonly account: { readonly id: number; readonly name: string }
  readonly hypotheses: readonly Listed[]
}

/** Something was seen at an account: which hypothesis does it speak for or against? */
export function ObservationPage({ account, hypotheses }: ObservationPageProps) {
  const { t } = useView()
  const title = t('hypotheses:observation.title')
  return (
    <StaffLayout title={title} width="narrow">
      <PageHead
        title={title}
        breadcrumb={[{ text: account.name, href: href(paths.account, { id: account.id }) }]}
        lead={t('hypotheses:observation.lead')}
      />
      <Card label={title}>
        <h2 class="unseen">{title}</h2>
        {hypotheses.length === 0 ? (
          <EmptyState
            icon="flask-conical"
            title={t('hypotheses:list.none')}
            action={<LinkButton href={href(paths.hypothesisNew)}>{t('hypotheses:form.new')}</LinkButton>}
          >
            {t('hypotheses:list.noneHow')}
          </EmptyState>
        ) : null}
        <ul data-shortcuts-list>
          {hypotheses.map(hypothesis => (
            <li class="hypothesis">
              <a
                class="hypothesis-title"
                href={`${href(paths.hypothesisEvidence, { id: hypothesis.id }, { account: account.id })}#new-evidence`}
              >
                {hypothesis.statement}
              </a>
              <span class="cluster small muted">
                <StateTag state={hypothesis.state} />
                <Balance hypothesis={hypothesis} />
                {hypothesis.sample ? <SampleMark /> : null}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </StaffLayout>
  )
}
