import { mkdirSync } from 'node:fs'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../app/app.tsx'
import { modules } from '../../app/modules.ts'
import { paths } from '../../app/paths.ts'
import { prepareJobs, startWorker } from '../../app/platform/jobs.ts'
import type { Locale } from '../../app/web/i18n.ts'
import { cast } from '../cast.ts'
import { experimentUploaded } from '../support/experiments.ts'
import { flawsOf, flawsOfLook, type Look, looks, tooWide, wear } from './flaws.ts'
import { openBrowserStage } from './stage.ts'

/** Where pictures of all pages go, for whoever wants to look at them: BANSO_PICTURES=… npx vitest run --project browser pages */
const pictures = process.env.BANSO_PICTURES
const { stage, url, contextOf } = await openBrowserStage({ settings: { BANSO_SAMPLE: '1' } })
const { services } = stage
const { db } = services

/** Answers to GET that are no pages: streams, files, parts of pages, and what machines ask. */
const noPages =
  /\/(stream|live|timeline|check|preview|samples\/:name)$|\.(csv|js)$|^\/(healthz|readyz|metrics|search)$|^\/v1\//
/** Pages of people who are not signed in, or of things the sample does not have; looked at elsewhere. */
const elsewhere: readonly string[] = [
  paths.firstRun,
  paths.signIn,
  paths.secondFactor,
  paths.joining,
  paths.passwordReset,
  paths.import,
  paths.writeKey,
  paths.observation,
  paths.answer,
  paths.unsubscribe,
]

let stops: (() => Promise<void>)[] = []
let ids: Readonly<Record<string, string>> = {}

beforeAll(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true })
  await prepareJobs(services.database)
  const worker = await startWorker(
    services.database,
    modules.flatMap(module => module.jobs ?? []),
    services,
  )
  const started = await Promise.all(modules.map(module => module.start?.(services)))
  stops = [() => worker.stop(), ...started.flatMap(stop => stop ?? [])]
  await until(async () => (await one('select status from sample.loading'))?.status === 'done')
  await until(async () => (await one('select id from health.risk_model where active')) !== undefined)
  await until(
    async () =>
      (
        await one(
          'select (select count(*) from customers.account_change) + (select count(*) from customers.account_bulk_change) as left',
        )
      )?.left === 0,
  )
  await until(async () => (await one('select kind from touch.repeated')) !== undefined)
  ids = await someIds()
}, 180_000)

afterAll(async () => {
  for (const stop of stops) await stop()
})

describe('every page of the sample company', () => {
  it.each(['ja', 'en'] as const)('is whole and accessible: %s', { timeout: 480_000 }, async locale => {
    const page = await openAs(locale)
    const problems: unknown[] = []
    for (const path of pagesOf()) {
      problems.push(...(await problemsOf(page, path, locale)).map(problem => [path, problem]))
    }
    expect(problems).toEqual([])
    await page.context().close()
  })
})

function pagesOf(): readonly string[] {
  return routes
    .filter(route => route.method === 'GET' && !noPages.test(route.path) && !elsewhere.includes(route.path))
    .map(route => route.path)
}

async function openAs(locale: Locale): Promise<Page> {
  await db.updateTable('identity.staff').set({ locale }).where('id', '=', cast.admin.id).execute()
  const page = await (await contextOf('admin', { locale })).newPage()
  page.setDefaultTimeout(30_000)
  return page
}

/** In Japanese opened wide and made narrow, in English the other way round. */
async function problemsOf(page: Page, path: string, locale: Locale): Promise<readonly string[]> {
  const [wide, narrow] = looks
  const worn = locale === 'ja' ? [wide, narrow] : [narrow, wide]
  await page.setViewportSize({ width: locale === 'ja' ? wide.width : narrow.width, height: 900 })
  const reply = await page.goto(url + path.replace(/:(\w+)/g, () => ids[path] ?? ''))
  const problems = [reply?.status() === 200 ? [] : [`answers ${reply?.status()}`], await untold(page)]
  for (const look of worn) problems.push(await problemsIn(page, path, locale, look))
  return problems.flat()
}

/** Accessibility, which takes longest, is the same in both languages. */
async function problemsIn(page: Page, path: string, locale: Locale, look: Look): Promise<readonly string[]> {
  await wear(page, look)
  const name = `${nameOf(path)}-${locale}-${look.scheme}-${look.width}.png`
  if (pictures) await page.screenshot({ path: `${pictures}/${name}`, fullPage: true })
  const inJapanese = look === looks[0] ? flawsOf : flawsOfLook
  const flaws = await (locale === 'ja' ? inJapanese : tooWide)(page)
  return flaws.map(flaw => `${look.width} ${look.scheme}: ${flaw}`)
}

/** Keys of texts that were not found, shown as they are, and values that were never filled in. */
function untold(page: Page): Promise<readonly string[]> {
  const names = modules.map(module => module.name).join('|')
  return page.evaluate(
    pattern => (document.body.textContent ?? '').match(new RegExp(pattern, 'g')) ?? [],
    `\\b(?:web|${names}):[a-z]\\w*\\.[\\w.]+|\\{\\{\\w+\\}\\}|undefined|\\bNaN\\b|\\[object`,
  )
}

function nameOf(path: string): string {
  return path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'today'
}

/** For each page about one thing, a thing of the sample. */
async function someIds(): Promise<Readonly<Record<string, string>>> {
  const account = (await one(`select account_id as id from today.candidate order by account_id limit 1`))?.id
  const contact = (await one('select id from customers.contact order by id limit 1'))?.id
  const subscription = (
    await one('select id from customers.subscription where cancelled_at is null order by id limit 1')
  )?.id
  const segment = (await one('select id from segments.segment order by id limit 1'))?.id
  const task = (await one('select id from tasks.task order by id limit 1'))?.id
  const hypothesis = (await one('select id from hypotheses.hypothesis order by id limit 1'))?.id
  const play = (await one('select id from plays.play where live_version_id is not null order by id limit 1'))?.id
  const enrollment = (await one('select id from plays.enrollment order by id limit 1'))?.id
  const message = (await one('select id from messages.message order by id limit 1'))?.id
  const touchModel = (await one('select id from touch.model order by id limit 1'))?.id
  const repeated = (await one('select kind as id from touch.repeated order by month desc, accounts desc limit 1'))?.id
  const experiment = await experimentUploaded(services, 'variant,value\nA,1\nB,0\nA,0\n', {
    computed: true,
    worker: true,
  })
  const model = (await one('select id from health.model where segment_id is null'))?.id
  const byPrefix = {
    '/accounts/': account,
    '/contacts/': contact,
    '/subscriptions/': subscription,
    '/segments/': segment,
    '/tasks/': task,
    '/hypotheses/': hypothesis,
    '/effects/plays/': play,
    '/plays/': play,
    '/enrollments/': enrollment,
    '/messages/': message,
    '/touch/models/': touchModel,
    '/effects/experiments/': experiment,
    '/staff/': cast.csm.id,
    '/health/models/': model,
  }
  const named = { [paths.touchRepeated]: String(repeated) }
  const numbered = Object.fromEntries(
    routes.flatMap(({ path }) => {
      const prefix = Object.keys(byPrefix).find(candidate => path.startsWith(`${candidate}:id`))
      return prefix ? [[path, String(byPrefix[prefix as keyof typeof byPrefix])]] : []
    }),
  )
  return { ...numbered, ...named }
}

async function one(query: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await sql<Record<string, unknown>>`${sql.raw(query)}`.execute(db)
  return rows[0]
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 150_000
  while (!(await done())) {
    if (Date.now() > limit) throw new Error('waited too long')
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}
