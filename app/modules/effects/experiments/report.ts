import { usualSmallest } from '../estimates/comparison.ts'
import { type Report, reportOn } from '../report/report.ts'
import type { Plan } from './plan.ts'
import type { DaySum } from './queries.ts'

/** What comes of an experiment, from its sums. */
export function experimentReport(plan: Plan, sums: readonly DaySum[]): Report {
  const others = new Set(sums.map(({ arm }) => arm))
  others.delete(plan.control)
  const shares = new Map([[plan.control, plan.controlShare]])
  for (const arm of others) shares.set(arm, (1 - plan.controlShare) / others.size)
  return reportOn(sums, {
    question: {
      kind: plan.kind,
      better: plan.better,
      smallest: { of: usualSmallest[plan.kind].of, size: plan.smallest },
    },
    control: plan.control,
    shares: [shares],
  })
}
