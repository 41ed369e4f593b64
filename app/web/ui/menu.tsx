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
  /** `MenuLink`s, `hr`. */
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
