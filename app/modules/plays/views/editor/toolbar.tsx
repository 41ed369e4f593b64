import { href, paths } from '../../../../paths.ts'
import { Button, LinkButton } from '../../../../web/ui/button.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { useView } from '../../../../web/view.ts'
import { partText } from '../../editor/part.ts'
import type { LoggedChange } from '../../editor/sheet.ts'
import { useChangeWords } from './change-words.ts'
import { useSheet } from './context.ts'
import { OtherEditorWords } from './other-editor.tsx'

export const toolbarId = 'play-toolbar'

/** What is saved, what can be taken back, and the way to publish. */
export function Toolbar() {
  const { t, format } = useView()
  const { play, mayEdit, other, problems } = useSheet()
  const errors = problems.filter(problem => problem.severity === 'error').length
  return (
    <div class="play-toolbar" id={toolbarId}>
      <p class="small muted play-saved" role="status">
        <Icon name="cloud-check" size="small" />
        <span>{t('plays:editor.savedAt', { time: format.time(play.updatedAt) })}</span>
        <OtherEditorWords other={other} />
      </p>
      {mayEdit ? (
        <p class="form-errors" role="alert" data-in-turn-target="unsaved" hidden>
          {t('plays:editor.unsaved')}
        </p>
      ) : null}
      {mayEdit ? (
        <div class="cluster">
          <Step kind="undo" change={play.undo} />
          <Step kind="redo" change={play.redo} />
          <LinkButton
            look="primary"
            icon="rocket"
            href={href(paths.playPublication, { id: play.id })}
            more={{ 'data-turbo-frame': '_top', 'data-in-turn-again': 'publish' }}
          >
            {t('plays:editor.publish')}
            {errors > 0 ? <span class="num"> {t('plays:editor.errors', { count: errors })}</span> : null}
          </LinkButton>
        </div>
      ) : null}
    </div>
  )
}

function Step({ kind, change }: { readonly kind: 'undo' | 'redo'; readonly change: LoggedChange | undefined }) {
  const { t } = useView()
  const { play, open } = useSheet()
  const words = useChangeWords()
  const label = change ? t(`plays:editor.${kind}What`, { what: words(change) }) : t(`plays:editor.${kind}`)
  return (
    <form
      method="post"
      action={href(kind === 'undo' ? paths.playUndo : paths.playRedo, { id: play.id })}
      class="inline-form"
    >
      <input type="hidden" name="open" value={open ? partText(open.part) : ''} />
      {kind === 'undo' && change ? <input type="hidden" name="seen" value={change.revision} /> : null}
      <Button
        icon={kind === 'undo' ? 'undo-2' : 'redo-2'}
        label={label}
        disabled={change === undefined}
        more={{ 'data-play-editor-target': kind, 'data-in-turn-again': kind }}
      />
    </form>
  )
}
