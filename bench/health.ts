// All scores computed anew, against the bare SQL aggregation of the same data. `npm run bench:health -- --accounts 100000`
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { readConfig } from '../app/config.ts'
import { recomputeAll } from '../app/modules/health/scoring/recompute-all.ts'
import { connect } from '../app/platform/db.ts'
import { prepareJobs } from '../app/platform/jobs.ts'
import { migrate } from '../app/platform/migrate.ts'
import { startPostgres } from '../app/platform/postgres/embedded.ts'
import { createServices } from '../app/services.ts'
import { populate } from './health/population.ts'

const { values: options } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    used: { type: 'string', default: '40000' },
    days: { type: 'string', default: '30' },
    'rows-per-day': { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
})
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'banso-bench-'))
chmodSync(folder, 0o711)
const postgres = await startPostgres(folder)
const database = connect(postgres.url)
const { db } = database
const time = async (what: string, work: () => Promise<unknown>) => {
  const begun = performance.now()
  await work()
  console.log(what, ((performance.now() - begun) / 1000).toFixed(2))
}
await migrate(db)
await prepareJobs(database)
const services = await createServices(readConfig({}), database)
if ((await sql`select 1 from customers.account limit 1`.execute(db)).rows.length === 0)
  await time('populate', () =>
    populate(db, {
      accounts: Number(options.accounts),
      used: Number(options.used),
      days: Number(options.days),
      rowsPerDay: Number(options['rows-per-day']),
    }),
  )
const bare = () =>
  sql`
  create temp table bare as
  select account_id, count(distinct day) filter (where day > current_date - 28) as days,
    count(distinct day) filter (where day <= current_date - 28) as days_before,
    count(distinct contact_id) filter (where day > current_date - 28) as people,
    count(distinct contact_id) filter (where day <= current_date - 28) as people_before,
    count(distinct name) filter (where day > current_date - 28) as breadth
  from events.usage_day where day > current_date - 56 group by account_id`.execute(db)
for (let i = 0; i < 2; i++) {
  await time('bare', bare)
  await sql`drop table bare`.execute(db).catch(() => undefined)

  await time('recompute', () => recomputeAll(services))
}
await services.live.close()
await database.close()
await postgres.stop()
if (!options.keep) rmSync(folder, { recursive: true, force: true })
