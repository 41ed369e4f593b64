import { sql } from 'kysely'
import { href, paths } from '../../../paths.ts'
import type { Db } from '../../../platform/db.ts'
import type { TextKey } from '../../../web/i18n.ts'
import type { PlayCounts } from './counts.ts'
import type { ShownPlay } from './shown-play.ts'

/** A reason why nobody begins, and where to look or what to do. */
export interface Silence {
  readonly text: TextKey
  readonly values?: Readonly<Record<string, string | number>>
  readonly href?: string
  readonly more?: TextKey
}

/** Why nobody has begun since the play is on; nothing when somebody has. */
export async function whyNobody(db: Db, play: ShownPlay, counts: PlayCounts): Promise<readonly Silence[]> {
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
  return known.length > 0 ? known : [await whyNotYet(db, play)]
}

/** Nobody came at all: what its trigger is waiting for. */
async function whyNotYet(db: Db, { id, about, version }: ShownPlay): Promise<Silence> {
  const trigger = version?.definition?.trigger
  if (trigger?.kind === 'manual') {
    return {
      text: 'plays:running.nobody.manual',
      href: href(paths.playStart, { id }),
      more: 'plays:running.start.title',
    }
  }
  const dryRun = {
    href: href(paths.playDryRun, { id }, { of: 'version' }),
    more: 'plays:running.nobody.dryRun',
  } as const
  if (trigger?.kind !== 'segment') return { text: 'plays:running.nobody.notYet', ...dryRun }
  const segment = Number(trigger.settings.segment) || 0
  const members = sql.table(about === 'account' ? 'segments.membership_fact' : 'segments.contact_membership_fact')
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from ${members} where segment_id = ${segment} limit 100000) m`.execute(db)
  const n = rows[0]?.n ?? 0
  const see = { href: href(paths.segment, { id: segment }), more: 'plays:running.nobody.segment' } as const
  if (trigger.settings.on === 'left') return { text: 'plays:running.nobody.noneLeft', values: { count: n }, ...see }
  return n === 0
    ? { text: 'plays:running.nobody.segmentEmpty', ...see }
    : { text: 'plays:running.nobody.onlyNew', values: { count: n }, ...see }
}
