import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Button } from './button.tsx'
import { classes } from './tone.ts'

interface DialogProps {
  /** Unique on the page; `<Button opens={id}>` opens it. */
  readonly id: string
  readonly title: string
  /** Open as soon as the page is there, for example with errors in its form. */
  readonly open?: boolean
  readonly size?: 'small'
  readonly children: Child
}

/** A native modal dialog. Escape, the cross and a click beside it close it; focus returns to the button that opened it. */
export function Dialog({ id, title, open, size, children }: DialogProps) {
  const { t } = useView()
  return (
    <dialog
      class={classes('dialog', size)}
      id={id}
      aria-labelledby={`${id}-title`}
      closedby="any"
      data-controller="dialog"
      data-dialog-open-value={open ? 'true' : undefined}
      data-action="click->dialog#closeBeside turbo:submit-end->dialog#closeWhenDone"
    >
      <header class="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <Button
          type="button"
          look="quiet"
          icon="x"
          label={t('web:ui.close')}
          more={{ command: 'close', commandfor: id }}
        />
      </header>
      <div class="dialog-body">{children}</div>
    </dialog>
  )
}
