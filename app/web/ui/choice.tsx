import type { Child } from 'hono/jsx'
import { describedBy, FieldError, FieldFrame, type FieldLook, fieldId, StoredNow } from './field.tsx'
import { useField } from './form.tsx'
import { Icon } from './icon.tsx'
import { classes, type MoreAttributes } from './tone.ts'

export interface Option {
  readonly value: string
  readonly text: string
  readonly disabled?: boolean
}

export interface OptionGroup {
  readonly group: string
  readonly options: readonly Option[]
}

interface SelectProps extends FieldLook {
  readonly value?: string | number | undefined
  readonly options: readonly (Option | OptionGroup)[]
  /** First, empty choice: 「すべて」, 「選んでください」 */
  readonly empty?: string
}

/** One of many, as a native select. */
export function Select(props: SelectProps) {
  const { name, options, empty } = props
  const state = useField(name, props.value, props.error)
  const id = fieldId(props)
  const all = options.flatMap(option => ('group' in option ? option.options : option))
  const storedNow = state.storedNow === undefined ? undefined : wordsOf(all, state.storedNow, empty)
  return (
    <FieldFrame {...props} id={id} error={state.error} storedNow={storedNow}>
      <span class="select">
        <select
          class="input"
          id={id}
          name={name}
          disabled={props.disabled}
          required={props.required}
          autofocus={state.first}
          aria-invalid={state.error ? 'true' : undefined}
          aria-describedby={describedBy(id, props.hint, state.error, storedNow)}
          {...props.more}
        >
          {empty === undefined ? null : <option value="">{empty}</option>}
          {options.map(option =>
            'group' in option ? (
              <optgroup label={option.group}>
                {option.options.map(inner => (
                  <Choosable option={inner} chosen={state.value} />
                ))}
              </optgroup>
            ) : (
              <Choosable option={option} chosen={state.value} />
            ),
          )}
        </select>
        <Icon name="chevron-down" />
      </span>
    </FieldFrame>
  )
}

function wordsOf(options: readonly Option[], value: string, empty = ''): string {
  return value === '' ? empty : (options.find(option => option.value === value)?.text ?? value)
}

function Choosable({ option, chosen }: { readonly option: Option; readonly chosen: string | undefined }) {
  return (
    <option value={option.value} selected={option.value === chosen} disabled={option.disabled}>
      {option.text}
    </option>
  )
}

interface CheckboxProps extends Omit<FieldLook, 'optional' | 'hideLabel'> {
  /** Sent when checked; `on` unless given. For lists: the same name `x[]`, different values. */
  readonly value?: string
  readonly checked?: boolean
}

/** Yes or no, or one of a list. */
export function Checkbox(props: CheckboxProps) {
  const { name, label, hint, value = 'on', checked } = props
  const state = useField(name, undefined, props.error)
  const id = props.id ?? fieldId({ name: value === 'on' ? name : `${name}-${value}` })
  const error = value === 'on' ? state.error : undefined
  return (
    <div class="choice">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        checked={state.sent ? state.values.includes(value) : checked}
        disabled={props.disabled}
        required={props.required}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(id, hint, error)}
        {...props.more}
      />
      <label for={id}>{label}</label>
      {hint === undefined ? null : (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FieldError id={id} error={error} />
    </div>
  )
}

interface ChoicesProps {
  readonly legend: Child
  readonly hint?: Child
  readonly error?: string
  readonly across?: boolean
  /** After the choices. */
  readonly note?: Child
  readonly children: Child
}

/** Checkboxes that belong together. */
export function Choices({ legend, hint, error, across, note, children }: ChoicesProps) {
  return (
    <fieldset class={classes('choices', across && 'across')}>
      <legend class="field-label">{legend}</legend>
      {hint === undefined ? null : <p class="field-hint">{hint}</p>}
      <div class="choice-list">{children}</div>
      {note}
      {error ? (
        <p class="field-error">
          <Icon name="circle-alert" />
          <span>{error}</span>
        </p>
      ) : null}
    </fieldset>
  )
}

export interface RadioOption extends Option {
  readonly hint?: Child
}

interface RadioGroupProps {
  readonly name: string
  readonly legend: Child
  readonly hint?: Child
  readonly value?: string | undefined
  readonly options: readonly RadioOption[]
  readonly across?: boolean
  readonly more?: MoreAttributes
}

/** One of a few, all visible. */
export function RadioGroup({ name, legend, hint, value, options, across, more }: RadioGroupProps) {
  const state = useField(name, value, undefined)
  const storedNow = state.storedNow === undefined ? undefined : wordsOf(options, state.storedNow)
  const note = <StoredNow id={fieldId({ name })} text={storedNow} />
  return (
    <Choices legend={legend} hint={hint} error={state.error} across={across} note={note}>
      {options.map(option => {
        const id = fieldId({ name: `${name}-${option.value}` })
        return (
          <div class="choice">
            <input
              type="radio"
              id={id}
              name={name}
              value={option.value}
              checked={state.value === option.value}
              disabled={option.disabled}
              aria-describedby={describedBy(id, option.hint, undefined)}
              {...more}
            />
            <label for={id}>{option.text}</label>
            {option.hint === undefined ? null : (
              <p class="field-hint" id={`${id}-hint`}>
                {option.hint}
              </p>
            )}
          </div>
        )
      })}
    </Choices>
  )
}
