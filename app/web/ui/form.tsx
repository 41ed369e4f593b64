import { type Child, createContext, useContext } from 'hono/jsx'
import { emptyForm, type FormErrors, type FormState } from '../forms.ts'
import { useView } from '../view.ts'
import { changedMeanwhile } from '../was.ts'
import { LinkButton } from './button.tsx'
import { classes, type MoreAttributes } from './tone.ts'

/** What was typed and what is wrong with it, for the fields inside. */
const FormContext = createContext<FormState>(emptyForm)

export interface FormProps {
  readonly action: string
  readonly method?: 'get' | 'post'
  /** The result of `readForm`, or `emptyForm`: fields take their value and error from it by name. */
  readonly form?: FormState
  /** Warns before unsaved words are lost. */
  readonly guards?: boolean
  /** Sends files, and shows how far the upload has come. */
  readonly files?: boolean
  /** Id, also for buttons outside of the form. */
  readonly id?: string
  /** As wide as its place instead of as wide as reading likes. */
  readonly wide?: boolean
  readonly more?: MoreAttributes
  readonly children: Child
}

/** A form: one column, at the top what is wrong, values kept after an error. */
export function Form({ action, method = 'post', form, guards, files, id, wide, more, children }: FormProps) {
  const { t } = useView()
  const controllers = classes(guards && 'guard', files && 'upload')
  const content = (
    <form
      class={classes('form', wide && 'unbounded')}
      id={id}
      action={action}
      method={method}
      enctype={files ? 'multipart/form-data' : undefined}
      novalidate
      data-controller={controllers || undefined}
      data-guard-question-value={guards ? t('web:ui.form.unsaved') : undefined}
      data-action={files ? 'submit->upload#send' : undefined}
      {...more}
    >
      {form && Object.keys(form.errors).length > 0 ? <ErrorSummary errors={form.errors} /> : null}
      {children}
      {files ? <progress data-upload-target="progress" aria-label={t('web:ui.form.uploading')} hidden /> : null}
    </form>
  )
  return form ? <FormContext.Provider value={form}>{content}</FormContext.Provider> : content
}

function ErrorSummary({ errors }: { readonly errors: FormErrors }) {
  const { t } = useView()
  if (errors.form) return <FormAlert>{t(errors.form)}</FormAlert>
  return (
    <div class="form-errors" role="alert">
      {t('web:ui.form.errors', { count: Object.keys(errors).length })}
    </div>
  )
}

/** What is wrong and no field can say; gone to, because the button that was pressed may be far below. */
export function FormAlert({ children }: { readonly children: Child }) {
  return (
    <div class="form-errors" role="alert" tabindex={-1} autofocus>
      {children}
    </div>
  )
}

export interface FieldState {
  readonly value: string | undefined
  readonly values: readonly string[]
  /** Words, not a key. */
  readonly error: string | undefined
  /** The first field with an error takes the focus. */
  readonly first: boolean
  /** Something was sent before: an absent checkbox then means "no". */
  readonly sent: boolean
  /** What somebody else stored meanwhile, when the field shows what is stored and it is not what was typed. */
  readonly storedNow: string | undefined
}

/** What the form around knows about a field; what was typed goes before what is stored. */
export function useField(name: string, stored: string | number | undefined, error: string | undefined): FieldState {
  const { t } = useView()
  const { values, errors } = useContext(FormContext)
  const typed = values[name]
  const list = typed === undefined ? [] : typeof typed === 'string' ? [typed] : typed
  const key = errors[name]
  const kept = stored === undefined ? undefined : String(stored)
  return {
    value: list[0] ?? kept,
    values: list,
    error: error ?? (key && t(key)),
    first: Object.keys(errors)[0] === name,
    sent: Object.keys(values).length > 0,
    storedNow: errors.form === changedMeanwhile && list.length > 0 && list[0] !== kept ? kept : undefined,
  }
}

/** Several fields of one subject, with a heading. */
export function FormPart({ legend, children }: { readonly legend: Child; readonly children: Child }) {
  return (
    <fieldset class="form-part">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  )
}

/** Fields beside each other. */
export function FormRow({ children, more }: { readonly children: Child; readonly more?: MoreAttributes }) {
  return (
    <div class="form-row" {...more}>
      {children}
    </div>
  )
}

interface FormActionsProps {
  /** Where giving up leads to. */
  readonly back?: string
  /** What giving up means here, when it is more than that nothing is done. */
  readonly backWords?: string | undefined
  readonly children: Child
}

/** The buttons of a form: the primary one first, the way back last. */
export function FormActions({ back, backWords, children }: FormActionsProps) {
  const { t } = useView()
  return (
    <div class="form-actions">
      {children}
      {back === undefined ? null : (
        <LinkButton look="quiet" href={back}>
          {backWords ?? t('web:ui.form.cancel')}
        </LinkButton>
      )}
    </div>
  )
}
