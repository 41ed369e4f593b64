import { log } from '../../../platform/log.ts'
import type { Panel } from '../../../web/module.ts'
import type { RequestContext } from '../../../web/routes.ts'
import type { ShownPanel } from '../views/panels.tsx'

/** What modules show of the account (or contact) with this id. */
export async function showPanels(
  c: RequestContext,
  panels: readonly Panel[],
  id: number,
): Promise<readonly ShownPanel[]> {
  const shown = await Promise.all(
    panels.map(async ({ key, place, show }) => {
      try {
        const content = await show(c, id)
        return content === undefined ? [] : [{ key, place, content }]
      } catch (error) {
        // One module that fails must not take the whole page away from the reader.
        log.error({ err: error, panel: key, id }, 'panel could not be shown')
        return []
      }
    }),
  )
  return shown.flat()
}
