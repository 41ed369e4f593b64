import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { SampleLink } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Evidence, Hypothesis, Judgement, PlayName } from '../queries.ts'
import type { HypothesisForms } from '../routes/page.tsx'
import { EvidenceSides } from './evidence.tsx'
import { type EvidenceChoices, EvidenceForm } from './evidence-form.tsx'
import { Judgements } from './judgements.tsx'
import { StateTag } from './parts.tsx'
import { Plays } from './plays.tsx'

export interface HypothesisPageProps {
  readonly hypothesis: Hypothesis
  /** Name of the segment it is about. */
  readonly segment: string | undefined
  readonly evidence: readonly Evidence[]
  readonly judgements: readonly Judgement[]
  readonly plays: readonly PlayName[]
  readonly choices: EvidenceChoices
  readonly forms: HypothesisForms
  readonly mayRemove: (thing: { readonly staffId: string | null }) => boolean
}

/** One hypothesis: what is believed, what speaks for and against it, what has become of it, which plays stand on it. */
export function HypothesisPage(props: HypothesisPageProps) {
  const { t } = useView()
  const { hypothesis, evidence, mayRemove, choices, forms } = props
  const { id, statement, state, sample } = hypothesis
  return (
    <StaffLayout title={statement}>
      <PageHead
        title={statement}
        breadcrumb={[{ text: t('hypotheses:list.title'), href: href(paths.hypotheses) }]}
        marks={
          <>
            <StateTag state={state} />
            {sample ? <SampleLink /> : null}
          </>
        }
        actions={
          <LinkButton href={href(paths.hypothesisEdit, { id })} icon="pencil">
            {t('hypotheses:form.edit')}
          </LinkButton>
        }
      />
      <div class="cols">
        <Stack gap="loose">
          <Believed {...props} />
          <EvidenceSides evidence={evidence} mayRemove={mayRemove} />
          <Card title={t('hypotheses:evidence.new')} padded id="new-evidence">
            <EvidenceForm hypothesisId={id} choices={choices} form={forms.evidence} />
          </Card>
        </Stack>
        <Stack gap="loose">
          <Judgements hypothesis={hypothesis} judgements={props.judgements} form={forms.judgement} />
          <Plays hypothesisId={id} plays={props.plays} form={forms.play} />
          {mayRemove(hypothesis) ? <Removal id={id} /> : null}
        </Stack>
      </div>
    </StaffLayout>
  )
}

function Believed({ hypothesis, segment }: HypothesisPageProps) {
  const { t } = useView()
  const { reason, about, segmentId, staff, createdAt } = hypothesis
  return (
    <Card title={t('hypotheses:page.why')}>
      <CardPart>
        {reason ? <p class="prewrap">{reason}</p> : <p class="muted">{t('hypotheses:page.noReason')}</p>}
        {segment !== undefined && segmentId !== null ? (
          <p>
            {t('hypotheses:page.about')}
            {'　'}
            <a class="link" href={href(paths.segment, { id: segmentId })}>
              {segment}
            </a>
          </p>
        ) : null}
        {about ? (
          <p>
            {t('hypotheses:page.about')}
            {'　'}
            {about}
          </p>
        ) : null}
        <p class="small muted">
          {staff} <Time at={createdAt} as="day" />
        </p>
      </CardPart>
    </Card>
  )
}

function Removal({ id }: { readonly id: number }) {
  const { t } = useView()
  return (
    <div>
      <PostButton
        action={href(paths.hypothesisRemoval, { id })}
        look="quiet"
        size="small"
        icon="trash-2"
        confirm={t('hypotheses:page.removeConfirm')}
      >
        {t('hypotheses:page.remove')}
      </PostButton>
    </div>
  )
}
