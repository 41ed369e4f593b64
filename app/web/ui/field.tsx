import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { useField } from './form.tsx'
import { Icon } from './icon.tsx'
import { classes, type MoreAttributes } from './tone.ts'

export interface FieldLook {
  readonly name: string
  readonly label: string
  readonly hint?: Child
  /** Words; usually the surrounding `Form` knows the error already. */
  readonly error?: string | undefined
  /** Unique on the page; by default made from the name. */
  readonly id?: string
  /** Says beside the label that it may stay empty. */
  readonly optional?: boolean
  readonly required?: boolean
  readonly disabled?: boolean
  /** The label is there for screen readers only. */
  readonly hideLabel?: boolean
  readonly more?: MoreAttributes
}

export interface FieldProps extends FieldLook {
  readonly type?:
    | 'text'
    | 'email'
    | 'password'
    | 'number'
    | 'date'
    | 'datetime-local'
    | 'search'
    | 'url'
    | 'tel'
    | 'time'
    | 'file'
  readonly value?: string | number | undefined
  readonly placeholder?: string
  readonly autocomplete?: string
  readonly inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'search' | 'url' | 'tel'
  readonly min?: number | string
  readonly max?: number | string
  readonly step?: number | 'any'
  readonly maxlength?: number
  readonly autofocus?: boolean
  /** After the field: 「円」, 「日」 */
  readonly unit?: string
  readonly short?: boolean
  readonly list?: string
  readonly accept?: string
}

/** One line of text, a number, a date … with label, hint and error tied together. */
export function Field(props: FieldProps) {
  const { name, type = 'text', unit, short, autofocus, disabled, required, more } = props
  const state = useField(name, props.value, props.error)
  const id = fieldId(props)
  const input = (
    <input
      class={classes('input', short && 'short')}
      id={id}
      name={name}
      type={type}
      value={type === 'password' || type === 'file' ? undefined : state.value}
      placeholder={props.placeholder}
      autocomplete={props.autocomplete ?? 'off'}
      inputmode={props.inputmode}
      min={props.min}
      max={props.max}
      step={props.step}
      maxlength={props.maxlength}
      list={props.list}
      accept={props.accept}
      autofocus={state.first || autofocus}
      disabled={disabled}
      required={required}
      aria-invalid={state.error ? 'true' : undefined}
      aria-describedby={describedBy(id, props.hint, state.error, state.storedNow)}
      {...more}
    />
  )
  return (
    <FieldFrame {...props} id={id} error={state.error} storedNow={state.storedNow}>
      {unit === undefined ? (
        input
      ) : (
        <span class="input-row">
          {input}
          <span class="unit">{unit}</span>
        </span>
      )}
    </FieldFrame>
  )
}

interface TextAreaProps extends FieldLook {
  readonly value?: string | undefined
  readonly rows?: number
  readonly maxlength?: number
  readonly placeholder?: string
}

/** Several lines of text; grows with its content. */
export function TextArea(props: TextAreaProps) {
  const { name, rows = 4 } = props
  const state = useField(name, props.value, props.error)
  const id = fieldId(props)
  return (
    <FieldFrame {...props} id={id} error={state.error} storedNow={state.storedNow}>
      <textarea
        class="input"
        id={id}
        name={name}
        rows={rows}
        maxlength={props.maxlength}
        placeholder={props.placeholder}
        disabled={props.disabled}
        required={props.required}
        autofocus={state.first}
        aria-invalid={state.error ? 'true' : undefined}
        aria-describedby={describedBy(id, props.hint, state.error, state.storedNow)}
        {...props.more}
      >
        {state.value}
      </textarea>
    </FieldFrame>
  )
}

interface FieldFrameProps extends FieldLook {
  readonly id: string
  /** What somebody else stored since the form was opened, when it is not what stands in the field. */
  readonly storedNow?: string | undefined
  readonly children: Child
}

/** Label, control, hint and error in one place, for `Field`, `TextArea`, `Select` and controls of modules. */
export function FieldFrame(props: FieldFrameProps) {
  const { id, label, hint, error, optional, hideLabel, storedNow, children } = props
  const { t } = useView()
  return (
    <div class="field">
      <label class={hideLabel ? 'unseen' : 'field-label'} for={id}>
        {label}
        {optional ? <span class="optional">{t('web:ui.form.optional')}</span> : null}
      </label>
      {children}
      {hint === undefined ? null : (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <StoredNow id={id} text={storedNow} />
      <FieldError id={id} error={error} />
    </div>
  )
}

/** Somebody else was first: what would be written over. */
export function StoredNow({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  const { t } = useView()
  if (text === undefined) return null
  return (
    <p class="field-hint prewrap" id={`${id}-now`}>
      {t('web:form.storedNow', { value: text || '–' })}
    </p>
  )
}

export function FieldError({ id, error }: { readonly id: string; readonly error: string | undefined }) {
  if (!error) return null
  return (
    <p class="field-error" id={`${id}-error`}>
      <Icon name="circle-alert" />
      <span>{error}</span>
    </p>
  )
}

export function fieldId({ id, name }: { readonly id?: string; readonly name: string }): string {
  return id ?? `field-${name.replaceAll(/[^\w-]+/g, '-')}`
}

/** Ids of the hint, the error and what others stored, for aria-describedby. */
export function describedBy(
  id: string,
  hint: Child,
  error: string | undefined,
  storedNow?: string | undefined,
): string | undefined {
  const ids = classes(
    error !== undefined && `${id}-error`,
    hint !== undefined && `${id}-hint`,
    storedNow !== undefined && `${id}-now`,
  )
  return ids || undefined
}
