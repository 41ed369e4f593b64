import type { TextKey } from '../../../../web/i18n.ts'
import { useView } from '../../../../web/view.ts'

/** Reasons there are words for: of passing somebody over, of waiting, and of leaving a step out. */
const known: ReadonlySet<string> = new Set([
  'audience',
  'already_in',
  'been_before',
  'too_soon',
  'too_often',
  'properties',
  'gone',
  'no_account',
  'delay',
  'condition',
  'problem',
  'capped_day',
  'capped_week',
  'capped',
  'quiet_hours',
  'not_business_day',
  'holiday',
  'closed_day',
  'no_address',
  'no_contact',
  'suppressed',
  'unsubscribed',
  'told_already',
  'not_sendable',
  'too_many_traits',
])

/** Whether there are words for a reason. */
export function isKnownReason(reason: string): boolean {
  return known.has(reason)
}

/** Says a reason in words. Of one that another module made up: by its own text, else as it is. */
export function useReasonWords(): (reason: string) => string {
  const { t } = useView()
  return reason => (isKnownReason(reason) ? t(`plays:why.${reason}` as TextKey) : reason)
}
