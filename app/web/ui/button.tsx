import type { Child } from 'hono/jsx'
import { HiddenFields } from './hidden-fields.tsx'
import { Icon } from './icon.tsx'
import { classes, type MoreAttributes } from './tone.ts'

interface ButtonLook {
  /** Without a look: the ordinary button. One primary button per page. */
  readonly look?: 'primary' | 'quiet' | 'danger'
  readonly size?: 'small'
  readonly icon?: string
  /** After the words, for what lies ahead. */
  readonly iconAfter?: string
  /** Name for an icon without words. */
  readonly label?: string
  readonly block?: boolean
  readonly children?: Child
  readonly more?: MoreAttributes
}

export interface ButtonProps extends ButtonLook {
  readonly type?: 'submit' | 'button' | 'reset'
  readonly name?: string
  readonly value?: string
  readonly form?: string
  readonly formaction?: string
  readonly disabled?: boolean
  /** Question asked before the form is sent. */
  readonly confirm?: string
  /** Words while the form is being sent. */
  readonly busy?: string
  /** Id of a `Dialog` that this button opens. */
  readonly opens?: string
  /** Id of a popover that this button opens. */
  readonly shows?: string
}

/** A button. It submits its form unless it opens a dialog or popover, or `type` says otherwise. */
export function Button(props: ButtonProps) {
  const { type, name, value, form, formaction, disabled, confirm, busy, opens, shows, more } = props
  return (
    <button
      type={type ?? (opens || shows ? 'button' : 'submit')}
      class={buttonClass(props)}
      name={name}
      value={value}
      form={form}
      formaction={formaction}
      disabled={disabled}
      aria-label={props.label}
      title={props.label}
      data-turbo-confirm={confirm}
      data-turbo-submits-with={busy}
      command={opens && 'show-modal'}
      commandfor={opens}
      popovertarget={shows}
      {...more}
    >
      {props.icon ? <Icon name={props.icon} /> : null}
      {props.children}
      {props.iconAfter ? <Icon name={props.iconAfter} /> : null}
    </button>
  )
}

export interface LinkButtonProps extends ButtonLook {
  readonly href: string
  /** The answer is a file, so Turbo keeps out of it. */
  readonly download?: boolean
}

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function LinkButton(props: LinkButtonProps) {
  return (
    <a
      class={buttonClass(props)}
      href={props.href}
      aria-label={props.label}
      title={props.label}
      data-turbo={props.download ? 'false' : undefined}
      {...props.more}
    >
      {props.icon ? <Icon name={props.icon} /> : null}
      {props.children}
      {props.iconAfter ? <Icon name={props.iconAfter} /> : null}
    </a>
  )
}

export interface PostButtonProps extends ButtonProps {
  readonly action: string
  /** Hidden fields sent along. */
  readonly fields?: Readonly<Record<string, string | number>>
}

/** A form of one button, for what is done in one click. */
export function PostButton({ action, fields, ...button }: PostButtonProps) {
  return (
    <form method="post" action={action} class="inline-form">
      <HiddenFields fields={fields} />
      <Button {...button} />
    </form>
  )
}

function buttonClass({ look, size, icon, block, children }: ButtonLook): string {
  return classes('button', look, size, block && 'block', icon !== undefined && !children && 'only-icon')
}
