import { paths } from '../../paths.ts'
import { useView } from '../view.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { FormActions } from './form.tsx'
import { KeyHint } from './key-hint.tsx'

/** What the keyboard can do here; opened by `?`. */
export function ShortcutsDialog() {
  const { t, navigation, staff } = useView()
  const everywhere = [
    { keys: '?', words: t('web:layout.shortcuts.help') },
    { keys: '/', words: t('web:layout.shortcuts.search') },
    { keys: 'j', words: t('web:layout.shortcuts.next') },
    { keys: 'k', words: t('web:layout.shortcuts.previous') },
    { keys: 'Enter', words: t('web:layout.shortcuts.open') },
    { keys: 'Esc', words: t('web:layout.shortcuts.close') },
  ]
  const answers = [
    { keys: 'd', words: t('web:ui.answers.done') },
    { keys: 'D', words: t('web:ui.answers.doneMore') },
    { keys: 's', words: t('web:ui.answers.else') },
    { keys: 'l', words: t('web:ui.answers.later') },
    { keys: 'n', words: t('web:ui.answers.notNeeded') },
  ]
  const moves = [
    { keys: 'F', words: t('web:layout.shortcuts.first') },
    { keys: 'K', words: t('web:layout.shortcuts.up') },
    { keys: 'J', words: t('web:layout.shortcuts.down') },
  ]
  const places = navigation
    .filter(item => item.key !== '')
    .map(item => ({ keys: `g ${item.key}`, words: t(item.label) }))
  return (
    <Dialog id="shortcuts" title={t('web:layout.shortcuts.title')}>
      <div class="cols even">
        <ShortcutList heading={t('web:layout.shortcuts.everywhere')} entries={everywhere} />
        <ShortcutList heading={t('web:layout.shortcuts.go')} entries={places} />
        <ShortcutList heading={t('web:layout.shortcuts.answers')} entries={answers} />
        <ShortcutList heading={t('web:layout.shortcuts.order')} entries={moves} />
      </div>
      <form method="post" action={paths.preferences} class="cluster">
        <span class="muted small">
          {t(staff?.singleKeys === false ? 'web:layout.shortcuts.areOff' : 'web:layout.shortcuts.areOn')}
        </span>
        <Button size="small" value={staff?.singleKeys === false ? 'on' : 'off'} name="singleKeys">
          {t(staff?.singleKeys === false ? 'web:layout.shortcuts.turnOn' : 'web:layout.shortcuts.turnOff')}
        </Button>
      </form>
    </Dialog>
  )
}

interface ShortcutListProps {
  readonly heading: string
  readonly entries: readonly { readonly keys: string; readonly words: string }[]
}

function ShortcutList({ heading, entries }: ShortcutListProps) {
  if (entries.length === 0) return null
  return (
    <section class="shortcut-list">
      <h3 class="small">{heading}</h3>
      <dl>
        {entries.map(({ keys, words }) => (
          <>
            <dt>{words}</dt>
            <dd>
              <KeyHint keys={keys} />
            </dd>
          </>
        ))}
      </dl>
    </section>
  )
}

/** Asks before something that cannot be undone, in place of the browser's own box; `confirm.ts` fills in the question. */
export function ConfirmDialog() {
  const { t } = useView()
  return (
    <Dialog id="confirm" title={t('web:layout.confirm.title')} size="small">
      <p data-confirm-question />
      <form method="dialog">
        <FormActions>
          <Button look="primary" value="yes">
            {t('web:layout.confirm.yes')}
          </Button>
          <Button look="quiet" value="no">
            {t('web:layout.confirm.no')}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  )
}
