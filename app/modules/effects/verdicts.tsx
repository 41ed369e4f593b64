import type { PlayVerdicts } from '../../web/module.ts'
import { playLines } from './plays/result.ts'
import { readTogether } from './plays/together.ts'
import { VerdictTag } from './views/verdict.tsx'

/** What came of these plays, for lists of them: as the overview says, all plays read together. */
export const showVerdicts: PlayVerdicts = async (c, playIds) => {
  const wanted = new Set(playIds)
  const lines = readTogether(await playLines(c.var.services.db)).filter(line => wanted.has(line.id))
  return new Map(lines.map(line => [line.id, <VerdictTag verdict={line.together} />]))
}
