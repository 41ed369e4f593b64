import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { engineTopic } from '../topics.ts'
import { livePlays } from './live-plays.ts'

/** From now on the trigger looks; with `again` it goes on reading where it was. */
export async function beginLooking(
  tx: Tx,
  services: Services,
  playId: number,
  { again }: { readonly again: boolean },
): Promise<void> {
  const at = nowDate()
  if (!again) {
    await tx.updateTable('plays.play').set({ live_since: at }).where('id', '=', playId).execute()
    const play = (await livePlays(tx)).find(one => one.playId === playId)
    const kind = play && services.offers.playTriggers.get(play.kind)
    const cursor = play && kind?.begin ? await kind.begin(tx, services, play) : 0
    await tx.updateTable('plays.play').set({ trigger_cursor: cursor }).where('id', '=', playId).execute()
  }
  await tellTriggers(tx, services)
}

/** Tells every trigger which plays look through it now. */
export async function tellTriggers(tx: Tx, services: Services): Promise<void> {
  const live = await livePlays(tx)
  for (const kind of services.offers.playTriggers.values()) {
    await kind.watch?.(
      tx,
      services,
      live.filter(play => play.kind === kind.key),
    )
  }
  await services.live.publish(tx, [engineTopic])
}
