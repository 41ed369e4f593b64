import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { TimelineEntry } from '../../../web/readers.ts'
import type { RiskReason } from '../learning/predictions.ts'
import { type NameValues, nameOfInput, plain } from './names.ts'

/** A smaller change of the probability is not worth a line. */
const leastChange = 0.05

/** Days on which the risk changed by five percentage points or more in the eyes of one model, with the strongest reason for it being what it was. */
export async function riskChanges(
  db: Db,
  accountId: number,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<readonly TimelineEntry[]> {
  const { rows } = await sql<{ at: Date; probability: number; was: number; reason: RiskReason | null }>`
    select * from (
      select at, probability, reason, lag(probability) over (partition by risk_model_id order by day) as was
      from health.risk_day where account_id = ${accountId}
    ) course
    where at < ${before} and abs(probability - was) >= ${leastChange}
    order by at desc limit ${limit}`.execute(db)
  return rows.map(({ at, probability, was, reason }) => {
    const values = { from: percent(was), to: percent(probability) }
    if (probability < was) return { at, icon: 'activity', tone: 'good', text: 'health:timeline.riskFell', values }
    const because = reason ? reasonOf(reason) : { kind: 'none' as const, named: {} }
    return {
      at,
      icon: 'activity',
      tone: 'care',
      text: `health:timeline.riskRose.${because.kind}`,
      values: { ...values, ...because.named },
    }
  })
}

/** What raises the risk explains a rise; a fall is a reason that went away, which is not kept. */
function reasonOf({ key, kind, value }: RiskReason) {
  const named: NameValues = nameOfInput(key)
  if (value === null) return { kind: 'missing' as const, named }
  if (kind === 'boolean') return { kind: value ? ('yes' as const) : ('no' as const), named }
  if (kind === 'number')
    return { kind: 'number' as const, named: { ...named, value: Math.round(Number(value) * 10) / 10 } }
  return { kind: 'category' as const, named: { ...named, value: plain(String(value)) } }
}

function percent(probability: number): number {
  return Math.round(probability * 100)
}
