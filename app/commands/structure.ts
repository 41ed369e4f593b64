import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../platform/db.ts'
import { migrate } from '../platform/migrate.ts'
import { startPostgres } from '../platform/postgres/embedded.ts'
import { describeStructure } from '../platform/structure.ts'

// bin/structure: writes the schema of a new database, after all migrations, to db/structure.sql.
const file = 'db/structure.sql'
const folder = mkdtempSync(join(tmpdir(), 'banso-structure-'))
const postgres = await startPostgres(folder, { durable: false })
const database = connect(postgres.url)
try {
  await migrate(database.db)
  await writeFile(file, await describeStructure(database.db))
  process.stdout.write(`${file}\n`)
} finally {
  await database.close()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
