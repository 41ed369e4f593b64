import { counted, letters } from './mentioned-ids.ts'
import { isSmallWord, standsForRole, withoutHonorific, withoutTitle } from './role-words.ts'

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
/** What says that a name from before follows. */
const formerly = /旧姓[\s:]*|(?<!\p{L})née\s+/gu
/** Who writes a name in another of these says it once more: Taro Yamada (山田太郎). */
const scripts = [
  /\p{scx=Latin}/u,
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/u,
  /[\p{L}--[\p{scx=Latin}\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]]/v,
]
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
  const written = cleared(name).replaceAll(formerly, ' ')
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

/**
 * What is in brackets beside a name and likely another name of the same person, not a place or a company: what is said to be
 * one from before, and of what has no role and no number in it, what is in another script than the name, of several words, or
 * in the middle of the name. As in Taro Yamada (山田太郎), 鈴木花子（旧姓 高橋）, Robert (Bob) Smith.
 */
export function furtherNames(name: string): readonly string[] {
  const written = cleared(name)
  return [...written.matchAll(asides)].flatMap(({ 0: all, 1: bracket = '', index }) => {
    const around = [written.slice(0, index), written.slice(index + all.length)].map(peopleOutside)
    return bracket.split(/[,、/]/).filter(text => text.search(formerly) >= 0 || isLikelyName(text, around))
  })
}

function isLikelyName(text: string, around: readonly string[]): boolean {
  const words = text.split(apart).filter(word => word !== '')
  if (words.length === 0 || words.some(saysSomethingElse)) return false
  const inAnotherScript = !scripts.some(script => script.test(text) && script.test(around.join('')))
  return inAnotherScript || words.length > 1 || around.every(people => people !== '')
}

/** Also what is no name but a remark: (do not call). */
function saysSomethingElse(word: string): boolean {
  return number.test(word) || standsForRole(word) || (isSmallWord(word) && word === word.toLowerCase())
}

function peopleOutside(written: string): string {
  return peopleOf(wordsOf(written.replaceAll(asides, ' ')))
    .map(textOf)
    .join('')
}

/** Without addresses, and with companies such that brackets do not part them from what says that they are one. */
function cleared(name: string): string {
  return name.replaceAll(/\([株有同]\)/g, '株式会社').replaceAll(addresses, ' ')
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
