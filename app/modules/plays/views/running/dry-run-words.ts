import type { TextKey } from '../../../../web/i18n.ts'
import type { View } from '../../../../web/view.ts'
import type { DryRow } from '../../running/dry-run.ts'
import { isKnownReason } from './reasons.ts'

/** Why somebody would not be reached, or what they would wait for; nothing when there is nothing to say. */
export function dryWhy({ t }: Pick<View, 't'>, { outcome, why }: Pick<DryRow, 'outcome' | 'why'>): string {
  if (why === null) return ''
  if (outcome === 'held_out') return t(why === 'company' ? 'plays:running.level.company' : 'plays:running.level.play')
  return isKnownReason(why) ? t(`plays:why.${why}` as TextKey) : why
}
