import type { Tx } from '../../../platform/db.ts'
import type { Enrolled, StepFate, StepRun } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import type { Action } from '../definition/definition.ts'
import { problem, type Traveller } from './journey.ts'
import type { Stop } from './structure.ts'

/** Has the module that offers the step do it for all of them. Throws when none offers it any more. */
export async function act(tx: Tx, services: Services, stop: Stop, step: Action): Promise<void> {
  const kind = services.offers.playSteps.get(step.action)
  if (!kind) throw new Error(`no module offers the step ${step.action}`)
  const fates = await kind.perform(tx, services, stepRun(stop, step), stop.travellers.map(enrolled))
  for (const one of stop.travellers) follow(one, fates.get(one.due.id) ?? { kind: 'done' }, stop.node.next)
}

function follow(one: Traveller, fate: StepFate, next: string | null): void {
  const waited = waitOf(one)
  if (fate.kind === 'wait') {
    if (waited && waited.waited !== fate.why) {
      one.note('waited', waited)
      one.waitingSince = null
    }
    one.stay({ until: fate.until, why: fate.why })
    return
  }
  if (fate.kind === 'done') one.note('done', waited ? { ...fate.detail, ...waited } : fate.detail)
  else one.note('skipped', { why: fate.why, ...waited })
  one.goTo(next)
}

/** Why and since when it waited at this step, for as long as it is known: afterwards the enrollment does not tell. */
function waitOf({ arrived, due, waitingSince }: Traveller): { waited: string; since: string } | undefined {
  if (!arrived || !due.waiting || due.waiting === problem || !waitingSince) return undefined
  return { waited: due.waiting, since: waitingSince.toISOString() }
}

/** What a step is told about where it stands. */
function stepRun({ version }: Stop, step: Action): StepRun {
  return {
    playId: version.playId,
    playName: version.playName,
    versionNumber: version.number,
    stepId: step.id,
    settings: step.settings,
    sample: version.sample,
  }
}

function enrolled({ due }: Traveller): Enrolled {
  return { id: due.id, accountId: due.account_id, contactId: due.contact_id, cause: due.cause }
}
