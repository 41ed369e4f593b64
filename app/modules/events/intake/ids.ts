import { standsForNobody } from '../../customers/index.ts'
import { limits } from './message.ts'
import { isLongerThan, isStorable } from './text.ts'

/**
 * A userId, anonymousId, groupId or previousId as text; undefined when absent (empty counts as absent).
 * Refused: ids that stand for nobody, ids that cannot be stored exactly as they are, other types than text and number.
 */
export function readId(value: unknown): string | undefined | { readonly refused: 'invalid_id' | 'id_too_long' } {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : invalid
  if (typeof value !== 'string') return invalid
  const id = value.trim()
  if (id === '') return undefined
  if (standsForNobody(id) || !isStorable(id)) return invalid
  return isLongerThan(id, limits.id) ? tooLong : id
}

const invalid = { refused: 'invalid_id' } as const
const tooLong = { refused: 'id_too_long' } as const
