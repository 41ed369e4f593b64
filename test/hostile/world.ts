import { sql } from 'kysely'
import { routes } from '../../app/app.tsx'
import { createKey } from '../../app/modules/events/keys.ts'
import { href, paths } from '../../app/paths.ts'
import { today } from '../../app/platform/clock.ts'
import { transact } from '../../app/platform/db.ts'
import type { Route } from '../../app/web/routes.ts'
import { cast, type Stage, send, signInAs } from '../cast.ts'
import { experimentUploaded } from '../support/experiments.ts'
import { uploaded } from '../support/imports.ts'
import { judgeNow, putAccounts } from '../support/today.ts'
import { furnishPlays, furnishTogether, type Make, morePages } from './together.ts'

/** Puts one or two of everything there, so that every page has its forms. Made by hand where there is a form for it. */
export async function furnish(stage: Stage, cookie: string): Promise<void> {
  const { services } = stage
  const { db } = services
  const owner = cast.admin.id
  const day = (days: number) => today('Asia/Tokyo').add({ days }).toString()
  const ids = await putAccounts(db, [
    { name: 'うみ水産', owner, monthly: 50_000, renewsOn: day(9), score: 20, weekAgo: 80, risk: 0.7 },
    { name: 'うみ水産', owner, monthly: 10_000, score: 30, weekAgo: 70, risk: 0.5 },
    { name: 'やま漁業', owner, monthly: 10_000, score: 90, days: [day(-20), day(-19)] },
    { name: 'かわ養殖', stage: 'cancelled' },
  ])
  const [id = 0] = ids
  const made: Make = async (path, fields) => {
    const reply = await send(stage, path, fields, { cookie })
    if (reply.status !== 303) throw new Error(`${path} answered ${reply.status}`)
  }
  for (const name of ['山田 海', '川田 陸']) await made(href(paths.accountContacts, { id }), { name })
  const trait = { key: 'region', type: 'text', value: '愛媛', version: '1' }
  await made(href(paths.accountTraits, { id }), trait)
  await made(href(paths.contactTraits, { id: 1 }), trait)
  const task = { accountId: String(id), title: '電話する', dueOn: day(-2), minutes: '10', assigneeId: owner }
  for (const _ of [1, 2]) await made(paths.tasks, task)
  await made(paths.segments, { name: '区分', 'node[]': 'r1', 'in.r1': '', ...condition })
  await made(paths.segments, { about: 'contact', name: '担当者の区分', ...ofContacts })
  await made(paths.savedViews, { name: '一覧', query: 'stage=active', shared: '1' })
  await made(href(paths.accountOverride, { id }), { score: '50', reason: '聞いた', expiresOn: day(30) })
  await made(href(paths.accountSentiments, { id }), { value: '100', note: '元気' })
  await transact(db, tx => createKey(tx, { kind: 'staff', id: owner }, { name: '鍵' }))
  await uploaded(services, 'name,region\nうみ,愛媛\n')
  for (const computed of [false, true])
    await experimentUploaded(services, 'variant,value\nA,1\nB,0\nA,0\n', { computed })
  await sql`insert into identity.passkey (id, name, public_key, user_id, credential_id, counter, device_type, backed_up)
    values ('key', '指', 'x', ${owner}, 'x', 0, 'singleDevice', false)`.execute(db)
  await judgeNow(services, ids)
  await furnishPlays(stage, ids, made)
  await furnishTogether(stage, made)
}

const condition = { 'subject.r1': 'field:customers.name', 'asks.r1': 'has', 'text.r1': 'うみ' }

const ofContacts = {
  'node[]': ['r1', 'g1', 'r2'],
  'subject.r1': 'field:customers.contact_name',
  'asks.r1': 'known',
  'kind.g1': 'group',
  'accounts.g1': 'one',
  'in.r2': 'g1',
  'subject.r2': 'field:customers.name',
  'asks.r2': 'contains',
  'text.r2': 'うみ',
}

/** The address of a route for things that are there. */
export function addressOf({ path }: Pick<Route, 'path'>): string {
  const id = path.startsWith('/staff/') ? cast.csm.id : path.startsWith('/me/passkeys/') ? 'key' : '1'
  return path.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' ? id : 'accounts'))
}

/** Every page there is, for things that are there; some have their form only when something is asked for. */
export const pages = [
  ...routes.filter(route => route.method === 'GET' && !route.crossOrigin).map(addressOf),
  '/accounts/2/health',
  '/tasks/new?account=1',
  '/segments/new?about=account',
  '/segments/new?about=contact',
  '/segments/2',
  '/segments/2/edit',
  '/segments/2/export.csv',
  '/accounts/1/merge?with=%232',
  '/contacts/1/merge?with=%232',
  '/effects/experiments/2',
  ...morePages,
]

/** What an admin sees there; nothing when it is no page. */
export async function htmlAt(stage: Stage, path: string): Promise<string> {
  const headers = { cookie: await signInAs(stage, 'admin'), accept: 'text/html' }
  const reply = await stage.app.request(path, { headers })
  if (reply.headers.get('content-type')?.includes('text/html')) return reply.text()
  await reply.body?.cancel()
  return ''
}

/** The route that answers an address, as the application chooses it: the first that fits. */
export function routeAt(method: string, address: string): Route | undefined {
  const [path = ''] = address.split(/[?#]/)
  return routes.find(route => route.method === method && patternOf(route.path).test(path))
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`)
}
