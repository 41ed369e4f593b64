import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'

const mostWords = 8
const mostPieces = 12

/** What was typed, as words in the form in which text is searched: width, case and kana folded. */
export async function foldWords(db: Db | Tx, typed: string): Promise<readonly string[]> {
  if (typed.trim() === '') return []
  const { rows } = await sql<{ folded: string }>`select platform.fold(${typed}) as folded`.execute(db)
  return (rows[0]?.folded ?? '').split(' ').filter(Boolean).slice(0, mostWords)
}

/**
 * Whether the row's text contains all words (of `foldWords`) anywhere. Pieces find candidates by an index, the text itself
 * decides. Pairs of characters say more than single ones, so those are asked for only where a word has no pair.
 */
export function matches(words: readonly string[], alias: string): RawBuilder<boolean> {
  const pieces = [...new Set(words.flatMap(piecesOf))]
  const text = sql.ref(`${alias}.search_text`)
  const exact = words.map(word => sql`position(${word} in ${text}) > 0`)
  return sql`(${sql.ref(`${alias}.search_grams`)} @> ${pieces}::text[] and ${sql.join(exact, sql` and `)})`
}

function piecesOf(word: string): string[] {
  const letters = [...word]
  if (letters.length < 2) return letters
  const pairs = letters.slice(0, -1).map((letter, i) => letter + (letters[i + 1] ?? ''))
  const step = Math.ceil(pairs.length / mostPieces)
  return pairs.filter((_, i) => i % step === 0)
}
