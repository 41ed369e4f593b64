import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { paths } from '../../app/paths.ts'
import { cast, open, openStage, send, signInAs } from '../cast.ts'
import { formsOf, type PageForm } from '../support/forms.ts'
import { furnish, routeAt } from './world.ts'

const stage = await openStage()
const { db } = stage.services
const first = await signInAs(stage, 'admin')
const second = await signInAs(stage, 'manager')
await furnish(stage, first)

/** Forms that show what is stored, with the page they are on and the field that two people fill in differently. */
const forms = [
  { path: paths.accountEdit, page: '/accounts/1/edit', field: 'name' },
  { path: paths.accountTraits, page: '/accounts/1/traits', field: 'value', fill: { key: 'region', type: 'text' } },
  { path: paths.contactEdit, page: '/contacts/1/edit', field: 'name' },
  { path: paths.contactTraits, page: '/contacts/1', field: 'value', fill: { key: 'region', type: 'text' } },
  { path: paths.subscription, page: '/subscriptions/1', field: 'plan' },
  { path: paths.task, page: '/tasks/1/edit', field: 'title' },
  { path: paths.segment, page: '/segments/1/edit', field: 'name' },
  { path: paths.healthModel, page: '/health/models/1/edit', field: 'note' },
  { path: paths.company, page: '/company', field: 'company' },
] as const

describe('of two people who edit the same', () => {
  it.each(forms)('the second is told, keeps what was typed, and loses nothing: $path', async one => {
    const [early, late] = [`先に書いた人 ${one.path}`, `後で書いた人 ${one.path}`]
    await sql`update identity.staff set roles = '{admin}' where id = ${cast.manager.id}`.execute(db)
    const mine = await formAt(one, first)
    const theirs = await formAt(one, second)
    const saved = await send(stage, mine.action, fieldsOf(mine, one, early), { cookie: first })
    expect([saved.status, await saved.text()]).toEqual([303, ''])
    const told = await send(stage, theirs.action, fieldsOf(theirs, one, late), { cookie: second })
    expect([409, 422]).toContain(told.status)
    const page = await told.text()
    expect(page).toContain(late)
    expect(page).toMatch(/ほかの人が|変更しました|変更されました|変わりました/)
    const now = await (await open(stage, one.page, { cookie: first })).text()
    expect(now).not.toContain(late)
    if (one.field !== 'note') expect(now).toContain(early)
    // Who knows now may still save.
    const again = fieldsOf(formIn(page, one), one, late)
    expect((await send(stage, theirs.action, again, { cookie: second })).status).toBe(303)
  })
})

type Asked = (typeof forms)[number]

async function formAt({ page, path }: Asked, cookie: string): Promise<PageForm> {
  return formIn(await (await open(stage, page, { cookie })).text(), { page, path })
}

function formIn(html: string, { page, path }: Pick<Asked, 'page' | 'path'>): PageForm {
  const found = formsOf(html, page).filter(
    form => form.method === 'post' && routeAt('POST', form.action)?.path === path,
  )
  const form = found.sort((a, b) => b.fields.length - a.fields.length)[0]
  if (!form) throw new Error(`no form for ${path} at ${page}`)
  return form
}

function fieldsOf({ fields }: PageForm, one: Asked, text?: string): Record<string, string[]> & Record<string, unknown> {
  const sent: Record<string, string[]> = {}
  for (const { name, value } of fields) if (value !== undefined) sent[name] = [...(sent[name] ?? []), value]
  const filled =
    'fill' in one ? Object.fromEntries(Object.entries(one.fill).map(([name, value]) => [name, [value]])) : {}
  return { ...sent, ...filled, ...(text === undefined ? {} : { [one.field]: [text] }) }
}
