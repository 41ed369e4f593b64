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

/**
 * A regular expression of PostgreSQL (for `~*`) that finds a person in what somebody wrote: by name, parts of it, mail
 * address, phone number or id. It rather finds too much: a note less is better than a name that stays. null when nothing is
 * known to look for.
 */
export function mentionOf({ name, email, phone }: Named, ids: readonly string[]): string | null {
  const names = (name ?? '').normalize('NFKC').split(/[\s・,，]+/)
  const whole = [...names, names.join(''), email ?? '', phone ?? '', ...ids.filter(id => id.length > 3)]
  const found = [...whole.filter(word => word.length > 1).map(asWord), ...names.flatMap(spokenTo)]
  return found.length > 0 ? [...new Set(found)].join('|') : null
}

/** Whether a text about an account may name the person who is erased; of an account that is this person every text may. */
export function mentions(erased: Erased, account: RawBuilder<unknown>, text: RawBuilder<unknown>): RawBuilder<boolean> {
  const { mention, accountIds, ownAccountIds } = erased
  return sql<boolean>`(
    ${account} = any(${ownAccountIds}::bigint[])
    or ${account} = any(${accountIds}::bigint[]) and normalize(${text}, NFKC) ~* ${mention}::text
  )`
}

/** Letters of the Latin kind stand for themselves only as a whole word: Ann is not in planning. */
function asWord(word: string): string {
  const start = /^\w/.test(word) ? '\\m' : ''
  const end = /\w$/.test(word) ? '\\M' : ''
  return `${start}${escaped(word)}${end}`
}

/** Of names without a space the family name is the first one to three letters, and is followed by a title. */
function spokenTo(name: string): readonly string[] {
  if (!/^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]+$/u.test(name)) return []
  return [1, 2, 3].filter(size => size <= name.length).map(size => `${escaped(name.slice(0, size))}(${titles})`)
}

function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\s]/gu, '\\$&')
}
