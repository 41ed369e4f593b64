import { emptyForm, type FormState } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import type { RequestContext } from '../../../web/routes.ts'
import { canRemove } from '../policy.ts'
import { evidenceOf, type Hypothesis, judgementsOf, playsFor } from '../queries.ts'
import type { EvidenceChoices } from '../views/evidence-form.tsx'
import { HypothesisPage } from '../views/hypothesis.tsx'

/** What was typed into the forms of a hypothesis's page, when that cannot be accepted. */
export interface HypothesisForms {
  readonly judgement: FormState
  readonly evidence: FormState
  readonly play: FormState
}

/** The page of one hypothesis; with what was typed into one of its forms when that is refused. */
export async function hypothesisPage(
  c: RequestContext,
  hypothesis: Hypothesis,
  forms: Partial<HypothesisForms> = {},
  choices: EvidenceChoices = {},
): Promise<Response> {
  const { db, offers } = c.var.services
  const { staff } = c.var
  const [evidence, judgements, plays, segments] = await Promise.all([
    evidenceOf(db, hypothesis.id),
    judgementsOf(db, hypothesis.id),
    playsFor(db, hypothesis.id),
    offers.segments?.names(db),
  ])
  const content = (
    <HypothesisPage
      hypothesis={hypothesis}
      segment={hypothesis.segmentId === null ? undefined : segments?.get(hypothesis.segmentId)}
      evidence={evidence}
      judgements={judgements}
      plays={plays}
      choices={choices}
      forms={{ judgement: emptyForm, evidence: emptyForm, play: emptyForm, ...forms }}
      mayRemove={thing => staff !== undefined && canRemove(staff, thing)}
    />
  )
  return page(c, content, Object.keys(forms).length > 0 ? 422 : 200)
}
