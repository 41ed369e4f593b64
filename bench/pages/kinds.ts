import { sql } from 'kysely'
import { href, paths } from '../../app/paths.ts'
import type { Db } from '../../app/platform/db.ts'

/** A kind of page and addresses of it that are asked for in turn. */
export interface PageKind {
  readonly name: string
  readonly paths: readonly string[]
}

const different = 200

/** The pages that people look at all day, with the addresses that this population has for them. */
export async function pageKinds(db: Db): Promise<readonly PageKind[]> {
  const [owners, accounts, segments] = await Promise.all([busyOwners(db), someAccounts(db), allSegments(db)])
  return [
    { name: 'today', paths: [href(paths.today)] },
    ...lists(owners, segments),
    { name: 'account', paths: accounts.map(id => href(paths.account, { id })) },
    { name: 'account: health', paths: accounts.map(id => href(paths.accountHealth, { id })) },
    { name: 'account: events', paths: accounts.map(id => href(paths.accountEvents, { id })) },
    // A person's number is four times that of the account they are at.
    { name: 'contact', paths: accounts.map(id => href(paths.contact, { id: 4 * id })) },
    ...searches(),
    { name: 'segments', paths: [href(paths.segments)] },
    { name: 'segment', paths: segments.map(id => href(paths.segment, { id })) },
    { name: 'health', paths: [href(paths.healthOverview)] },
    { name: 'risk', paths: [href(paths.risk)] },
    { name: 'tasks', paths: [href(paths.tasks)] },
  ]
}

function lists(owners: readonly string[], segments: readonly number[]): readonly PageKind[] {
  const list = (name: string, ...queries: Record<string, string>[]) => ({
    name: `accounts: ${name}`,
    paths: queries.map(query => href(paths.accounts, {}, query)),
  })
  return [
    list('all', {}),
    list('one owner and stage', ...owners.map(owner => ({ owner, stage: 'active' }))),
    list('by amount, highest first', { sort: '-amount' }),
    list('by health, worst first', { sort: 'health.score' }),
    list('of a segment, by churn risk', ...segments.map(id => ({ segment: String(id), sort: '-health.risk' }))),
    // Of these nobody has a risk any more: the worst that sorting by it can meet.
    list('cancelled, by churn risk', { stage: 'cancelled', sort: '-health.risk' }),
    // What is asked for goes with the order: those with risks and amounts at one end, trials begun of late.
    list('of a segment, by the other end', ...segments.map(id => ({ segment: String(id), sort: 'health.risk' }))),
    list('of a segment, by amount', ...segments.map(id => ({ segment: String(id), sort: 'amount' }))),
    list('of a stage, by the other end', ...['trial', 'onboarding'].map(stage => ({ stage, sort: 'since' }))),
    list('of a region (trait)', ...['北海道', '東京', '愛媛', '沖縄'].map(region => ({ trait: `region=${region}` }))),
    list('words in the name', ...['水産', '青木', 'marine', '有限会社'].map(q => ({ q }))),
  ]
}

function searches(): readonly PageKind[] {
  const long = ['株式会社', '青木水産', 'みなと', 'ミナト', '黒潮林', 'tanaka', 'yoko.sato', 'c-00012', '札幌支店']
  const search = (name: string, ...typed: string[]) => ({
    name: `search: ${name}`,
    paths: typed.map(q => href(paths.search, {}, { q })),
  })
  return [
    search('1 character', '海', '山', '森', 'a', 'k'),
    search('2 characters', '水産', '佐藤', '株式', 'sa', 'ma'),
    search('3 and more', ...long),
  ]
}

async function busyOwners(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ owner_id: string }>`
    select owner_id from customers.account where owner_id is not null group by 1 order by count(*) desc, 1 limit 12`.execute(
    db,
  )
  return rows.map(row => row.owner_id)
}

/** Spread over all; half of them such that send events, which have more to show. */
async function someAccounts(db: Db): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    (select n as id from bench.company where use > 0 order by bench.roll(n, 200) limit ${different / 2})
    union all
    (select n from bench.company where use = 0 order by bench.roll(n, 200) limit ${different / 2})`.execute(db)
  return rows.map(row => row.id)
}

async function allSegments(db: Db): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`select id from segments.segment order by id`.execute(db)
  return rows.map(row => row.id)
}
