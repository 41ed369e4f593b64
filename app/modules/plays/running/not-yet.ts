import { sql } from 'kysely'
import { href, paths } from '../../../paths.ts'
import type { KindSettings } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { nextDay } from '../starting/triggers/date.ts'
import { scoreMeets } from '../starting/triggers/health.ts'
import { nextTurn } from '../starting/triggers/schedule.ts'
import { textOf } from '../steps/settings.ts'
import type { ShownPlay } from './shown-play.ts'
import type { Silence } from './why-nobody.ts'

type Waiting = (services: Services, play: ShownPlay, settings: KindSettings) => Promise<Silence>

/** Nobody came at all: what the trigger of a play that is on is waiting for. */
export function whyNotYet(services: Services, play: ShownPlay): Promise<Silence> {
  const trigger = play.version?.definition?.trigger
  const waiting = waits.get(trigger?.kind ?? '') ?? forItsTrigger
  return waiting(services, play, trigger?.settings ?? {})
}

const seeDryRun = ({ id }: ShownPlay) =>
  ({ href: href(paths.playDryRun, { id }, { of: 'version' }), more: 'plays:running.nobody.dryRun' }) as const

const forItsTrigger: Waiting = async (_services, play) => ({ text: 'plays:running.nobody.notYet', ...seeDryRun(play) })

const forPeople: Waiting = async (_services, { id }) => ({
  text: 'plays:running.nobody.manual',
  href: href(paths.playStart, { id }),
  more: 'plays:running.start.title',
})

const forSegment: Waiting = async ({ db }, { about }, settings) => {
  const segment = Number(settings.segment) || 0
  const members = sql.table(about === 'account' ? 'segments.membership_fact' : 'segments.contact_membership_fact')
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from ${members} where segment_id = ${segment} limit 100000) m`.execute(db)
  const count = rows[0]?.n ?? 0
  const see = { href: href(paths.segment, { id: segment }), more: 'plays:running.nobody.segment' } as const
  if (settings.on === 'left') return { text: 'plays:running.nobody.noneLeft', values: { count }, ...see }
  return count === 0
    ? { text: 'plays:running.nobody.segmentEmpty', ...see }
    : { text: 'plays:running.nobody.onlyNew', values: { count }, ...see }
}

/** Those whose event came, but not as the play asks, were noted as passed over. */
const forEvent: Waiting = async (_services, _play, settings) => ({
  text: 'plays:running.nobody.noEvent',
  values: { event: textOf(settings, 'event') },
  href: paths.arrivals,
  more: 'plays:running.nobody.arrivals',
})

const forDay: Waiting = async (services, play, settings) => {
  const next = await nextDay(services, settings)
  if (!next) return { text: 'plays:running.nobody.noDay', ...seeDryRun(play) }
  return { text: 'plays:running.nobody.nextDay', values: next, ...seeDryRun(play) }
}

const forTurn: Waiting = async ({ db }, play, settings) => {
  const { timeZone } = await companySettings(db)
  return { text: 'plays:running.nobody.nextTurn', values: { at: nextTurn(settings, timeZone) }, ...seeDryRun(play) }
}

const forHealth: Waiting = async ({ db }, play, settings) => {
  const isRisk = settings.what === 'risk'
  const { rows } = await sql<{ known: boolean; there: number }>`
    select exists (select from health.account_health where ${isRisk ? sql`risk` : sql`band`} is not null) as known,
           (select count(*)::int from health.account_health where ${scoreMeets(settings)}) as there`.execute(db)
  const { known = false, there = 0 } = rows[0] ?? {}
  if (known) return { text: 'plays:running.nobody.crossesNot', values: { count: there }, ...seeDryRun(play) }
  return isRisk
    ? { text: 'plays:running.nobody.noRisk', href: paths.risk, more: 'plays:running.nobody.toRisk' }
    : { text: 'plays:running.nobody.noScore', href: paths.healthOverview, more: 'plays:running.nobody.toHealth' }
}

const waits: ReadonlyMap<string, Waiting> = new Map([
  ['manual', forPeople],
  ['segment', forSegment],
  ['event', forEvent],
  ['date', forDay],
  ['schedule', forTurn],
  ['health', forHealth],
])
