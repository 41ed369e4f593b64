import { z } from 'zod'
import type { TextKey } from '../../../web/i18n.ts'
import type { Offers } from '../../../web/module.ts'
import { type MeasureUse, measureUseShape, problemOfUse } from '../../segments/index.ts'

/**
 * How a value becomes 0 to 100 points: on a line between two thresholds (`zero` may lie above `full` where less is
 * better), or by its place among all accounts of the model.
 */
const bounded = z.number().min(-1e12).max(1e12)
const scale = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('threshold'), zero: bounded, full: bounded }),
  z.object({ kind: z.literal('percentile') }),
])

/** More would not be read by anybody. */
export const mostMeasures = 20

export const scoredMeasure = measureUseShape.extend({ weight: z.number().min(0.1).max(100), scale })

export const modelDefinition = z
  .object({
    measures: z.array(scoredMeasure).min(1).max(mostMeasures),
    bands: z.object({ good: z.number().min(1).max(100), care: z.number().min(0).max(99) }),
  })
  .refine(definition => definition.bands.good > definition.bands.care, {
    path: ['bands'],
    message: 'health:model.bandsOrder',
  })

export type ScoredMeasure = z.output<typeof scoredMeasure>
export type ModelDefinition = z.output<typeof modelDefinition>

export const defaultBands = { good: 70, care: 40 } as const

/**
 * The model that is useful before anybody configured anything: is there life, is there as much as usual, how many people
 * and how broadly compared with other accounts, and what a person felt. Thresholds are starting values, stated in the
 * guide, to be replaced by each company's own.
 */
export const defaultDefinition: ModelDefinition = {
  measures: [
    { measure: 'events.silence_days', weight: 25, scale: { kind: 'threshold', zero: 28, full: 3 } },
    { measure: 'events.days_active', window: 28, weight: 20, scale: { kind: 'percentile' } },
    {
      measure: 'events.days_active',
      window: 28,
      compare: 'previous',
      weight: 20,
      scale: { kind: 'threshold', zero: -0.6, full: 0 },
    },
    {
      measure: 'events.people',
      window: 28,
      compare: 'previous',
      weight: 15,
      scale: { kind: 'threshold', zero: -0.6, full: 0 },
    },
    { measure: 'events.breadth', window: 28, weight: 10, scale: { kind: 'percentile' } },
    { measure: 'health.sentiment', weight: 10, scale: { kind: 'threshold', zero: 0, full: 100 } },
  ],
  bands: defaultBands,
}

/** Stable name of a measure use within a definition, for comparing versions. */
export function useKey(use: MeasureUse): string {
  return [use.measure, use.window ?? '', use.of ?? '', use.compare ?? ''].join('|')
}

/** What is wrong with a definition that parsed, by position: unknown or impossible measures, measures twice, equal thresholds. */
export function definitionProblems(
  definition: ModelDefinition,
  offers: Offers,
): readonly { position: number; key: TextKey }[] {
  const seen = new Set<string>()
  return definition.measures.flatMap((measure, position) => {
    const impossible = problemOfUse(measure, offers)
    const key = impossible
      ? (`health:model.${impossible}` as const)
      : problemOf(measure, offers, seen.has(useKey(measure)))
    seen.add(useKey(measure))
    return key ? [{ position, key }] : []
  })
}

function problemOf(measure: ScoredMeasure, offers: Offers, twice: boolean): TextKey | undefined {
  if (twice) return 'health:model.measureTwice'
  if (offers.measures.get(measure.measure)?.on && !measure.window) return 'health:model.windowMissing'
  // So near to each other that the arithmetic could overflow is equal, too.
  if (measure.scale.kind === 'threshold' && Math.abs(measure.scale.zero - measure.scale.full) < 1e-6)
    return 'health:model.thresholdsEqual'
  return undefined
}
