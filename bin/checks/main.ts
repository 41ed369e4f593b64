import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { badExceptions, type Exception, withoutExceptions } from './exceptions.ts'
import { type Check, type Problem, readProject } from './project.ts'
import { checks } from './rules.ts'
import { unusedCheck } from './unused.ts'

const root = join(import.meta.dirname, '../..')

/** Runs the named checks, or all. Prints a line per check and one per problem; tells whether everything holds. */
async function run(names: readonly string[]): Promise<boolean> {
  // Starts first, because it is a process of its own that takes longest.
  const unused = unusedCheck(root, names)
  const project = readProject(root)
  const exceptions: Exception[] = JSON.parse(readFileSync(join(root, 'bin/checks/exceptions.json'), 'utf8'))
  const own: Check = {
    name: 'exceptions',
    about: 'each names a check and its reason',
    find: () => badExceptions(all, exceptions),
  }
  const all = [...checks, await unused, own]
  const unknown = names.filter(name => !all.some(check => check.name === name))
  if (unknown.length > 0)
    throw new Error(`no such check: ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`)
  const asked = all.filter(check => names.length === 0 || names.includes(check.name))
  return asked.map(check => tell(check, withoutExceptions(check, check.find(project), exceptions))).every(Boolean)
}

function tell({ name, about }: Check, problems: readonly Problem[]): boolean {
  const sorted = problems.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
  process.stdout.write(`${sorted.length === 0 ? 'ok  ' : 'BAD '} ${name}: ${about}\n`)
  for (const { file, line, message } of sorted) process.stdout.write(`     ${file}:${line} ${message}\n`)
  return sorted.length === 0
}

try {
  process.exitCode = (await run(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
