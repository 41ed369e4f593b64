import { type RawBuilder, sql } from 'kysely'
import { now } from '../../../../platform/clock.ts'
import type { Tx } from '../../../../platform/db.ts'
import type { Candidate, KindSettings, PlayTriggerKind, Triggered } from '../../../../web/play-kinds.ts'
import { standingKey } from '../standing-key.ts'

const bands = [
  { value: 'good', label: 'plays:trigger.health.good' },
  { value: 'care', label: 'plays:trigger.health.care' },
  { value: 'bad', label: 'plays:trigger.health.bad' },
] as const

/**
 * The health score comes into another band, or the churn risk crosses a line. What was seen of each account last is kept while
 * there are such plays: of accounts with news at once, and of all every minute, since scores and risks of all may be computed
 * anew without news of any.
 */
export const healthTrigger: PlayTriggerKind = {
  key: 'health',
  label: 'plays:trigger.health.label',
  icon: 'heart-pulse',
  sentence: 'plays:trigger.health.sentence',
  abouts: ['account'],
  fields: [
    {
      name: 'what',
      required: true,
      type: 'choice',
      label: 'plays:trigger.health.what',
      initial: 'band',
      choices: [
        { value: 'band', label: 'plays:trigger.health.band' },
        { value: 'risk', label: 'plays:trigger.health.risk' },
      ],
    },
    {
      name: 'band',
      required: true,
      type: 'choice',
      label: 'plays:trigger.health.to',
      initial: 'bad',
      choices: bands,
      when: { field: 'what', is: ['band'] },
    },
    {
      name: 'risk',
      required: true,
      type: 'number',
      label: 'plays:trigger.health.line',
      initial: 30,
      min: 1,
      max: 99,
      when: { field: 'what', is: ['risk'] },
    },
    {
      name: 'direction',
      required: true,
      type: 'choice',
      label: 'plays:trigger.health.direction',
      initial: 'rises',
      choices: [
        { value: 'rises', label: 'plays:trigger.health.rises' },
        { value: 'falls', label: 'plays:trigger.health.falls' },
      ],
      when: { field: 'what', is: ['risk'] },
    },
  ],
  shared: true,
  async found(tx, _services, plays, news) {
    const minute = Math.floor(now().epochMilliseconds / 60_000)
    const everybody = plays.some(play => play.cursor < minute)
    if (!everybody && news.length === 0) return { finds: [], more: false }
    const changes = await changed(tx, everybody ? 'all' : news)
    const finds = plays.map(play => ({
      playId: play.playId,
      candidates: changes.flatMap(change => candidate(play, change)),
      cursor: everybody ? minute : play.cursor,
    }))
    return { finds, more: false }
  },
  async watch(tx, _services, live) {
    if (live.length === 0) await sql`delete from plays.health_seen`.execute(tx)
    // What is seen first is no change. What was seen before stays: others may not have looked at its change yet.
    else await seeFirst(tx)
  },
  async standing(tx, _services, { settings }) {
    const { rows } = await sql<{ account_id: number }>`
      select account_id from health.account_health where ${scoreMeets(settings)} order by account_id`.execute(tx)
    return rows.map(row => ({ accountId: row.account_id, contactId: null, key: standingKey(), cause: {} }))
  },
}

async function seeFirst(tx: Tx): Promise<void> {
  await sql`
    insert into plays.health_seen (account_id, band, risk)
    select account_id, band, risk from health.account_health on conflict do nothing`.execute(tx)
}

/** Whether a row of health.account_health is where the trigger would have it come. */
export function scoreMeets(settings: KindSettings): RawBuilder<unknown> {
  if (settings.what !== 'risk') return sql`band = ${String(settings.band)}`
  const line = Number(settings.risk) / 100
  return settings.direction === 'falls' ? sql`risk < ${line}` : sql`risk >= ${line}`
}

interface Change {
  readonly account_id: number
  readonly band: string | null
  readonly risk: number | null
  readonly band_before: string | null
  readonly risk_before: number | null
  readonly seen: boolean
}

/** Whose band or risk is another than was seen last; from now on that is what was seen. */
async function changed(tx: Tx, accounts: 'all' | readonly number[]): Promise<readonly Change[]> {
  const among = accounts === 'all' ? sql`true` : sql`h.account_id = any(${accounts}::bigint[])`
  const { rows } = await sql<Change>`
    with other as (
      select h.account_id, h.band, h.risk, s.band as band_before, s.risk as risk_before, s.account_id is not null as seen
      from health.account_health h left join plays.health_seen s on s.account_id = h.account_id
      where ${among} and (s.account_id is null or s.band is distinct from h.band or s.risk is distinct from h.risk)
    ), noted as (
      insert into plays.health_seen (account_id, band, risk) select account_id, band, risk from other
      on conflict (account_id) do update set band = excluded.band, risk = excluded.risk
    )
    select * from other where seen order by account_id`.execute(tx)
  return rows
}

function candidate({ settings }: Triggered, change: Change): readonly Candidate[] {
  if (!crosses(settings, change)) return []
  const { account_id: accountId, band, risk, band_before, risk_before } = change
  const key = String(now().epochMilliseconds)
  const percent = (share: number | null) => (share === null ? null : Math.round(share * 100))
  const cause: Candidate['cause'] =
    settings.what === 'risk'
      ? { from: percent(risk_before), to: percent(risk) }
      : { from_band: band_before, to_band: band }
  return [{ accountId, contactId: null, key, cause }]
}

function crosses(settings: KindSettings, { band, risk, band_before, risk_before }: Change): boolean {
  if (settings.what !== 'risk') return band === settings.band && band_before !== band
  if (risk === null || risk_before === null) return false
  const line = Number(settings.risk) / 100
  return settings.direction === 'falls' ? risk_before >= line && risk < line : risk_before < line && risk >= line
}
