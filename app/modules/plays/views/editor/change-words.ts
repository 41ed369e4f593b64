import type { Words } from '../../../../web/i18n.ts'
import { useView } from '../../../../web/view.ts'
import { readPart } from '../../editor/part.ts'
import type { LoggedChange } from '../../editor/sheet.ts'

const told = ['made', 'added', 'removed', 'moved', 'copied', 'changed', 'promoted', 'undo', 'redo'] as const

/** A change of a draft in words: 「ステップを変更」. */
export function useChangeWords(): (change: LoggedChange) => string {
  const { t } = useView()
  return change => changeWords(t, change)
}

/** The same with words at hand. */
export function changeWords(t: Words, { what, part }: LoggedChange): string {
  const read = part ? readPart(part) : undefined
  const kind = read === undefined ? 'step' : read.kind === 'add' ? 'step' : read.kind
  const known = told.find(one => one === what) ?? 'changed'
  return t(`plays:history.what.${known}`, { part: t(`plays:part.${kind}`) })
}
