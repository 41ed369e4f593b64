import type { Tx } from '../../platform/db.ts'
import type { Services } from '../../web/services.ts'
import { type StaffActor, system } from '../activity/index.ts'
import { closeTask, createTask } from '../tasks/index.ts'
import { placeOf, present, type Settled } from './feelings.ts'
import { overrideScores } from './overrides.ts'
import { draftSilence } from './plays/draft.ts'
import { gather } from './segments.ts'
import { type SampleTask, tasksOf } from './tasks.ts'
import { workTogether } from './together.ts'
import { meetCustomers, renewalTalks, repeatedTasks } from './touch.ts'
import { type Anchor, workingTime } from './world/days.ts'
import type { Farm } from './world/world.ts'

/**
 * Segments, tasks, scores by hand and a play that is not published yet, as a team would have made them, so that every
 * page has something to show.
 */
export async function organise(
  tx: Tx,
  services: Services,
  { farms, anchor }: { readonly farms: readonly Farm[]; readonly anchor: Anchor },
  settled: Settled,
): Promise<void> {
  const {
    people: { first },
    words,
  } = settled
  const team = first === null ? system : ({ kind: 'staff', id: first } as const)
  const segments = await gather(tx, services, team, words)
  const ofCourses = [...tasksOf(words), ...repeatedTasks(words)].map(
    task => [present(farms, task.about[0])[task.about[1]], task] as const,
  )
  for (const [farm, task] of [...ofCourses, ...renewalTalks(farms, anchor, words)]) {
    const where = farm && placeOf(farm, settled)
    if (!where) continue
    const id = await makeTask(tx, task, anchor, { ...where, byOwner: farm.owner === 'loader' })
    const closed = task.outcome !== undefined
    if (task.key) await workTogether(tx, { id, key: task.key, closed }, settled, anchor)
  }
  await overrideScores(tx, farms, anchor, settled)
  await meetCustomers(tx, team, segments, words)
  await draftSilence(tx, team, segments.get('quiet'), settled)
}

async function makeTask(
  tx: Tx,
  { title, reason, minutes, dueIn, outcome }: Omit<SampleTask, 'about'>,
  anchor: Anchor,
  { accountId, actor, byOwner }: { readonly accountId: number; readonly actor: StaffActor; readonly byOwner: boolean },
): Promise<number> {
  const due = { day: anchor.today.add({ days: dueIn }).toString() }
  // Where somebody real looks after the account, the sample's people leave it to them.
  const assigneeId = byOwner && !outcome ? null : actor.id
  const whom = { accountId, contactId: null, assigneeId, timeZone: anchor.timeZone, sample: true }
  const at = workingTime(anchor, Math.max(0, -dueIn) + 3, accountId)
  const id = await createTask(tx, actor, { ...whom, title, reason, minutes, due, at })
  if (outcome) await closeTask(tx, actor, id, outcome, { at: workingTime(anchor, -dueIn, accountId) })
  return id
}
