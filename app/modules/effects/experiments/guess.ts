import { type FileProfile, readFlag, readNumber } from '../../customers/index.ts'
import { usualSmallest } from '../estimates/comparison.ts'
import { type FileColumn, mostArms, type Plan } from './plan.ts'

/** What choosing needs to know of the columns. Values are kept only where they may name an arm, and a few as examples. */
export function columnsOf({ columns }: FileProfile): readonly FileColumn[] {
  const comma = columns.some(column => column.decimal === 'comma')
  return columns.map(column => {
    const few = column.choices !== null && column.choices.length >= 2 && column.choices.length <= mostArms
    return {
      heading: column.heading,
      examples: column.examples.slice(0, 3),
      arms: few && column.choices?.every(value => value.length <= 200) ? column.choices : null,
      number: column.fits.includes('number') || column.mostly.includes('number'),
      flag: column.fits.includes('boolean') || saysYesAndNo(column),
      day: column.fits.includes('date') || column.mostly.includes('date'),
      decimal: column.decimal ?? (comma ? 'comma' : 'point'),
      dateOrder: column.dateOrder ?? 'month',
    }
  })
}

/** Also where a few do not know, or a program wrote 1 and 0 with decimals. Other numbers are counts. */
function saysYesAndNo({ choices, decimal }: FileProfile['columns'][number]): boolean {
  const said = (choices ?? []).flatMap(text => readYes(text, decimal ?? 'point') ?? [])
  const others = (choices ?? []).filter(text => readYes(text, decimal ?? 'point') === undefined)
  return new Set(said).size === 2 && others.every(text => readNumber(text, decimal ?? 'point') === undefined)
}

/** Yes or no, also as 1.0 and 0.0; undefined for anything else. */
export function readYes(text: string, decimal: FileColumn['decimal']): boolean | undefined {
  const number = readNumber(text, decimal)
  return readFlag(text) ?? (number === 1 ? true : number === 0 ? false : undefined)
}

// Headings as people and programs write them, and what arms that are compared with are called.
const words = {
  arm: /variant|variation|group|arm|treat|bucket|cohort|^ab$|群|グループ|パターン|割り?付け|割り?当て|施策|バリアント/i,
  before: /before|pre\b|^pre|baseline|prior|covariate|前|事前|以前|ベースライン/i,
  unit: /^(customer|user|account|member|client|company|unit|subject|participant|顧客|お客様|会社|企業|ユーザー?|会員|利用者)?[ _-]?(id|no\.?|number|番号|コード)$/i,
  outcome:
    /outcome|result|convert|conversion|retain|churn|revenue|value|metric|after|post|成果|結果|転換|継続|解約|売上|金額|後|指標/i,
  control:
    /^(control|ctrl|holdout|hold.?out|held.?out|baseline|original|default|placebo|a|0|false|no|none|off|対照群?|比較群|コントロール群?|統制群|なし|無し|従来|旧|現行)$|なし$|無し$|しない$|without|control/i,
}

/** Guesses which column is what; null where nothing in the file can be an arm, or an outcome. */
export function guessPlan(columns: readonly FileColumn[]): Plan | null {
  const arm = best(
    columns,
    one => one.arms !== null,
    [words.arm],
    one => (one.number ? 0 : 0.5),
  )
  if (arm === null) return null
  const free = (index: number) => index !== arm
  const before = best(columns, (one, index) => free(index) && one.number && words.before.test(one.heading), [
    words.before,
  ])
  const rest = (one: FileColumn, index: number) =>
    free(index) && index !== before && (one.number || one.flag) && !words.unit.test(one.heading.trim())
  const outcome = best(columns, rest, [words.outcome])
  if (outcome === null) return null
  const kind = columns[outcome]?.flag ? 'share' : 'number'
  const arms = columns[arm]?.arms ?? []
  return {
    arm,
    control: arms.find(value => words.control.test(value.trim())) ?? arms[0] ?? '',
    outcome,
    before,
    day: best(columns, (one, index) => free(index) && one.day && !one.number, []),
    unit: best(
      columns,
      (one, index) => ![arm, before, outcome].includes(index) && words.unit.test(one.heading.trim()),
      [],
    ),
    kind,
    better: /churn|cancel|complain|解約|退会|苦情|離脱/i.test(columns[outcome]?.heading ?? '') ? 'less' : 'more',
    smallest: usualSmallest[kind].size,
    controlShare: 1 / arms.length,
  }
}

/** A column that says in which arm rows are, and says the same of all. */
export interface LoneArm {
  readonly column: string
  readonly value: string
}

/**
 * The only arm of a file, where a column is called like one and nothing else in the file can be arms but numbers and answers, which are
 * what came of it rather.
 */
export function loneArm({ columns }: FileProfile, found: readonly FileColumn[]): LoneArm | null {
  const others = found.some(
    ({ heading, arms, number, flag, day }) =>
      arms !== null && (words.arm.test(heading) || !(number || flag || day || words.unit.test(heading.trim()))),
  )
  if (others) return null
  const lone = columns.find(({ heading, choices }) => choices?.length === 1 && words.arm.test(heading))
  return lone ? { column: lone.heading, value: lone.choices?.[0] ?? '' } : null
}

/** The column that can be it and whose heading says so; without one the last that can be, since ids come first. */
function best(
  columns: readonly FileColumn[],
  can: (column: FileColumn, index: number) => boolean,
  says: readonly RegExp[],
  more: (column: FileColumn) => number = () => 0,
): number | null {
  const candidates = columns.flatMap((column, index) => {
    if (!can(column, index)) return []
    const rank = (says.some(pattern => pattern.test(column.heading)) ? 1 : 0) + more(column)
    return [{ index, rank }]
  })
  return candidates.sort((a, b) => b.rank - a.rank || b.index - a.index)[0]?.index ?? null
}
