import type { Child } from 'hono/jsx'
import { href, paths } from '../../paths.ts'
import type { RequestContext } from '../../web/routes.ts'
import { listHypotheses } from './queries.ts'
import { HypothesesPanel } from './views/panel.tsx'

const shown = 5

/** On the page of an account: what was seen there of hypotheses, and a way to say more. */
export async function showOnAccount(c: RequestContext, accountId: number): Promise<Child> {
  const hypotheses = await listHypotheses(c.var.services.db, { accountId, limit: shown })
  const text = c.var.view.t('hypotheses:panel.observe')
  return (
    <HypothesesPanel
      hypotheses={hypotheses}
      more={{ href: href(paths.observation, {}, { account: accountId }), text }}
    />
  )
}

/** On the page of a play: the hypotheses it stands on. */
export async function showOnPlay(c: RequestContext, playId: number): Promise<Child> {
  const hypotheses = await listHypotheses(c.var.services.db, { playId, limit: shown })
  const text = c.var.view.t('hypotheses:panel.all')
  return <HypothesesPanel hypotheses={hypotheses} more={{ href: href(paths.hypotheses), text }} />
}
