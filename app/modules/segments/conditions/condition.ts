import { z } from 'zod'
import { playStandings } from '../../../web/play-source.ts'
import type { About } from '../about.ts'
import { measureUseShape } from '../measures/measure.ts'
import { questionShape } from './question.ts'

/** What keeps a condition within what a person can oversee and a database can compute. */
export const limits = { depth: 4, leaves: 50 } as const

/** The types a trait can be read as. */
export const traitTypes = ['text', 'number', 'boolean', 'date'] as const
export type TraitReading = (typeof traitTypes)[number]

const fieldShape = z.strictObject({
  kind: z.literal('field'),
  /** Key of an offered field. */
  field: z.string().min(1).max(100),
  asks: questionShape,
  /**
   * Of a question about an amount of money: the currency its numbers are in, as minor units (ISO 4217). Nobody is asked for
   * exchange rates, so amounts in another currency are taken for missing.
   */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
})

const traitShape = z.strictObject({
  kind: z.literal('trait'),
  key: z.string().min(1).max(200),
  /** What its values are read as, whatever they are. */
  type: z.enum(traitTypes),
  asks: questionShape,
})

const measureShape = z.strictObject({ kind: z.literal('measure'), use: measureUseShape, asks: questionShape })

const segmentShape = z.strictObject({
  kind: z.literal('segment'),
  segment: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** In it, or outside of it. */
  within: z.boolean(),
})

const playShape = z
  .strictObject({
    kind: z.literal('play'),
    play: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
    standing: z.enum(playStandings),
    /** The account stands so, or it does not. */
    within: z.boolean(),
    /** Of `gone_through`: within the last so many days, as `last` means them. */
    days: z.int().min(1).max(3650).optional(),
  })
  .refine(({ standing, days }) => days === undefined || standing === 'gone_through')

const leafShape = z.discriminatedUnion('kind', [fieldShape, traitShape, measureShape, segmentShape, playShape])
export type Leaf = z.output<typeof leafShape>
export type PlayLeaf = Extract<Leaf, { kind: 'play' }>
/** A leaf that looks at a value. */
export type ValueLeaf = Exclude<Leaf, { kind: 'segment' | 'play' }>

export const groupKinds = ['all', 'any', 'none'] as const
export type GroupKind = (typeof groupKinds)[number]

/** All of these hold, at least one does, or none does. */
export interface Group {
  readonly kind: GroupKind
  readonly of: readonly Condition[]
}

/** In a condition over contacts: that one of the contact's accounts meets a condition over accounts, or that none does. */
export interface AtAccounts {
  readonly kind: 'accounts'
  readonly within: boolean
  readonly meets: Group
}

export type Condition = Group | AtAccounts | Leaf

const groupShape: z.ZodType<Group> = z.strictObject({
  kind: z.enum(groupKinds),
  get of() {
    return z
      .array(z.union([leafShape, accountsShape, groupShape]))
      .min(1)
      .max(limits.leaves)
  },
})

const accountsShape: z.ZodType<AtAccounts> = z.strictObject({
  kind: z.literal('accounts'),
  within: z.boolean(),
  meets: groupShape,
})

/** A condition as it is stored. `v` is raised when the language changes in a way that old ones must be read differently. */
const storedShape = z
  .strictObject({ v: z.literal(1), root: groupShape })
  .refine(({ root }) => depthOf(root) <= limits.depth, 'segments:error.tooDeep')
  .refine(({ root }) => leavesOf(root).length <= limits.leaves, 'segments:error.tooMany')

/** Reads a stored condition; undefined when it is none that this version understands. */
export function readCondition(stored: unknown): Group | undefined {
  // Deep nesting is refused before it is parsed: parsing recurses.
  if (nesting(stored) > 4 * limits.depth) return undefined
  const parsed = storedShape.safeParse(stored)
  return parsed.success ? parsed.data.root : undefined
}

/** The condition as it is stored. */
export function writeCondition(root: Group): string {
  return JSON.stringify({ v: 1, root })
}

/** Whether it is made of other conditions over the same. */
export function isGroup(condition: Condition): condition is Group {
  return 'of' in condition
}

/** Whether it is about the accounts of a contact. */
export function isAtAccounts(condition: Condition): condition is AtAccounts {
  return condition.kind === 'accounts'
}

/** All conditions that are no groups, from left to right, also those about a contact's accounts. */
export function leavesOf(condition: Condition): readonly Leaf[] {
  return leavesBy(condition, 'account').map(({ leaf }) => leaf)
}

/** The same, each with whom it asks about; `about` is whom the condition is over. */
export function leavesBy(
  condition: Condition,
  about: About,
): readonly { readonly about: About; readonly leaf: Leaf }[] {
  if (isGroup(condition)) return condition.of.flatMap(part => leavesBy(part, about))
  return isAtAccounts(condition) ? leavesBy(condition.meets, 'account') : [{ about, leaf: condition }]
}

/** Whether a condition over these stands where it means something: accounts have no accounts. */
export function isFitting(condition: Condition, about: About): boolean {
  if (isGroup(condition)) return condition.of.every(part => isFitting(part, about))
  return isAtAccounts(condition) ? about === 'contact' && isFitting(condition.meets, 'account') : true
}

/** How many groups lie in each other; 1 for a group of plain conditions. */
function depthOf(condition: Condition): number {
  if (isGroup(condition)) return 1 + Math.max(...condition.of.map(depthOf))
  return isAtAccounts(condition) ? depthOf(condition.meets) : 0
}

/** The segments it speaks of. */
export function segmentsIn(condition: Condition): readonly number[] {
  const ids = leavesOf(condition).flatMap(leaf => (leaf.kind === 'segment' ? [leaf.segment] : []))
  return [...new Set(ids)]
}

/** The plays it speaks of; not those that its segments speak of. */
export function playsIn(condition: Condition): readonly number[] {
  const ids = leavesOf(condition).flatMap(leaf => (leaf.kind === 'play' ? [leaf.play] : []))
  return [...new Set(ids)]
}

function nesting(value: unknown): number {
  let level: unknown[] = [value]
  let depth = 0
  for (; level.length > 0 && depth <= 4 * limits.depth; depth++) {
    level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return depth
}
