import { type RawBuilder, sql } from 'kysely'
import type { Erased } from '../../../web/module.ts'

interface Named {
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
}

/** How people are spoken of in Japanese: 山田さん, 田中部長. */
const titles =
  'さん|さま|様|氏|君|くん|ちゃん|先生|会長|社長|専務|常務|部長|次長|課長|係長|主任|店長|所長|場長|工場長|代表|オーナー'

/** Letters of scripts that put spaces between words: `\w` of PostgreSQL takes in kanji and kana, that of JavaScript no é. */
const letters = 'A-Za-z0-9_À-ɏͰ-ӿ'
const kanji = '一-龯々'
const hiragana = 'ぁ-ゖ'
const katakana = 'ァ-ヺー'

/** What stands before a name without being part of it: 担当田中さん, 本日田中様. Other kanji make another name: 前田さん. */
const beforeNames =
  '担当|[社部課店員者任氏様話]|[本昨先今明同翌毎0-9]日|[0-9][年月時分]|曜日|今[朝回週月]|[前次]回|先週|午[前後]'
const particles = 'はがをにへとものでや'
const afterKanji = `(?:(?<![${kanji}])|(?<=${beforeNames}))`
const afterHiragana = `(?:(?<![${hiragana}])|(?<=[${particles}]))`
const counted = '[年月日時分円件人名社個台回千万億%]'

/**
 * A regular expression of PostgreSQL (for `~`) that finds a person in what somebody wrote, in NFKC: by name, parts of it, mail
 * address, phone number or id. It rather finds too much: a note less is better than a name that stays. But what is mostly
 * something else (An, or 田 in 前田) is found only where it stands like a name. null when nothing is known to look for.
 */
export function mentionOf({ name, email, phone }: Named, ids: readonly string[]): string | null {
  const names = folded(name).split(/[\s・,，]+/)
  const others = [folded(email), folded(phone), ...ids.filter(id => id.length > 3).map(folded)]
  const whole = [...names, names.join(''), ...others].filter(word => word.length > 1)
  const found = [...whole.map(asWord), ...names.flatMap(spokenTo)]
  return found.length > 0 ? [...new Set(found)].join('|') : null
}

/** Whether a text about an account may name the person who is erased; of an account that is this person every text may. */
export function mentions(erased: Erased, account: RawBuilder<unknown>, text: RawBuilder<unknown>): RawBuilder<boolean> {
  const { mention, accountIds, ownAccountIds } = erased
  return sql<boolean>`(
    ${account} = any(${ownAccountIds}::bigint[])
    or ${account} = any(${accountIds}::bigint[]) and normalize(${text}, NFKC) ~ ${mention}::text
  )`
}

function folded(text: string | null): string {
  return (text ?? '').normalize('NFKC').trim()
}

/** Latin letters stand for themselves only as a whole word: Ann is not in planning; nor is あい in あいさつ. */
function asWord(word: string): string {
  if (word.length < 4 && consistsOf(word, katakana)) return `(?<![${katakana}])${word}(?![${katakana}])`
  if (word.length < 3 && consistsOf(word, hiragana)) {
    return `${afterHiragana}${word}(?:(?![${hiragana}])|(?=[${particles}]|から|より|${titles}))`
  }
  const start = new RegExp(`^[${letters}]`).test(word) ? `(?<![${letters}])` : ''
  const end = new RegExp(`[${letters}]$`).test(word) ? `(?![${letters}])` : ''
  return `${start}${spelled(word)}${end}${consistsOf(word, '0-9') ? `(?!${counted})` : ''}`
}

/** However it is written; a short one (Will, May, An) only as names are. */
function spelled(word: string): string {
  if (word.length > 4 || !consistsOf(word, letters)) return escaped(word).replaceAll(/\p{L}/gu, eitherCase)
  const capital = `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`
  return `(?:${[...new Set([word, capital, word.toUpperCase()])].join('|')})`
}

function eitherCase(letter: string): string {
  const both = new Set([letter, letter.toLowerCase(), letter.toUpperCase()])
  return both.size === 1 ? letter : `(?:${[...both].join('|')})`
}

/** Of names without a space the family name is the first one to three letters (of kana, two or three), and is followed by a title. */
function spokenTo(name: string): readonly string[] {
  if (!/^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]+$/u.test(name)) return []
  const least = consistsOf(name, hiragana + katakana) ? Math.min(2, name.length) : 1
  return [1, 2, 3]
    .filter(size => size >= least && size <= name.length)
    .map(size => `${size < 3 ? notWithin(name) : ''}${escaped(name.slice(0, size))}(${titles})`)
}

/** The end of a longer name is somebody else: 前田さん is not 田さん, マリアさん not アさん. */
function notWithin(name: string): string {
  if (consistsOf(name.slice(0, 1), katakana)) return `(?<![${katakana}])`
  return consistsOf(name.slice(0, 1), hiragana) ? afterHiragana : afterKanji
}

function consistsOf(text: string, characters: string): boolean {
  return new RegExp(`^[${characters}]+$`).test(text)
}

function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\s]/gu, '\\$&')
}
