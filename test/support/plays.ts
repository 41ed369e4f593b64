import { sql } from 'kysely'
import type { Definition, Step } from '../../app/modules/plays/definition/definition.ts'
import { noticeLimits } from '../../app/modules/plays/engine/limits.ts'
import { takeNews } from '../../app/modules/plays/engine/news.ts'
import { settleLeft } from '../../app/modules/plays/engine/settling.ts'
import { takeTurn } from '../../app/modules/plays/engine/turn.ts'
import { createPlay } from '../../app/modules/plays/play.ts'
import { publishPlay } from '../../app/modules/plays/publishing.ts'
import { type DryRun, dryRun } from '../../app/modules/plays/running/dry-run.ts'
import { loadPlay } from '../../app/modules/plays/running/shown-play.ts'
import { archivePlay } from '../../app/modules/plays/running.ts'
import { lookOnce } from '../../app/modules/plays/starting/look.ts'
import { startKept } from '../../app/modules/plays/starting/start-kept.ts'
import { transact } from '../../app/platform/db.ts'
import type { PlayAbout } from '../../app/web/play-kinds.ts'
import type { Services } from '../../app/web/services.ts'
import { cast } from '../cast.ts'

const admin = { kind: 'staff', id: cast.admin.id } as const

/** A play that is complete but for its steps: started by hand, nobody held out, meant to keep customers for 90 days. */
export const plainPlay: Definition = {
  v: 1,
  trigger: { kind: 'manual', settings: {} },
  audience: null,
  reentry: { rule: 'never' },
  steps: [],
  exits: [],
  outcome: { kind: 'subscription', state: 'retained', days: 90 },
  holdout: 0,
}

/** A task for whoever looks after the account. */
export function taskStep(id: string, title = '電話する'): Step {
  return {
    id,
    kind: 'action',
    action: 'task',
    settings: { title, reason: '静かになったため', proposal: '', assign: 'owner', days: 2, minutes: 20 },
  }
}

/** Makes a play and publishes it; nobody is held out of all plays. Returns its id. */
export async function putPlay(
  services: Services,
  definition: Partial<Definition>,
  options: { readonly about?: PlayAbout; readonly name?: string; readonly standing?: boolean } = {},
): Promise<number> {
  return transact(services.db, async tx => {
    await sql`update plays.setting set holdout = 0`.execute(tx)
    const playId = await createPlay(tx, admin, {
      name: options.name ?? '静かな顧客に声をかける',
      description: '',
      ownerId: cast.manager.id,
      about: options.about ?? 'account',
      definition: { ...plainPlay, ...definition },
    })
    const publishing = { underWay: 'finish', standing: options.standing ?? false } as const
    await publishPlay(tx, services, admin, { playId, revision: 1 }, publishing)
    return playId
  })
}

/** Whom a published play would reach now. */
export async function tryPlay(services: Services, playId: number): Promise<DryRun | undefined> {
  const play = await loadPlay(services.db, playId)
  return play.version?.definition && dryRun(services, play, play.version.definition)
}

/** Ends a play. */
export async function endPlay(services: Services, playId: number): Promise<void> {
  await transact(services.db, tx => archivePlay(tx, services, admin, playId))
}

/** Lets the engine work until there is nothing to do at this instant. */
export async function workPlays(services: Services): Promise<void> {
  for (let rounds = 0; rounds < 100; rounds++) {
    await noticeLimits(services)
    const news = await takeNews(services)
    const found = await lookOnce(services, news)
    const moved = (await settleLeft(services, 5000)) + (await startKept(services)) + (await takeTurn(services))
    if (moved === 0 && news.length === 0 && !found) return
  }
  throw new Error('the engine does not come to rest')
}
