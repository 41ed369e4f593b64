import type { Format } from '../../../web/format.ts'
import type { TextKey, Words } from '../../../web/i18n.ts'
import type { Measure, Offers } from '../../../web/module.ts'
import type { NamedPlay } from '../../../web/play-source.ts'
import { type About, type Askable, askableOf } from '../about.ts'
import type { MeasureUse } from '../measures/measure.ts'
import {
  type Condition,
  type Group,
  isAtAccounts,
  isGroup,
  type Leaf,
  type PlayLeaf,
  type ValueLeaf,
} from './condition.ts'
import { holdsPerson } from './people.ts'
import { askedOf } from './plays.ts'
import type { Question } from './question.ts'

/** What conditions speak of, by name. */
export interface Names {
  readonly offers: Askable
  /** Labels by key of the trait; a trait without label goes by its key. */
  readonly traits: Readonly<Record<About, ReadonlyMap<string, string>>>
  readonly segments: ReadonlyMap<number, string>
  readonly plays: ReadonlyMap<number, NamedPlay>
  /** Names of people by id. */
  readonly people: ReadonlyMap<string, string>
  /** The company's, in which amounts are. ISO 4217 */
  readonly currency: string
}

/** In which language and form. A `View` is one. */
export interface Tongue {
  readonly t: Words
  readonly format: Format
}

/** The names that count among accounts, or among contacts. */
interface OwnNames extends Omit<Names, 'offers' | 'traits'> {
  readonly offers: Pick<Offers, 'measures' | 'fields'>
  readonly traits: ReadonlyMap<string, string>
}

/** A condition over accounts or contacts in words: 「段階が「契約中」、かつ直近28日の使った日数が3日未満」. */
export function describeCondition(tongue: Tongue, condition: Condition, about: About, names: Names): string {
  if (isGroup(condition)) return describeGroup(tongue, condition, about, names)
  if (isAtAccounts(condition)) {
    const text = describeGroup(tongue, condition.meets, 'account', names)
    return tongue.t(condition.within ? 'segments:asks.atAccount' : 'segments:asks.atNoAccount', { text })
  }
  const own = { ...names, offers: askableOf(about, names.offers), traits: names.traits[about] }
  return describeLeaf(tongue, condition, own)
}

/** What a measure use is called: 「直近28日の使った日数」. */
function describeUse({ t }: Tongue, use: MeasureUse, measure: Measure | undefined): string {
  const what = measure ? t(measure.label) : use.measure
  const named = use.of === undefined ? what : t('segments:subject.of', { what, of: use.of })
  if (use.window === undefined) return named
  const inWindow = t('segments:subject.window', { what: named, count: use.window })
  return use.compare ? t('segments:subject.compare', { what: inWindow, count: use.window }) : inWindow
}

function describeGroup(tongue: Tongue, { kind, of }: Group, about: About, names: Names): string {
  const { t } = tongue
  const parts = of.map(part => {
    const text = describeCondition(tongue, part, about, names)
    return isGroup(part) && part.of.length > 1 && part.kind !== 'none' ? t('segments:group.inner', { text }) : text
  })
  const joined = parts.join(t(kind === 'all' ? 'segments:group.and' : 'segments:group.or'))
  return kind === 'none' ? t('segments:group.none', { text: joined }) : joined
}

function describeLeaf(tongue: Tongue, leaf: Leaf, names: OwnNames): string {
  const { t } = tongue
  if (leaf.kind === 'segment') {
    const name = names.segments.get(leaf.segment) ?? t('segments:subject.segmentGone')
    return t(leaf.within ? 'segments:asks.within' : 'segments:asks.outside', { name })
  }
  if (leaf.kind === 'play') return describePlay(tongue, leaf, names)
  const values = { subject: subjectOf(tongue, leaf, names), ...valuesOf(tongue, leaf, names) }
  return t(`segments:asks.${leaf.asks.is}`, values)
}

function describePlay({ t }: Tongue, leaf: PlayLeaf, { plays }: Pick<Names, 'plays'>): string {
  const play = plays.get(leaf.play)
  const name = play ? playText(t, play) : t('segments:subject.playGone')
  return t(`segments:asks.${askedOf(leaf)}`, { name, count: leaf.days ?? 0 })
}

/** The name of a play, with a word that it has ended. */
export function playText(t: Words, { name, over }: NamedPlay): string {
  return over ? t('segments:subject.playOver', { name }) : name
}

function subjectOf(tongue: Tongue, leaf: ValueLeaf, { offers, traits }: OwnNames): string {
  if (leaf.kind === 'measure') return describeUse(tongue, leaf.use, offers.measures.get(leaf.use.measure))
  if (leaf.kind === 'trait') return traits.get(leaf.key) ?? leaf.key
  const field = offers.fields.get(leaf.field)
  return field ? tongue.t(field.label) : leaf.field
}

function valuesOf(tongue: Tongue, leaf: ValueLeaf, names: OwnNames): Readonly<Record<string, string | number>> {
  const asks: Question = leaf.asks
  if ('text' in asks) return { text: isOfPerson(leaf, names) ? (names.people.get(asks.text) ?? asks.text) : asks.text }
  if ('number' in asks) return { number: amount(tongue, leaf, names, asks.number) }
  if ('from' in asks) return { from: amount(tongue, leaf, names, asks.from), to: amount(tongue, leaf, names, asks.to) }
  if ('day' in asks) return { day: tongue.format.date(asks.day) }
  if ('days' in asks) return { count: asks.days }
  if (!('texts' in asks)) return {}
  const texts = asks.texts.map(text =>
    tongue.t('segments:group.quoted', { text: choiceLabel(tongue, leaf, names, text) }),
  )
  return { texts: texts.join(tongue.t('segments:group.eitherOr')) }
}

function isOfPerson(leaf: ValueLeaf, { offers }: OwnNames): boolean {
  const field = leaf.kind === 'field' ? offers.fields.get(leaf.field) : undefined
  return field !== undefined && holdsPerson(field)
}

function choiceLabel({ t }: Tongue, leaf: ValueLeaf, { offers }: OwnNames, value: string): string {
  const field = leaf.kind === 'field' ? offers.fields.get(leaf.field) : undefined
  const label = field?.choices?.find(choice => choice.value === value)?.label
  return label ? t(label) : value
}

/** The number with its unit. */
function amount(tongue: Tongue, leaf: ValueLeaf, { offers, currency }: OwnNames, value: number): string {
  const { t, format } = tongue
  if (leaf.kind === 'trait') return format.number(value, 3)
  if (leaf.kind === 'field') {
    const money = offers.fields.get(leaf.field)?.type === 'money'
    return money ? format.money(value, leaf.currency ?? currency) : format.number(value, 3)
  }
  const unit = offers.measures.get(leaf.use.measure)?.unit
  if (leaf.use.compare || unit === 'percent') return format.percent(value, 1)
  if (unit === 'money') return format.money(value, currency)
  if (!unit || unit === 'number') return format.number(value, 3)
  return t(`segments:unit.${unit}` as TextKey, { count: value, n: format.number(value, 3) })
}
