import { type ColumnPlan, type ColumnType, columnTypes, type Field, fieldsOf, type Plan, type Subject } from './plan.ts'
import type { FileProfile } from './profile.ts'

/** A mapping that was typed cannot be understood; `part` is the piece of it, `reason` a text under `imports:command`. */
export class UnclearMapping extends Error {
  override name = 'UnclearMapping'
  readonly reason: 'unknownColumn' | 'unknownTarget' | 'noTarget'
  readonly part: string

  constructor(reason: UnclearMapping['reason'], part: string) {
    super(`${reason}: ${part}`)
    this.reason = reason
    this.part = part
  }
}

/**
 * The plan with what a person typed put over it: `MonthlyCharges=monthly_amount,trait:MonthlyCharges;Churn=cancelled`.
 * A target is a field, `ignore`, `trait` or `trait:KEY` with the type that was guessed, or one of the types with a key
 * (`text:KEY`). A field that is given to a column is taken from the column that had it. Throws UnclearMapping.
 */
export function applyMapping(subject: Subject, plan: Plan, profile: FileProfile, typed: string): Plan {
  let columns = [...plan.columns]
  for (const entry of typed
    .split(';')
    .map(part => part.trim())
    .filter(Boolean)) {
    const index = columnNamed(profile, entry)
    const heading = profile.columns[index]?.heading ?? ''
    const targets = entry.slice(heading.length + 1)
    const column = readTargets(subject, targets, heading, profile.columns[index]?.fits[0] ?? 'text')
    columns = columns.map(other => (column.field && other.field === column.field ? { ...other, field: null } : other))
    columns[index] = column
  }
  return { ...plan, columns }
}

/** The longest heading that the entry begins with, because headings may contain = too. */
function columnNamed(profile: FileProfile, entry: string): number {
  let found = -1
  for (const [index, { heading }] of profile.columns.entries()) {
    const longer = heading.length > (profile.columns[found]?.heading.length ?? 0)
    if (heading !== '' && longer && entry.startsWith(`${heading}=`)) found = index
  }
  if (found < 0) throw new UnclearMapping('unknownColumn', entry)
  return found
}

function readTargets(subject: Subject, text: string, heading: string, guessed: ColumnType): ColumnPlan {
  const plan: { field: Field | null; trait: ColumnPlan['trait'] } = { field: null, trait: null }
  const targets = text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
  if (targets.length === 0) throw new UnclearMapping('noTarget', heading)
  for (const target of targets) {
    const [word = '', ...rest] = target.split(':')
    const key = rest.join(':').trim() || heading
    const field = fieldsOf(subject).find(one => one === target)
    const type = columnTypes.find(one => one === word)
    if (field) plan.field = field
    else if (word === 'trait') plan.trait = { key, type: guessed }
    else if (type) plan.trait = { key, type }
    else if (target !== 'ignore') throw new UnclearMapping('unknownTarget', target)
  }
  return plan
}

/** A column's plan as it is typed. */
export function targetsText({ field, trait }: ColumnPlan): string {
  return [...(field ? [field] : []), ...(trait ? [`${trait.type}:${trait.key}`] : [])].join(',') || 'ignore'
}
