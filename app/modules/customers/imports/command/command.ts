import { createWriteStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { nowDate } from '../../../../platform/clock.ts'
import type { Database } from '../../../../platform/db.ts'
import { Unable } from '../../../../platform/errors.ts'
import type { TextKey, Words } from '../../../../web/i18n.ts'
import { findCompany } from '../../../identity/index.ts'
import { problemLines, problemText } from '../export.ts'
import { openImport } from '../import.ts'
import { planFault } from '../mapping/faults.ts'
import { fieldsOf, type Plan, subjects } from '../mapping/plan.ts'
import { applyMapping, targetsText, UnclearMapping } from '../mapping/targets.ts'
import { endImport, importFile, type Looked, lookAtFile, tryImport, type Work } from '../perform.ts'
import { listProblems } from '../queries.ts'
import { fileSource, type Source } from '../reading/source.ts'
import { Unreadable } from '../reading/unreadable.ts'
import { delimiterWords, encodingWords } from '../reading/words.ts'
import type { ProblemName } from '../rows/problem.ts'
import { Stopped } from '../staging/progress.ts'
import type { Outcome } from '../staging/store.ts'
import { type CommandOptions, readOptions } from './options.ts'
import { createTerminal, type Terminal } from './terminal.ts'

/** What the command line gives. */
export interface ImportCommand {
  readonly database: Database
  readonly args: readonly string[]
  readonly calledFrom: string
  readonly t: Words
  readonly signal: AbortSignal
  /** Where to speak: standard output and standard error. */
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly complaints: NodeJS.WritableStream
}

/** bin/import: imports a file, saying how far it is and what came of it. Returns the exit code: 0, or 1 when it failed. */
export async function importFromCommandLine(command: ImportCommand): Promise<0 | 1> {
  const terminal = createTerminal(command.output, command.complaints)
  const { t, database } = command
  const options = readOptions(command.args, command.calledFrom)
  if (!options) {
    const fields = [...new Set(subjects.flatMap(fieldsOf))].join(', ')
    return terminal.complain(t('imports:command.usage', { fields }))
  }
  const company = await findCompany(database.db)
  if (!company) return terminal.complain(t('imports:command.noCompany'))
  const source = await openFile(options.file)
  if (source instanceof Unreadable) return terminal.complain(t(`imports:unreadable.${source.reason}`, source.values))
  const work = await begin(command, options, source, terminal)
  try {
    return await perform(work, options, terminal, t)
  } catch (error) {
    return await fail(work, error, terminal, t)
  } finally {
    // Nothing happened that would be worth remembering.
    if (options.dryRun) await discard(work)
  }
}

async function openFile(path: string): Promise<Source | Unreadable> {
  try {
    return await fileSource(path)
  } catch (error) {
    return new Unreadable('gone', { detail: error instanceof Error ? error.message : String(error) })
  }
}

async function begin(
  { database, t, signal }: ImportCommand,
  { subject, file }: CommandOptions,
  source: Source,
  terminal: Terminal,
): Promise<Work> {
  const actor = { kind: 'command' } as const
  const importId = await openImport(database.db, actor, { subject, name: basename(file).slice(-255) })
  await database.db.updateTable('customers.import').set({ bytes: source.size }).where('id', '=', importId).execute()
  return {
    database,
    importId,
    version: 1,
    subject,
    source,
    actor,
    signal,
    planName: t('imports:subscription.plan'),
    tell: (phase, done, total) => terminal.progress(t(`imports:command.${phase}`, { done, total })),
  }
}

async function perform(work: Work, options: CommandOptions, terminal: Terminal, t: Words): Promise<0 | 1> {
  const begun = performance.now()
  const found = await lookAtFile(work, options.reading)
  const plan = planAsAsked(options, found)
  const looked = { ...found, plan }
  tellPlan(options, looked, terminal, t)
  const fault = planFault(options.subject, plan)
  if (fault) throw new Unable(t(`imports:plan.${fault}`))
  await work.database.db
    .updateTable('customers.import')
    .set({ status: options.dryRun ? 'checking' : 'running', started_at: nowDate() })
    .where('id', '=', work.importId)
    .execute()
  const outcome = options.dryRun ? await tryImport(work, looked) : await importFile(work, looked)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  terminal.say(t(options.dryRun ? 'imports:command.dryRun' : 'imports:command.done', { ...outcome, seconds }))
  await tellProblems(work, outcome, options, terminal, t)
  return outcome.created + outcome.updated > 0 ? 0 : terminal.complain(t('imports:command.nothing'))
}

async function discard({ database, importId }: Work): Promise<void> {
  await database.db.deleteFrom('customers.import').where('id', '=', importId).execute()
}

function planAsAsked({ subject, mappings, money, ...asked }: CommandOptions, { profile, plan }: Looked): Plan {
  const mapped = mappings.reduce((before, typed) => applyMapping(subject, before, profile, typed), plan)
  return {
    ...mapped,
    money: { ...mapped.money, ...money },
    dateOrder: asked.dateOrder ?? mapped.dateOrder,
    decimal: asked.decimal ?? mapped.decimal,
  }
}

function tellPlan({ file }: CommandOptions, { reading, profile, plan }: Looked, terminal: Terminal, t: Words): void {
  const [encoding, delimiter] = [t(encodingWords[reading.encoding]), t(delimiterWords[reading.delimiter])]
  terminal.say(
    t('imports:command.file', { file: basename(file), rows: profile.rows, count: profile.rows, encoding, delimiter }),
  )
  for (const [index, column] of plan.columns.entries()) {
    const heading = profile.columns[index]?.heading || t('imports:plan.unnamed', { number: index + 1 })
    terminal.say(t('imports:command.column', { column: heading, targets: targetsText(column) }))
  }
  if (!plan.columns.some(column => column.field === 'monthly_amount')) return
  const { currency, unit, per } = plan.money
  terminal.say(t('imports:command.money', { currency, unit: t(`imports:unit.${unit}`), per: t(`imports:per.${per}`) }))
}

const shown = 10

async function tellProblems(
  { database, importId }: Work,
  { failed, warnings }: Outcome,
  { errors }: CommandOptions,
  terminal: Terminal,
  t: Words,
): Promise<void> {
  if (failed + warnings === 0) return
  const problems = await listProblems(database.db, importId, { limit: shown + 1 })
  for (const one of problems.slice(0, shown)) {
    const message = problemText(t, one.message as ProblemName, one.detail)
    const [column, value] = [one.column_name ?? '', one.value ?? '']
    terminal.warn(t('imports:command.problem', { row: one.row_number, column, value, message }).replaceAll(/ +/g, ' '))
  }
  if (errors) {
    await pipeline(problemLines(database.db, t, importId), createWriteStream(errors))
    terminal.say(t('imports:command.errors', { file: errors }))
  } else if (problems.length > shown) terminal.warn(t('imports:command.more'))
}

async function fail(work: Work, error: unknown, terminal: Terminal, t: Words): Promise<1> {
  const { db } = work.database
  const stopped = error instanceof Stopped || work.signal.aborted
  const reason = error instanceof Unreadable ? error : { reason: 'unexpected', values: { at: nowDate().toISOString() } }
  await endImport(db, work.importId, stopped ? 'stopped' : 'failed', stopped ? null : reason)
  if (stopped) return terminal.complain(t('imports:command.stopped'))
  if (error instanceof Unreadable) return terminal.complain(t(`imports:unreadable.${error.reason}`, error.values))
  if (error instanceof UnclearMapping) {
    return terminal.complain(t(`imports:command.${error.reason}` as TextKey, { part: error.part }))
  }
  if (error instanceof Unable) return terminal.complain(error.message)
  throw error
}
