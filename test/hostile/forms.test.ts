import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { routes } from '../../app/app.tsx'
import { paths } from '../../app/paths.ts'
import { today } from '../../app/platform/clock.ts'
import { cast, openStage, signInAs } from '../cast.ts'
import { formsOf, linksOf, type PageField, type PageForm } from '../support/forms.ts'
import { otherForms, typedFor } from './other-forms.ts'
import { encoded, escapedScript, faultsOf, type Hostile, hostileValues } from './values.ts'
import { addressOf, furnish, htmlAt, pages, routeAt } from './world.ts'

const stage = await openStage()
const { db } = stage.services
const origin = new URL(stage.services.config.baseUrl).origin
const day = (days: number) => today('Asia/Tokyo').add({ days }).toString()
await furnish(stage, await signInAs(stage, 'admin'))

/** A form that the application answers, and the page where it stands. */
interface Found {
  readonly path: string
  readonly page: string
  readonly form: PageForm
}

const found = await findForms()
const unmet = otherForms.filter(({ path }) => !found.has(path))
const written = unmet.map(({ path, fields }): Found => {
  const asked = Object.entries(fields).map(([name, value]): PageField => ({ name, kind: 'text', value }))
  const action = addressOf({ path })
  return { path, page: action, form: { method: 'post', action, fields: asked } }
})
const forms = [...found.values(), ...written].sort((a, b) => Number(isEnding(a)) - Number(isEnding(b)))

/** Takes away what other forms are about: it is their turn at the end. */
function isEnding({ path }: Found): boolean {
  return /\/(removal|erasure|merge|revocation|archive|sign-out|access|cancellation|end|stop|withdrawal|pause)$/.test(
    path,
  )
}

async function findForms(): Promise<ReadonlyMap<string, Found>> {
  const all = new Map<string, Found>()
  for (const page of pages) {
    for (const form of formsOf(await htmlAt(stage, page), page)) {
      const path = form.method === 'post' ? routeAt('POST', form.action)?.path : undefined
      const before = path === undefined ? undefined : all.get(path)
      if (path === undefined || (before && before.form.fields.length >= form.fields.length)) continue
      all.set(path, { path, page, form: filled(form) })
    }
  }
  return all
}

/** Who sends is signed in anew each time: some of the forms sign out. */
async function post(action: string, body: BodyInit, type = 'application/x-www-form-urlencoded'): Promise<Response> {
  const headers = { origin, cookie: await signInAs(stage, 'admin'), ...(type && { 'content-type': type }) }
  return stage.app.request(action, { method: 'POST', body, headers })
}

/** The form as the page has it after it was sent: with another version, say. */
async function again({ path, page, form }: Found): Promise<PageForm> {
  await sql`update tasks.task set closed_at = null, snoozed_until = null`.execute(db)
  // What was done instead of what a play proposed stays: a form is about it.
  await sql`delete from tasks.outcome where task_id not in (select id from tasks.task where source = 'play')`.execute(
    db,
  )
  await sql`delete from today.answer`.execute(db)
  await sql`update identity.staff set locale = 'ja', roles = '{admin}' where id = ${cast.admin.id}`.execute(db)
  const [now] = formsOf(await htmlAt(stage, page), page)
    .filter(one => routeAt('POST', one.action)?.path === path)
    .sort((a, b) => b.fields.length - a.fields.length)
  return now ? filled(now) : form
}

/** The form as somebody sends it who means it: of boxes with the same name one is ticked. */
function filled(form: PageForm): PageForm {
  const sent = new Set(form.fields.flatMap(({ name, value }) => (value ? [name] : [])))
  const fields = form.fields.map(field => {
    const typed = sent.has(field.name) ? undefined : typedFor(field.name, day)
    sent.add(field.name)
    return typed === undefined ? field : { ...field, value: typed }
  })
  return { ...form, fields }
}

/** Each field once; of rows that are alike only the first. */
function fieldsToTry({ fields }: PageForm): readonly PageField[] {
  const kinds = new Map(
    fields.map(field => [field.name.replace(/\.[a-z]\d+$/, ''), field]).reverse() as [string, PageField][],
  )
  return [...kinds.values()].reverse()
}

function valuesFor(field: PageField): readonly Hostile[] {
  return field.kind === 'text' ? hostileValues : hostileValues.filter(value => value.everywhere)
}

describe('a form answers clearly whatever is typed', () => {
  it.each(forms)('$path', { timeout: 60_000 }, async one => {
    const faults: unknown[] = []
    let form = await again(one)
    for (const field of fieldsToTry(form)) {
      for (const hostile of valuesFor(field)) {
        const pairs = form.fields.map(({ name, value }) => [name, value] as const)
        const reply = await post(form.action, encoded(pairs, field.name, hostile))
        for (const fault of await faultsOf(reply)) faults.push([field.name, hostile.name, fault])
        if (reply.status < 400) form = await again(one)
      }
    }
    expect(faults).toEqual([])
  })
})

const bodies: readonly (readonly [name: string, body: BodyInit, type: string])[] = [
  ['no body', '', ''],
  ['a body of nothing known', 'hello', 'text/plain'],
  ['JSON', '{"name":{"$ne":null},"__proto__":{"roles":["admin"]}}', 'application/json'],
  ['JSON that ends too soon', '{"name":', 'application/json'],
  ['JSON that is a number', '7', 'application/json'],
  ['parts without a boundary', 'x', 'multipart/form-data'],
  [
    'parts that end too soon',
    '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nabc',
    'multipart/form-data; boundary=x',
  ],
  ['a percent sign too many', '%=%&=&&=%zz&name=%', 'application/x-www-form-urlencoded'],
  ['names of the language', '__proto__=1&constructor=2&toString=3&__proto__[x]=4', 'application/x-www-form-urlencoded'],
  [
    '5,000 fields',
    Array.from({ length: 5000 }, (_, i) => `name${i}=x&ids[]=${i}`).join('&'),
    'application/x-www-form-urlencoded',
  ],
]

describe('a form answers clearly whatever is sent', () => {
  it.each(bodies)('%s', { timeout: 60_000 }, async (_, body, type) => {
    const faults: unknown[] = []
    for (const { path, form } of forms) {
      for (const fault of await faultsOf(await post(form.action, body, type))) faults.push([path, fault])
    }
    expect(faults).toEqual([])
  })

  it('every field twice, or as a file', { timeout: 60_000 }, async () => {
    const faults: unknown[] = []
    for (const { path, form } of forms) {
      const names = [...new Set(form.fields.map(field => field.name))]
      const twice = encoded(
        names.flatMap(
          name =>
            [
              [name, 'a'],
              [name, 'b'],
            ] as const,
        ),
      )
      for (const fault of await faultsOf(await post(form.action, twice))) faults.push([path, 'twice', fault])
      const files = new FormData()
      for (const name of names) files.append(name, new File(['x'], 'x.txt'))
      for (const fault of await faultsOf(await post(form.action, files, ''))) faults.push([path, 'file', fault])
    }
    expect(faults).toEqual([])
  })
})

it('a form of five megabytes is refused, in words', async () => {
  for (const { path, form } of forms.filter(one => one.path !== paths.imports && one.path !== paths.experiments)) {
    const reply = await post(form.action, `name=${'x'.repeat(5 * 1024 * 1024)}`)
    expect([path, reply.status]).toEqual([path, 413])
    expect(await reply.text()).toContain('大きすぎます')
  }
})

describe('afterwards', () => {
  it('every form of the application was walked', () => {
    const walked = new Set(forms.map(form => form.path))
    const left = routes.filter(
      ({ method, crossOrigin, path }) => method === 'POST' && !crossOrigin && !walked.has(path),
    )
    expect(left.map(route => route.path)).toEqual([])
    // What the tracking API does not know is refused whatever its method.
    const others = routes.filter(({ method, crossOrigin }) => method !== 'ALL' || !crossOrigin)
    expect(others.filter(({ method }) => !['GET', 'POST', 'OPTIONS'].includes(method))).toEqual([])
  })

  it('everything is still there, and what was stored is shown as text', { timeout: 60_000 }, async () => {
    const shown: string[] = []
    for (const page of pages) {
      const reply = await stage.app.request(page, { headers: { cookie: await signInAs(stage, 'admin') } })
      if (reply.headers.get('content-type')?.includes('event-stream')) continue
      const text = await reply.clone().text()
      expect([page, await faultsOf(reply)]).toEqual([page, []])
      if (text.includes(escapedScript)) shown.push(page)
    }
    // The forms that were walked last left more entries than one page of the log holds.
    if (await isInLog(paths.audit)) shown.push(paths.audit)
    const { today: first, audit, accounts, traits, writeKeys, healthJudgements, tasks } = paths
    const { plays, hypotheses } = paths
    for (const page of [first, audit, accounts, traits, writeKeys, healthJudgements, tasks, plays, hypotheses]) {
      expect(shown).toContain(page)
    }
  })
})

/** Whether the log shows what was stored as text, on this page or an earlier one; none of them may have a fault. */
async function isInLog(page: string): Promise<boolean> {
  const reply = await stage.app.request(page, { headers: { cookie: await signInAs(stage, 'admin') } })
  const html = await reply.clone().text()
  expect([page, await faultsOf(reply)]).toEqual([page, []])
  const earlier = linksOf(html).find(link => link.startsWith(`${paths.audit}?`) && link.includes('before='))
  return html.includes(escapedScript) || (earlier !== undefined && isInLog(earlier))
}
