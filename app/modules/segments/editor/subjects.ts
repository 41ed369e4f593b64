import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Field, Measure } from '../../../web/module.ts'
import { type About, type Askable, askableOf } from '../about.ts'
import { type Leaf, type TraitReading, traitTypes } from '../conditions/condition.ts'
import { typeOfField } from '../conditions/facts.ts'
import { asksOfPerson, holdsPerson } from '../conditions/people.ts'
import { type Asked, asksOf, type ValueType } from '../conditions/question.ts'

/** What a row can look at. */
export type Subject =
  | { readonly kind: 'field'; readonly type: ValueType; readonly field: Field }
  | { readonly kind: 'trait'; readonly type: TraitReading; readonly key: string; readonly label: string }
  | { readonly kind: 'measure'; readonly type: 'measure'; readonly measure: Measure }
  | { readonly kind: 'segment' }
  | { readonly kind: 'play' }
/** One that has a value to look at. */
export type ValueSubject = Exclude<Subject, { kind: 'segment' | 'play' }>

/** All subjects there are, by how they are written in the form. */
export type Subjects = ReadonlyMap<string, Subject>

const mostTraits = 300

/** What can be asked of a subject. */
export function asksOfSubject(subject: ValueSubject): readonly Asked[] {
  return subject.kind === 'field' && holdsPerson(subject.field) ? asksOfPerson : asksOf[subject.type]
}

/** How the form writes what a leaf looks at. */
export function subjectText(leaf: Leaf): string {
  if (leaf.kind === 'field') return `field:${leaf.field}`
  if (leaf.kind === 'measure') return `measure:${leaf.use.measure}`
  return leaf.kind === 'trait' ? `trait:${leaf.type}:${leaf.key}` : leaf.kind
}

/**
 * What can be chosen about these: offered fields and measures, the traits that were ever seen (at most 300; those named in
 * `used` in any case), other segments.
 */
export async function readSubjects(db: Db, about: About, offers: Askable, used: readonly string[]): Promise<Subjects> {
  const subjects = new Map<string, Subject>()
  const { fields, measures } = askableOf(about, offers)
  for (const field of fields.values()) {
    subjects.set(`field:${field.key}`, { kind: 'field', type: typeOfField(field), field })
  }
  for (const measure of measures.values()) {
    subjects.set(`measure:${measure.key}`, { kind: 'measure', type: 'measure', measure })
  }
  for (const { key, type, label } of await seenTraits(db, about)) {
    const reading = type === 'mixed' ? 'text' : type
    subjects.set(`trait:${reading}:${key}`, { kind: 'trait', type: reading, key, label: label ?? key })
  }
  for (const text of used) {
    const trait = traitFrom(text)
    if (trait && !subjects.has(text)) subjects.set(text, trait)
  }
  return subjects.set('segment', { kind: 'segment' })
}

/** Labels of traits by key. */
export async function traitLabels(db: Db, about: About, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{ key: string; label: string }>`
    select key, label from customers.trait_fact
    where subject = ${about} and label is not null and key = any(${keys}::text[])`.execute(db)
  return new Map(rows.map(({ key, label }) => [key, label]))
}

interface SeenTrait {
  readonly key: string
  readonly type: TraitReading | 'mixed'
  readonly label: string | null
}

async function seenTraits(db: Db, about: About): Promise<readonly SeenTrait[]> {
  const { rows } = await sql<SeenTrait>`
    select key, type, label from customers.trait_fact where subject = ${about}
    order by coalesce(label, key), key limit ${mostTraits}`.execute(db)
  return rows
}

/** A trait that is not (or no longer) among those listed, as the form writes it. */
function traitFrom(text: string): Subject | undefined {
  const [, name, key] = /^trait:([a-z]+):(.{1,200})$/su.exec(text) ?? []
  const type = traitTypes.find(one => one === name)
  return type && key ? { kind: 'trait', type, key, label: key } : undefined
}
