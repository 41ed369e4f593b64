import type { Verdict } from '../estimates/comparison.ts'
import { benjaminiHochberg, holm } from '../estimates/many.ts'
import { verdictTogether } from '../report/report.ts'
import type { PlayLine } from './result.ts'

/** A play among all plays. */
export interface ReadLine extends PlayLine {
  /** Its verdict when all plays are read together, so that none is called effective by searching long enough (Holm). */
  readonly together: Verdict
  /** Not certain beside so many others, but of all that are marked so at most one in twenty is expected to be chance (Benjamini–Hochberg). */
  readonly promising: boolean
}

const alpha = 0.05

/** Reads all plays together. */
export function readTogether(lines: readonly PlayLine[]): readonly ReadLine[] {
  const judged = lines.filter(({ difference }) => difference !== null)
  const values = judged.map(({ p }) => p ?? 1)
  const [strict, found] = [holm(values), benjaminiHochberg(values)]
  const at = new Map(judged.map((line, index) => [line.id, index]))
  return lines.map(line => {
    const index = at.get(line.id)
    const verdict = line.verdict ?? 'unknown'
    if (index === undefined) return { ...line, together: verdict, promising: false }
    const together = verdictTogether(verdict, strict[index] ?? 1)
    return { ...line, together, promising: together !== verdict && (found[index] ?? 1) <= alpha }
  })
}
