import { counted, letters } from './mentioned-ids.ts'
import { standsForRole, withoutHonorific, withoutTitle } from './role-words.ts'

/** What the words of a stored name say of the person; without titles. */
export interface NameParts {
  /** What they are called by. None where the name is one of departments and companies only. */
  readonly names: readonly string[]
  /** The same, and what may be names, in the order in which they are written. */
  readonly whole: readonly string[]
  /** What is written beside the names and may as well be a place or a company: names somebody with a title only. */
  readonly beside: readonly string[]
  /** What stands for roles. */
  readonly roles: readonly string[]
}

interface Person {
  readonly text: string
  /** Whether a position was written onto it: 田中課長. */
  readonly heads: boolean
}

/** A mail address given as a name, or beside one. */
export const addresses = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g

/** What is in brackets, also where these do not end, and where somebody is: 山田（営業）, 田中@大阪支店. */
const asides = /[([{<【〔〈《]([^)\]}>】〕〉》]*)[)\]}>】〕〉》]?|@\s*(\S+)/g
/** Signs that belong to the word where they stand between letters: O'Neil, Jean-Luc; but 大阪支店-田中. */
const joining = "'‘’_‐-"
const apart = new RegExp(
  `(?:[^\\p{L}\\p{M}\\p{N}${joining}]|(?<![${letters}])[${joining}]|[${joining}](?![${letters}]))+`,
  'u',
)
/** A year, a number: 2026年, 03-12. */
const number = new RegExp(`^[^\\p{L}]*$|^[0-9]+${counted}+$`, 'u')
// Names have a few parts; what is longer is something else, of which the beginning is enough.
const mostParts = 8

/**
 * What a name is made of. The names are what is no role and stands outside of brackets; where all that is outside are roles,
 * what is in them: 東京支店（山田）. Onto which a position is written is where somebody works, if another is written without:
 * 水産課長 山田; if not, it is who: 田中課長.
 */
export function partsOf(name: string): NameParts {
  // Else the brackets would part a company from what says that it is one.
  const written = name.replaceAll(/\([株有同]\)/g, '株式会社').replaceAll(addresses, ' ')
  const outside = wordsOf(written.replaceAll(asides, ' '))
  const inside = wordsOf([...written.matchAll(asides)].map(([, bracket, place]) => bracket ?? place).join(' '))
  const [people, others] = [peopleOf(outside), peopleOf(inside)]
  const whole = people.length > 0 ? people : others
  const plain = whole.filter(({ heads }) => !heads)
  const names = plain.length > 0 ? plain : whole
  return {
    names: names.map(textOf),
    whole: whole.map(textOf),
    beside: [...people, ...others].filter(person => !names.includes(person)).map(textOf),
    roles: [...outside, ...inside].filter(standsForRole),
  }
}

function wordsOf(text: string): readonly string[] {
  const words = text.split(apart).filter(word => word !== '' && !number.test(word))
  return words.slice(0, mostParts)
}

function peopleOf(words: readonly string[]): readonly Person[] {
  return words
    .filter(word => !standsForRole(word))
    .map(word => ({ text: withoutTitle(word), heads: withoutTitle(word) !== withoutHonorific(word) }))
    .filter(({ text }) => !standsForRole(text))
}

function textOf({ text }: Person): string {
  return text
}
