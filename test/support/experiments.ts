import { choosePlan, experimentArrived, openExperiment } from '../../app/modules/effects/experiments/experiment.ts'
import { experimentJobs } from '../../app/modules/effects/experiments/jobs.ts'
import { transact } from '../../app/platform/db.ts'
import type { Services } from '../../app/web/services.ts'
import { cast } from '../cast.ts'

/**
 * Has a file of a finished experiment looked at, and unless somebody is still to choose, computed as guessed: here, or by the
 * worker where one runs. Returns its id.
 */
export async function experimentUploaded(
  services: Services,
  content: string,
  { computed, worker = false }: { computed: boolean; worker?: boolean },
): Promise<number> {
  const { db, jobs } = services
  const actor = { kind: 'staff', id: cast.csm.id } as const
  const id = await openExperiment(db, actor, { name: '実験', fileName: 'x.csv' })
  const bytes = Buffer.from(content)
  await db.insertInto('effects.experiment_chunk').values({ experiment_id: id, position: 0, bytes }).execute()
  await experimentArrived(db, jobs, id, bytes.length)
  const status = async () =>
    (await db.selectFrom('effects.experiment').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
  const run = async (name: string, after: string) => {
    if (!worker)
      await experimentJobs.find(job => job.name === name)?.run(services, { id }, new AbortController().signal)
    while (worker && (await status()) !== after) await new Promise(resolve => setTimeout(resolve, 50))
  }
  await run('effects.look', 'choosing')
  const { plan } = await db
    .selectFrom('effects.experiment')
    .select('plan')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (!computed || !plan) return id
  await transact(db, tx => choosePlan(tx, jobs, actor, id, plan))
  await run('effects.read', 'done')
  return id
}
