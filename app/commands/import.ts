import { runCommand } from '../boot/command.ts'
import { terminalLocale } from '../config.ts'
import { importFromCommandLine, imports } from '../modules/customers/index.ts'
import { createWords } from '../web/i18n.ts'

// bin/import: imports a CSV file of accounts or contacts. Ctrl-C stops it, and nothing of it is kept.
await runCommand(async ({ database, args, calledFrom }) => {
  const t = createWords({ imports: imports.catalogues })(terminalLocale())
  const ending = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => ending.abort())
  const { stdout: output, stderr: complaints } = process
  return importFromCommandLine({ database, args, calledFrom, t, signal: ending.signal, output, complaints })
})
