import { href, paths } from '../../../paths.ts'
import type { TextKey } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import type { PlayCounts } from './counts.ts'
import { whyNotYet } from './not-yet.ts'
import type { ShownPlay } from './shown-play.ts'

/** A reason why nobody begins, and where to look or what to do. */
export interface Silence {
  readonly text: TextKey
  /** Moments and days are written as the reader writes them. */
  readonly values?: Readonly<Record<string, string | number | Date | Temporal.PlainDate>>
  readonly href?: string
  readonly more?: TextKey
}

/** Why nobody has begun since the play is on; nothing when somebody has. */
export async function whyNobody(services: Services, play: ShownPlay, counts: PlayCounts): Promise<readonly Silence[]> {
  const { id, state } = play
  if (state === 'archived') return []
  if (state === 'draft') return [{ text: 'plays:running.nobody.draft' }]
  if (state === 'paused') return [{ text: 'plays:running.nobody.paused' }]
  if (counts.begunLately > 0) return []
  const passed = [...counts.passedOver.values()].reduce((total, n) => total + n, 0)
  const known: readonly Silence[] = [
    ...(play.problem ? [{ text: 'plays:running.nobody.problem' } as const] : []),
    ...(counts.heldOut > 0 && counts.treated === 0
      ? [
          {
            text: 'plays:running.nobody.heldOut',
            values: { count: counts.heldOut },
            href: href(paths.playHeldOut, { id }),
            more: 'plays:running.nobody.see',
          } as const,
        ]
      : []),
    ...(passed > 0
      ? [
          {
            text: 'plays:running.nobody.passedOver',
            values: { count: passed },
            href: href(paths.playPassedOver, { id }),
            more: 'plays:running.nobody.see',
          } as const,
        ]
      : []),
  ]
  return known.length > 0 ? known : [await whyNotYet(services, play)]
}
