import type { Field, Measure } from '../../../web/module.ts'
import type { MeasureUse } from '../measures/measure.ts'
import { type Group, groupKinds, type Leaf, traitTypes } from './condition.ts'
import { asksOf, inputOf, type Question, type ValueType } from './question.ts'

/** Ways to choose by chance. */
export function dice(random: () => number) {
  const below = (n: number) => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  return { below, pick, chance: (share: number) => random() < share }
}

/** What random conditions are made of. */
export interface Material {
  readonly today: string
  readonly fields: readonly Field[]
  readonly measures: readonly Measure[]
  readonly traitKeys: readonly string[]
  readonly texts: readonly string[]
}

/** Makes conditions by chance: `leaf()` a single one, `group(depth)` nested ones. */
export function conditionMaker(random: () => number, material: Material) {
  const { below, pick, chance } = dice(random)
  const { today, fields, measures, traitKeys, texts } = material

  const question = (type: ValueType, choices: readonly string[] = texts): Question => {
    const is = pick(asksOf[type])
    const input = inputOf(is)
    const number = () => pick([0, 1, 2, 3, 12, -3.5, 0.5, -0.5, 2000, 1_000_000])
    const [low = 0, high = 0] = [number(), number()].sort((a, b) => a - b)
    const day = () => Temporal.PlainDate.from(today).add({ days: below(40) - 30 })
    if (input === 'text') return { is, text: pick(texts) } as Question
    if (input === 'number') return { is, number: number() } as Question
    if (input === 'two_numbers') return { is, from: low, to: high } as Question
    if (input === 'day') return { is, day: day().toString() } as Question
    if (input === 'days') return { is, days: below(30) } as Question
    if (input === 'choices') return { is, texts: [...new Set([pick(choices), pick(choices)])].sort() } as Question
    return { is } as Question
  }

  const use = (): MeasureUse => {
    const measure = pick(measures)
    const of = measure.of && chance(0.3) ? { of: pick(texts) } : {}
    if (!measure.on || chance(0.15)) return { measure: measure.key, ...of }
    const compare = chance(0.3) ? { compare: 'previous' as const } : {}
    return { measure: measure.key, ...of, window: pick([1, 7, 28, 40, 90]), ...compare }
  }

  const leaf = (): Leaf => {
    const sort = below(3)
    if (sort === 0) {
      const field = pick(fields)
      const type = field.type === 'money' ? 'number' : field.type
      const asks = question(
        type,
        field.choices?.map(({ value }) => value),
      )
      const compared = field.type === 'money' && ('number' in asks || 'from' in asks)
      return { kind: 'field', field: field.key, asks, ...(compared && { currency: pick(['JPY', 'USD']) }) }
    }
    if (sort === 1) {
      const type = pick(traitTypes)
      return { kind: 'trait', key: pick(traitKeys), type, asks: question(type) }
    }
    return { kind: 'measure', use: use(), asks: question('measure') }
  }

  const group = (depth: number): Group => {
    const part = () => (depth > 1 && chance(0.3) ? group(depth - 1) : leaf())
    return { kind: pick(groupKinds), of: Array.from({ length: 1 + below(3) }, part) }
  }

  return { leaf, group }
}
