import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { href, paths } from '../paths.ts'
import { ownCookie } from './cookies.ts'
import { type FormValues, readForm } from './forms.ts'
import { PlainLayout } from './layout.tsx'
import { page } from './page.tsx'
import type { RequestContext } from './routes.ts'
import { Button, LinkButton } from './ui/button.tsx'
import { Card, CardPart } from './ui/card.tsx'
import { Copyable } from './ui/copyable.tsx'
import { HiddenFields } from './ui/hidden-fields.tsx'
import { Stack } from './ui/layout-parts.tsx'
import { useView } from './view.ts'

/** Why a form was not taken. */
type Reason = 'signedOut' | 'somebodyElse' | 'notAllowed'

const statuses = { signedOut: 422, somebodyElse: 409, notAllowed: 404 } as const

/** Who was signed in last in this browser: so that what they typed is not sent again in the name of whoever comes next. */
const personCookie = 'banso_person'
const personDays = 30
const typedBy = 'typed-by'

/** Longer than anything typed into a form; the answer holds it twice. */
const mostCharacters = 200_000
const mostFields = 2_000
const mostBytes = 1024 * 1024
const mostFileBytes = 256 * 1024 * 1024

/** What is chosen in a menu again. */
const notKept: ReadonlySet<string> = new Set([paths.preferences])
/** A file, which may be as large as a disk, is not kept: the page where it is chosen, by where it is sent. */
const filesChosen: ReadonlyMap<string, string> = new Map([
  [paths.imports, paths.importNew],
  [paths.experiments, paths.experimentNew],
])

/** What must not stand in a page: passwords, codes, what passkeys answer. A form with such a field is not kept at all. */
const secret = /password|code|secret|token|response/i
/** What a form sends along for the application's sake. */
const technical = /^(was|version|list|seen|.*Id|ids\[\])$/
const id = /^[\w-]{20,}$/

/** Remembers who is signed in here, for the time after. */
export function rememberPerson(c: RequestContext): void {
  const id = c.var.staff?.id
  if (id === undefined || getCookie(c, personCookie) === id) return
  const maxAge = personDays * 24 * 60 * 60
  setCookie(c, personCookie, id, { ...ownCookie(c), maxAge })
}

/** Whether this is sent from a page of `answerUnsaved` by another person than the one who typed it. */
export function typedBySomebodyElse(c: RequestContext): boolean {
  const id = c.req.query(typedBy)
  return id !== undefined && id !== c.var.staff?.id
}

/**
 * Answers a form that cannot be taken with a page that holds what was typed: to copy, and, when it is only that nobody is
 * signed in, to send once more after signing in in another tab. Nothing is kept here; who sends again is checked as always.
 * A file has to be chosen anew, and that is said. Returns undefined when there is nothing to keep: no fields, or a secret.
 */
export async function answerUnsaved(c: RequestContext, reason: Reason): Promise<Response | undefined> {
  if (notKept.has(c.req.path)) return undefined
  const bytes = Number(c.req.header('content-length'))
  if (Number.isNaN(bytes)) return undefined
  const chosen = filesChosen.get(c.req.path)
  if (chosen) return reason === 'signedOut' ? answerFile(c, chosen, bytes) : undefined
  // Reading takes the process away from others: of somebody unknown nothing is read that no person can have typed.
  const { values }: { readonly values: FormValues } =
    bytes <= mostBytes ? await readForm(c, z.looseObject({})) : { values: {} }
  const fields = Object.entries(values).flatMap(([name, value]) => [value].flat().map(one => [name, one] as const))
  if (bytes <= mostBytes && fields.length === 0) return undefined
  if (fields.some(([name]) => secret.test(name))) return undefined
  const size = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  const fits = bytes <= mostBytes && size <= mostCharacters && fields.length <= mostFields
  c.header('cache-control', 'no-store')
  return page(
    c,
    <UnsavedPage
      reason={reason}
      typed={fits ? typedIn(values) : undefined}
      again={fits && reason === 'signedOut' ? sendingAgain(c) : undefined}
      still={typedBySomebodyElse(c)}
      fields={fields}
    />,
    statuses[reason],
  )
}

/** A browser shows an answer only once it could send everything: of somebody who was signed in here that is read, and dropped. */
async function answerFile(c: RequestContext, chosen: string, bytes: number): Promise<Response> {
  const { body } = c.req.raw
  if (body && getCookie(c, personCookie) && bytes <= mostFileBytes) for await (const _ of body);
  c.header('cache-control', 'no-store')
  return page(c, <FilePage chosen={chosen} />, statuses.signedOut)
}

/** The words in a form, in its order, each once. */
function typedIn(values: FormValues): string {
  const words = Object.entries(values).flatMap(([name, value]) => (technical.test(name) ? [] : [value].flat()))
  return [...new Set(words.map(word => word.trim()))].filter(word => word !== '' && !id.test(word)).join('\n\n')
}

/** Where the same is sent again; undefined when it is not known who typed it. */
function sendingAgain(c: RequestContext): string | undefined {
  const { pathname, searchParams } = new URL(c.req.url)
  const person = searchParams.get(typedBy) ?? getCookie(c, personCookie)
  if (!person || !/^[\w-]{1,100}$/.test(person)) return undefined
  searchParams.set(typedBy, person)
  return `${pathname}?${searchParams}`
}

interface UnsavedPageProps {
  readonly reason: Reason
  /** undefined when it is too much for a page. */
  readonly typed: string | undefined
  readonly again: string | undefined
  /** Sent again, still signed out. */
  readonly still: boolean
  readonly fields: readonly (readonly [name: string, value: string])[]
}

function UnsavedPage({ reason, typed, again, still, fields }: UnsavedPageProps) {
  const { t, staff } = useView()
  const lead = reason === 'signedOut' && still ? 'still' : reason
  return (
    <PlainLayout title={t('web:unsaved.title')} lead={t(`web:unsaved.${lead}`, { name: staff?.name ?? '' })} wide>
      <Card label={t('web:unsaved.title')}>
        <CardPart>
          <Stack>
            {typed === undefined ? <p role="alert">{t('web:unsaved.tooMuch')}</p> : null}
            {typed ? <Copyable text={typed} title={t('web:unsaved.typed')} wraps /> : null}
            {again === undefined ? null : <SendAgain to={again} fields={fields} />}
            {again === undefined && reason === 'signedOut' ? <SignIn /> : null}
          </Stack>
        </CardPart>
      </Card>
      <p class="small">
        <a class="link" href={paths.today}>
          {t('web:unsaved.leave')}
        </a>
      </p>
    </PlainLayout>
  )
}

function FilePage({ chosen }: { readonly chosen: string }) {
  const { t } = useView()
  return (
    <PlainLayout title={t('web:unsaved.fileTitle')} lead={t('web:unsaved.file')}>
      <Card label={t('web:unsaved.fileTitle')}>
        <CardPart>
          <LinkButton href={href(paths.signIn, {}, { back: chosen })} look="primary">
            {t('web:unsaved.fileSignIn')}
          </LinkButton>
        </CardPart>
      </Card>
    </PlainLayout>
  )
}

/** Not by Turbo: it would renew parts of a page that is not shown any more. */
function SendAgain({ to, fields }: { readonly to: string; readonly fields: UnsavedPageProps['fields'] }) {
  const { t } = useView()
  return (
    <form class="form" method="post" action={to} data-turbo="false">
      <HiddenFields fields={fields} />
      <p class="small">{t('web:unsaved.how')}</p>
      <div class="form-actions">
        <SignIn />
        <Button look="primary">{t('web:unsaved.again')}</Button>
      </div>
    </form>
  )
}

function SignIn() {
  const { t } = useView()
  return (
    <LinkButton href={paths.signIn} iconAfter="external-link" more={{ target: '_blank' }}>
      {t('web:unsaved.signIn')}
    </LinkButton>
  )
}
