import { type ModelDefinition, type ScoredMeasure, useKey } from './definition.ts'

/** What a score was made of, as stored: arrays in the order of the definition's measures. */
export interface Composition {
  readonly definition: ModelDefinition
  readonly score: number | null
  readonly values: readonly (number | null)[]
  readonly points: readonly (number | null)[]
  readonly contributions: readonly (number | null)[]
}

/** One measure's part in a score. */
export interface Part {
  readonly measure: ScoredMeasure
  readonly value: number | null
  /** 0 to 100; null when there is no data. */
  readonly points: number | null
  /** What it adds to the score, in points of the score. The parts add up to it. */
  readonly contribution: number
  /** What it could add at most, with the weight of missing measures handed on. */
  readonly possible: number
}

/** What one measure did to the score between two days. The changes add up to the change of the score. */
export interface Move {
  readonly measure: ScoredMeasure
  readonly change: number
  readonly before: number | null
  readonly after: number | null
  /** The measure itself did not change; it counts more or less because others appeared, vanished or were reweighted. */
  readonly reweighted: boolean
}

/** The two measures that did most to move a score by `change`, of those whose part can be told in whole points. */
export function leadingMoves(moves: readonly Move[], change: number): readonly Move[] {
  const along = moves.filter(move => Math.sign(move.change) === Math.sign(change))
  return along.filter(move => Math.round(Math.abs(move.change)) > 0).slice(0, 2)
}

/** The parts of a score, those that cost most first. */
export function explainScore(composition: Composition): readonly Part[] {
  const { measures } = composition.definition
  const present = measures.reduce((sum, measure, i) => sum + (composition.points[i] == null ? 0 : measure.weight), 0)
  return measures
    .map((measure, i) => ({
      measure,
      value: composition.values[i] ?? null,
      points: composition.points[i] ?? null,
      contribution: composition.contributions[i] ?? 0,
      possible: composition.points[i] == null || present === 0 ? 0 : (measure.weight / present) * 100,
    }))
    .sort((a, b) => b.possible - b.contribution - (a.possible - a.contribution))
}

/** Why a score moved, largest change first; measures are matched by what they measure, so a new version compares too. */
export function explainMove(before: Composition, after: Composition): readonly Move[] {
  const then = byUse(before)
  const now = byUse(after)
  const keys = new Set([...now.keys(), ...then.keys()])
  return [...keys]
    .map(key => moveOf(then.get(key), now.get(key)))
    .filter(move => Math.abs(move.change) >= 0.05)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
}

interface Cell {
  readonly measure: ScoredMeasure
  readonly value: number | null
  readonly points: number | null
  readonly contribution: number
}

function byUse(composition: Composition): ReadonlyMap<string, Cell> {
  return new Map(
    composition.definition.measures.map((measure, i) => [
      useKey(measure),
      {
        measure,
        value: composition.values[i] ?? null,
        points: composition.points[i] ?? null,
        contribution: composition.contributions[i] ?? 0,
      },
    ]),
  )
}

function moveOf(then: Cell | undefined, now: Cell | undefined): Move {
  const measure = (now ?? then)?.measure
  if (!measure) throw new Error('a move needs a measure on one side')
  return {
    measure,
    change: (now?.contribution ?? 0) - (then?.contribution ?? 0),
    before: then?.value ?? null,
    after: now?.value ?? null,
    reweighted: then !== undefined && now !== undefined && then.points === now.points,
  }
}
