import { nowDate } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import type { Problem } from '../definition/problem.ts'
import { problemsOf } from '../definition/problems.ts'
import type { StepCounts } from './counts.ts'
import type { ShownPlay } from './shown-play.ts'

/** What keeps a play from running. */
export interface Trouble {
  /** How many wait because a step cannot be done. */
  readonly waiting: number
  /** What is wrong with what is published, as far as that is the reason: something it speaks of is gone. */
  readonly problems: readonly Problem[]
}

/** What cannot be done is tried again every five minutes: after twice that, with nobody waiting for it, it is over. */
const overAfter = 10 * 60_000

/** What keeps a play from running now; undefined when nothing does, or does no more. */
export async function troubleOf(
  services: Services,
  { id: playId, about, problem, problemAt, version }: ShownPlay,
  { at }: Pick<StepCounts, 'at'>,
): Promise<Trouble | undefined> {
  if (!problem) return undefined
  const waiting = [...at.values()].reduce((total, step) => total + (step.waiting.get('problem') ?? 0), 0)
  if (waiting === 0 && problemAt && nowDate().getTime() - problemAt.getTime() > overAfter) return undefined
  const definition = version?.definition
  const problems = definition
    ? await transact(services.db, tx => problemsOf(tx, services, { playId, about, definition }))
    : []
  return { waiting, problems: problems.filter(one => one.severity === 'error') }
}
