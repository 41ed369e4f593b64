import { type RawBuilder, sql } from 'kysely'
import type { Erased, Mention } from '../../../web/erased.ts'
import { counted, folded, letters, saysId, soughtIds, spellings } from './mentioned-ids.ts'
import { addresses, furtherNames, type NameParts, partsOf } from './name-parts.ts'
import { honorifics, isCommonWord, isSmallWord, mayBeFamily, titles } from './role-words.ts'

interface Named {
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
}

const kanji = '一-龯々'
const hiragana = 'ぁ-ゖ'
const katakana = 'ァ-ヺー'

/** What stands before a name without being part of it: 担当田中さん, 本日田中様. Other kanji make another name: 前田さん. */
const beforeNames =
  '担当|[社部課店員者任氏様話]|[本昨先今明同翌毎0-9]日|[0-9][年月時分]|曜日|今[朝回週月]|[前次]回|先週|午[前後]'
const apostrophes = "'‘’"
const particles = 'はがをにへとものでや'
const afterKanji = `(?:(?<![${kanji}])|(?<=${beforeNames}))`
const afterHiragana = `(?:(?<![${hiragana}])|(?<=[${particles}]))`
const englishTitle = '(?:[Mm][Rr][Ss]?|[Mm][Ss]|[Mm][Ii][Ss][Ss]|[Dd][Rr]|[Pp][Rr][Oo][Ff])\\.?\\s+'
const cjk = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]+$/u
/** Between the parts of a name where it is spaced otherwise: 山田太郎, 山田・太郎. */
const between = '[\\s・,、.]*'

/**
 * What finds a person in what somebody wrote: by name, parts of it, mail address, phone number or id. It rather finds too much:
 * a note less is better than a name that stays. But what is mostly something else (An, or 田 in 前田) is found only where it
 * stands like a name, and what names nobody (経理, Support) is not looked for.
 */
export function mentionOf({ name, email, phone }: Named, ids: readonly string[]): Mention {
  const stored = folded(name)
  const ways = [folded(email), folded(phone), ...(stored.match(addresses) ?? [])].filter(word => word.length > 1)
  const names = [stored, ...furtherNames(stored).map(folded)].map(text => ({ text, parts: partsOf(text) }))
  const found = [...names.flatMap(({ text, parts }) => ofName(text, parts)), ...ways.map(word => asWord(word))]
  const words = names.flatMap(({ parts }) => [...parts.whole, ...parts.beside, ...parts.roles])
  const hints = [...words.map(part => (cjk.test(part) ? firstOf(part) : part)), ...ways]
  return {
    pattern: found.length > 0 ? [...new Set(found)].join('|') : null,
    hint: found.length > 0 ? [...new Set(hints.map(inAnyCase))].join('|') : null,
    ids: soughtIds(ids.filter(id => id.length > 3)),
  }
}

/** Whether a text about an account may name the person who is erased; of an account that is this person every text may. */
export function mentions(erased: Erased, account: RawBuilder<unknown>, text: RawBuilder<unknown>): RawBuilder<boolean> {
  const { mention, accountIds, ownAccountIds } = erased
  // All of them first: what belongs to none of them is passed over by an index.
  return sql<boolean>`(
    ${account} = any(${[...accountIds, ...ownAccountIds]}::bigint[])
    and (${account} = any(${ownAccountIds}::bigint[]) or ${namedIn(mention, text)})
  )`
}

/** Whether a text, whatever it is about, may name the person. */
export function namedIn({ pattern, hint, ids }: Mention, text: RawBuilder<unknown>): RawBuilder<boolean> {
  const plain = sql`normalize(${text}, NFKC)`
  return sql<boolean>`(
    coalesce(${plain} ~ ${hint}::text and ${plain} ~ ${pattern}::text, false) or ${saysId(text, ids)}
  )`
}

/**
 * The name as it is stored and however it is spaced, its parts, and these with a title. A name of nothing but departments and
 * companies is nobody's; beside a name they are left out, but Sales may be Ana's family name: Ms Sales.
 */
function ofName(stored: string, { names, whole, beside, roles }: NameParts): readonly string[] {
  if (names.length === 0) return []
  const latin = [...names, ...beside, ...roles].filter(part => consistsOf(part, letters))
  return [
    ...(names.includes(stored) ? [] : [asWord(stored, inAnyCase(stored).replaceAll(/\s+/g, '\\s+'))]),
    ...wholeName(whole),
    ...names.filter(part => part.length > 1 && !isSmallWord(part)).map(part => asWord(part)),
    ...standingAlone(names),
    ...latin.map(titled),
    ...spokenTo([...names, ...beside]),
    ...roles.filter(mayBeFamily).map(part => `${notWithin(part)}${part}(?:${honorifics})`),
  ]
}

function firstOf(part: string): string {
  return [...part][0] ?? part
}

/** All parts, in any case: 山田 太郎 and 山田太郎, whichever of them is stored; but J. R. is no JR. */
function wholeName(parts: readonly string[]): readonly string[] {
  const joined = parts.join('')
  if (joined.length < 2 || (!cjk.test(joined) && joined.length === parts.length)) return []
  if (parts.length === 1 && !cjk.test(joined)) return []
  const pieces = parts.flatMap(part => (cjk.test(part) ? [...part] : [part]))
  return [asWord(joined, pieces.map(inAnyCase).join(between))]
}

/** Of whom nothing but one kanji is known: 林が退職, not 小林 or 林業. */
function standingAlone([name = '', ...more]: readonly string[]): readonly string[] {
  const known = more.length === 0 && name.length === 1 && consistsOf(name, kanji)
  return known ? [`${afterKanji}${name}(?![${kanji}])`] : []
}

function titled(part: string): string {
  return `(?<![${letters}])(?:${englishTitle}${inAnyCase(part)}(?![${letters}])|${inAnyCase(part)}\\s*(?:${titles}))`
}

/** Latin letters stand for themselves only as a whole word: Ann is not in planning; nor is あい in あいさつ. */
function asWord(word: string, pattern = spelled(word)): string {
  if (word.length < 4 && consistsOf(word, katakana)) return `(?<![${katakana}])${pattern}(?![${katakana}])`
  if (word.length < 3 && consistsOf(word, hiragana)) {
    return `${afterHiragana}${pattern}(?:(?![${hiragana}])|(?=[${particles}]|から|より|${titles}))`
  }
  const start = new RegExp(`^[${letters}]`).test(word) ? `(?<![${letters}])` : ''
  const end = new RegExp(`[${letters}]$`).test(word) ? `(?![${letters}])` : ''
  return `${start}${pattern}${end}${consistsOf(word, '0-9') ? `(?!${counted})` : ''}`
}

/** However it is written; a short one (Will, May) and what is also a word (Grace) only as names are. */
function spelled(word: string): string {
  if (!consistsOf(word, letters) || !(word.length < 5 || isCommonWord(word))) return inAnyCase(word)
  return `(?:${spellings(word).join('|')})`
}

function inAnyCase(word: string): string {
  return escaped(word).replaceAll(/\p{L}/gu, eitherCase)
}

function eitherCase(letter: string): string {
  const both = [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])]
  if (both.length === 1) return letter
  return both.every(one => one.length === 1) ? `[${both.join('')}]` : `(?:${both.join('|')})`
}

/**
 * With a title: of names without a space the family name is the first one to three letters (of kana, two or three). One
 * expression for all that must not stand within another name in the same way, as looking back is what takes time.
 */
function spokenTo(names: readonly string[]): readonly string[] {
  const found = new Map<string, string[]>()
  for (const name of names) {
    if (!/^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]+$/u.test(name)) continue
    const least = consistsOf(name, hiragana + katakana) ? Math.min(2, name.length) : 1
    const families = [1, 2, 3].filter(size => size >= least && size < name.length)
    for (const size of [...families, name.length]) {
      const before = size < 3 ? notWithin(name) : ''
      found.set(before, [...(found.get(before) ?? []), escaped(name.slice(0, size))])
    }
  }
  return [...found].map(([before, parts]) => `${before}(?:${[...new Set(parts)].join('|')})(?:${titles})`)
}

/** The end of a longer name is somebody else: 前田さん is not 田さん, マリアさん not アさん. */
function notWithin(name: string): string {
  if (consistsOf(name.slice(0, 1), katakana)) return `(?<![${katakana}])`
  return consistsOf(name.slice(0, 1), hiragana) ? afterHiragana : afterKanji
}

function consistsOf(text: string, characters: string): boolean {
  return new RegExp(`^[${characters}]+$`).test(text)
}

/** O'Neil and O’Neil are the same. */
function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\s]/gu, sign => (apostrophes.includes(sign) ? `[${apostrophes}]` : `\\${sign}`))
}
