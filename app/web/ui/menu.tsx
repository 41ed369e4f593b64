import type { Child } from 'hono/jsx'
import { Button, type ButtonProps } from './button.tsx'
import { Icon } from './icon.tsx'
import { classes } from './tone.ts'

interface MenuProps {
  /** Unique on the page. */
  readonly id: string
  /** The button that opens it: words, or an icon with a label. */
  readonly button: ButtonProps
  /** Grows towards the start of the line, for buttons at the end of a row. */
  readonly towardsStart?: boolean
  /** `MenuLink`s, `MenuPost`s, `hr`. */
  readonly children: Child
}

/** Further actions behind a button, as a native popover. */
export function Menu({ id, button, towardsStart, children }: MenuProps) {
  return (
    <>
      <Button {...button} shows={id} />
      <div class={classes('menu', towardsStart && 'towards-start')} id={id} popover="auto">
        {children}
      </div>
    </>
  )
}

interface MenuLinkProps {
  readonly href: string
  readonly icon?: string
  readonly download?: boolean
  readonly children: Child
}

export function MenuLink({ href, icon, download, children }: MenuLinkProps) {
  return (
    <a class="menu-item" href={href} data-turbo={download ? 'false' : undefined}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </a>
  )
}

interface MenuPostProps {
  readonly action: string
  readonly icon?: string
  readonly danger?: boolean
  readonly confirm?: string
  readonly fields?: Readonly<Record<string, string | number>>
  readonly children: Child
}

/** An entry that does something: a form of one button. */
export function MenuPost({ action, icon, danger, confirm, fields, children }: MenuPostProps) {
  return (
    <form method="post" action={action}>
      {Object.entries(fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={classes('menu-item', danger && 'danger')} data-turbo-confirm={confirm}>
        {icon ? <Icon name={icon} /> : null}
        {children}
      </button>
    </form>
  )
}

interface MenuDialogProps {
  /** Id of the dialog it opens. */
  readonly opens: string
  readonly icon?: string
  readonly children: Child
}

/** An entry that opens a dialog. */
export function MenuDialog({ opens, icon, children }: MenuDialogProps) {
  return (
    <button type="button" class="menu-item" command="show-modal" commandfor={opens}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  )
}
