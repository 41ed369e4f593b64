import type { Db } from '../../../platform/db.ts'
import type { Verdict } from '../estimates/comparison.ts'
import { benjaminiHochberg, holm } from '../estimates/many.ts'
import { verdictTogether } from '../report/report.ts'
import { type PlayLine, playLines } from './result.ts'

/** A play among all plays. */
export interface ReadLine extends PlayLine {
  /** Its verdict when all plays are read together, so that none is called effective by searching long enough (Holm). */
  readonly together: Verdict
  /** Not certain beside so many others, but of all that are marked so at most one in twenty is expected to be chance (Benjamini–Hochberg). */
  readonly promising: boolean
  /** The same of harm. */
  readonly worrying: boolean
}

const alpha = 0.05

/** Reads all plays together. */
export function readTogether(lines: readonly PlayLine[]): readonly ReadLine[] {
  const judged = lines.filter(({ difference, mismatch }) => difference !== null && !mismatch)
  const values = judged.map(({ p }) => p ?? 1)
  const [strict, found] = [holm(values), benjaminiHochberg(values)]
  const at = new Map(judged.map((line, index) => [line.id, index]))
  return lines.map(line => {
    const index = at.get(line.id)
    const verdict = line.verdict ?? 'unknown'
    if (index === undefined) return { ...line, together: verdict, promising: false, worrying: false }
    const together = verdictTogether(verdict, strict[index] ?? 1)
    const likely = together !== verdict && (found[index] ?? 1) <= alpha
    return { ...line, together, promising: likely && verdict === 'works', worrying: likely && verdict === 'harms' }
  })
}

/** A play that its owner should stop: it runs, and it does harm or nothing. */
export interface StopProposal {
  readonly id: number
  readonly name: string
  readonly verdict: 'harms' | 'nothing'
  readonly minutes: number
}

/**
 * Plays of a person (with `ownerId` null: of nobody) that should be stopped, all plays read together, and of which nobody said to go on
 * nevertheless.
 */
export async function stopProposals(db: Db, ownerId: string | null): Promise<readonly StopProposal[]> {
  return readTogether(await playLines(db)).flatMap(line => {
    const { id, name, together: verdict, minutes } = line
    if (line.state !== 'live' || line.ownerId !== ownerId || line.keptAt !== null) return []
    return verdict === 'harms' || verdict === 'nothing' ? [{ id, name, verdict, minutes: minutes ?? 0 }] : []
  })
}
