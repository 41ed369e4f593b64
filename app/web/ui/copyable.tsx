import { useView } from '../view.ts'
import { Button } from './button.tsx'
import { classes } from './tone.ts'

interface CopyableProps {
  readonly text: string
  /** What it is: the language of a snippet, 「書き込みキー」 */
  readonly title?: string
  /** Long single lines wrap instead of scrolling. */
  readonly wraps?: boolean
}

/** Text to take elsewhere, with a button that copies it. */
export function Copyable({ text, title, wraps }: CopyableProps) {
  const { t } = useView()
  const copied = t('web:ui.copied')
  return (
    <div class={classes('copyable', wraps && 'wraps')} data-controller="copy" data-copy-done-value={copied}>
      {title === undefined ? null : <div class="copyable-head">{title}</div>}
      {/* biome-ignore lint/a11y/useSemanticElements: a section cannot keep line breaks */}
      <pre tabindex={0} role="region" aria-label={title ?? t('web:ui.code')}>
        <code data-copy-target="source">{text}</code>
      </pre>
      <Button
        type="button"
        size="small"
        icon="copy"
        label={t('web:ui.copy')}
        more={{ 'data-action': 'copy#copy', 'data-copy-target': 'button' }}
      />
      <span class="unseen" role="status" data-copy-target="status" />
    </div>
  )
}
