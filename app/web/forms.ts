import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { NotFound } from '../platform/errors.ts'
import type { TextKey } from './i18n.ts'
import type { RequestContext } from './routes.ts'

/** What came in with a form: either checked data, or what was typed with a text key per field that is wrong. */
export type Form<T> = (FormState & { readonly ok: true; readonly data: T }) | (FormState & { readonly ok: false })

export type FormValues = Readonly<Record<string, string | readonly string[]>>
export type FormErrors = Readonly<Record<string, TextKey>>

/** What a form shows: what was typed, and what is wrong with it. */
export interface FormState {
  readonly values: FormValues
  readonly errors: FormErrors
}

export const emptyForm: FormState = { values: {}, errors: {} }

/** What was typed into a field; of several the first. */
export function typed(form: FormState, name: string): string {
  const value = form.values[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/**
 * Reads and checks a form body. Fields named `x[]` arrive as lists. Messages of the schema are text keys.
 * Throws HTTPException (400) when the body breaks off or is no form at all.
 */
export async function readForm<S extends z.ZodType>(c: RequestContext, schema: S): Promise<Form<z.output<S>>> {
  const body = await c.req.parseBody({ all: true }).catch((cause: unknown) => {
    throw new HTTPException(400, { cause })
  })
  const values: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') values[name] = clean(value)
    else if (Array.isArray(value)) values[name] = value.filter(item => typeof item === 'string').map(clean)
  }
  return checkValues(schema, values)
}

/** The same check for values that came another way, such as a query string. */
export function checkValues<S extends z.ZodType>(schema: S, values: FormValues): Form<z.output<S>> {
  const result = schema.safeParse(values)
  if (result.success) return { ok: true, data: result.data, values, errors: {} }
  const errors: Record<string, TextKey> = {}
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? 'form')
    errors[field] ??= isTextKey(issue.message) ? issue.message : 'web:form.invalid'
  }
  return { ok: false, values, errors }
}

/** Wraps what a rule threw (Invalid) into the form, so that it is shown beside the field. */
export function withErrors<T>(form: Form<T>, errors: Readonly<Record<string, string>>): Form<T> {
  return { ok: false, values: form.values, errors: { ...form.errors, ...(errors as FormErrors) } }
}

/** The numeric id in the path. Throws NotFound when it is none, so that nothing odd reaches the database. */
export function idParam(c: RequestContext, name = 'id'): number {
  const text = c.req.param(name) ?? ''
  const id = Number(text)
  if (!/^\d{1,15}$/.test(text) || id < 1) throw new NotFound(`${name}=${text}`)
  return id
}

/** A text of the query string, cleaned as those of forms are; undefined when it is absent or empty. */
export function queryText(c: RequestContext, name: string): string | undefined {
  return clean(c.req.query(name) ?? '').trim() || undefined
}

export const requiredText = (max: number) =>
  z.string({ error: 'web:form.required' }).trim().min(1, 'web:form.required').max(max, 'web:form.tooLong')

export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, 'web:form.tooLong')
    .optional()
    .transform(text => text || undefined)

/** The day that a text is, as 2026-11-22, from 1900 to 9998, so that there are days on either side of it; undefined for none. */
export function readDay(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1900' || text >= '9999') return undefined
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

/** Whether a text is such a day. */
export function isDay(text: string): boolean {
  return readDay(text) !== undefined
}

/**
 * A number as people type it, in any width, with commas, spaces, any minus, perhaps in percent: １,２００, −50%. Undefined
 * for none.
 */
export function readNumber(text: string): number | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,_]/g, '')
    .replace(/[−–ー]/g, '-')
    .replace(/%$/, '')
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) && plain.length <= 20 ? Number(plain) : undefined
}

// PostgreSQL cannot store NUL, and a lone surrogate is no text in any encoding.
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().replaceAll('\r\n', '\n')
}

function isTextKey(message: string): message is TextKey {
  return /^[a-z]+:[\w.]+$/.test(message)
}
