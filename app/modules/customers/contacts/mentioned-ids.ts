import { type RawBuilder, sql } from 'kysely'
import type { SoughtIds } from '../../../web/erased.ts'

/** Letters of scripts that put spaces between words: `\w` of PostgreSQL takes in kanji and kana, that of JavaScript no é. */
export const letters = 'A-Za-z0-9_À-ɏͰ-ӿ'

/** What makes an amount or a date of the number before it. */
export const counted = '[年月日時分円件人名社個台回千万億%]'

/**
 * Prepares ids to be looked for in texts, however many they are: by their words, because a regular expression of thousands of
 * ids takes minutes. An id is found where its words follow each other in the text, whole and in any case; one of up to four
 * letters as it is or in capitals; a number not where it counts something (4821円). Brackets around an id may be missing.
 */
export function soughtIds(given: readonly string[]): SoughtIds {
  const ids = [...new Set(given.map(folded))].filter(id => id !== '').map(id => ({ id, core: coreOf(id) }))
  const single = ids.flatMap(({ core }) => (core?.length === 1 ? core.text : []))
  const several = ids.flatMap(({ core }) => (core && core.length > 1 ? core : []))
  return {
    words: [...new Set(single.flatMap(id => (id.length > 4 ? [id, ...inSmall(id)] : spellings(id))))],
    phrases: [...new Set(several.flatMap(({ text }) => inSmall(text)))],
    lengths: [...new Set(several.map(({ length }) => length))],
    loose: ids.flatMap(({ id, core }) => (core ? [] : id)),
  }
}

/** An id from its first word to its last, and how many they are; undefined when it is more, or other, than that. */
function coreOf(id: string): { readonly text: string; readonly length: number } | undefined {
  const words = [...id.matchAll(word)]
  const [first, last] = [words[0], words.at(-1)]
  if (!first || !last || words.length > mostWords) return undefined
  const end = last.index + last[0].length
  const text = id.slice(first.index, end)
  const around = id.slice(0, first.index) + id.slice(end)
  return around === '' || (text.length > 4 && isAscii.test(around)) ? { text, length: words.length } : undefined
}

/** Whether a text has one of the ids in it. Takes time by the length of the text, hardly by the number of ids. */
export function saysId(text: RawBuilder<unknown>, { words, phrases, lengths, loose }: SoughtIds): RawBuilder<boolean> {
  const plain = sql`normalize(${text}, NFKC)`
  const ways = [
    ...(words.length + phrases.length > 0 ? [sql`exists (${foundWords(plain, { words, phrases, lengths })})`] : []),
    ...(loose.length > 0
      ? // Normalized once, not for each id.
        [
          sql`exists (
          select from (select ${plain} as plain offset 0) text, unnest(${loose}::text[]) as id where strpos(plain, id) > 0
        )`,
        ]
      : []),
  ]
  return ways.length > 0 ? sql<boolean>`(${sql.join(ways, sql` or `)})` : sql<boolean>`false`
}

/** The words of a text that are such an id, or with which one begins that is followed by the rest of it. */
function foundWords(plain: RawBuilder<unknown>, { words, phrases, lengths }: Omit<SoughtIds, 'loose'>) {
  const single = sql`
    (part[1] = any(${words}::text[]) or length(part[1]) > 4 and lower(part[1]) = any(${words}::text[]))
      and not (part[1] ~ '^[0-9]+$' and part[2] ~ ${`^${counted}`})`
  const several = lengths.map(length => {
    const before = sql`string_agg(part[1] || part[2], '') over (order by n rows between current row and ${sql.lit(length - 2)} following)`
    const phrase = sql`${before} || lead(part[1], ${sql.lit(length - 1)}) over (order by n)`
    return sql`lower(${phrase}) = any(${phrases}::text[])`
  })
  return sql`
    select from (
      select ${sql.join([sql`(${single})`, ...several], sql` or `)} as found
      from regexp_matches(${plain}, ${`([${letters}]+)([^${letters}]*)`}, 'g') with ordinality as parts (part, n)
    ) judged
    where found`
}

/** In small letters, as `lower` of PostgreSQL has it: of letters like É it depends on the database whether it knows them. */
function inSmall(text: string): readonly string[] {
  return [...new Set([text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase()), text.toLowerCase()])]
}

/** As texts are compared: full-width and half-width are the same. */
export function folded(text: string | null): string {
  return (text ?? '').normalize('NFKC').trim()
}

/** As it is, and as names are written. */
export function spellings(word: string): readonly string[] {
  const capital = `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`
  return [...new Set([word, capital, word.toUpperCase()])]
}

const word = new RegExp(`[${letters}]+`, 'g')
const mostWords = 16
const isAscii = /^[\x20-\x7e]*$/
