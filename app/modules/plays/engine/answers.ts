import type { Tx } from '../../../platform/db.ts'
import type { StepAnswer } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import type { AskedAnswer } from '../definition/definition.ts'
import type { Traveller } from './journey.ts'
import type { Version } from './versions.ts'

/**
 * Of these travellers those who answered a step of their own way like this. Who never came by it, or was not asked, gave no answer.
 * Throws when the step asks nothing (any more).
 */
export async function whoAnswered(
  tx: Tx,
  services: Services,
  { playId, course }: Pick<Version, 'playId' | 'course'>,
  { step, is }: AskedAnswer,
  travellers: readonly Traveller[],
): Promise<readonly Traveller[]> {
  const asking = course.nodes.get(step)?.step
  const asks = asking?.kind === 'action' ? services.offers.playSteps.get(asking.action)?.asks : undefined
  if (!asks) throw new Error(`the step ${step} asks nothing`)
  const enrolled = travellers.map(({ due }) => ({ id: due.id, accountId: due.account_id, contactId: due.contact_id }))
  const given = await asks.given(tx, { playId, stepId: step }, enrolled)
  return travellers.filter(({ due }) => isMeant(given.get(due.id), is))
}

function isMeant(answer: StepAnswer | undefined, is: AskedAnswer['is']): boolean {
  if (is === 'none') return answer === undefined
  return is === 'any' ? answer !== undefined : answer === is
}
