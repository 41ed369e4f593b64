import { log } from '../../../platform/log.ts'
import type { RequestContext } from '../../../web/routes.ts'

/** What modules show of the play with this id. One that fails does not take the whole page away. */
export async function showPanels(c: RequestContext, id: number) {
  const shown = await Promise.all(
    c.var.services.offers.playPanels.map(async ({ key, place, show }) => {
      try {
        return { place, content: await show(c, id) }
      } catch (error) {
        log.error({ err: error, panel: key, id }, 'panel could not be shown')
        return { place, content: undefined }
      }
    }),
  )
  const at = (place: 'main' | 'aside') =>
    shown.flatMap(one => (one.place === place && one.content !== undefined ? [one.content] : []))
  return { main: at('main'), aside: at('aside') }
}
