import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Check, Problem } from './project.ts'

/** knip's report: for each file what is unused, by kind. */
interface Report {
  readonly issues: readonly ({ readonly file: string } & Readonly<Record<string, unknown>>)[]
}

const says: Readonly<Record<string, string>> = {
  files: 'is used by nothing',
  dependencies: 'is a dependency that nothing uses',
  devDependencies: 'is a development dependency that nothing uses',
  exports: 'is exported but used nowhere else',
  types: 'is an exported type that is used nowhere else',
  unlisted: 'is used but not in package.json',
  unresolved: 'cannot be found',
  duplicates: 'is exported twice',
}

/** What knip finds with the settings in knip.json: files, exports and dependencies that nothing uses, or only tests. */
export async function unusedCheck(root: string, asked: readonly string[]): Promise<Check> {
  const name = 'unused'
  const wanted = asked.length === 0 || asked.includes(name)
  const problems = wanted ? unusedOf(...(await Promise.all([knip(root), knip(root, '--production')]))) : []
  return {
    name,
    about: 'no files, exports or dependencies that nothing uses, or only tests (knip)',
    find: () => problems,
  }
}

/** The problems in knip's reports of everything and of the product alone, each told once. */
export function unusedOf(everything: Report, product: Report): Problem[] {
  const unused = everything.issues.flatMap(problemsOf)
  const known = new Set(unused.map(({ file, subject }) => `${file} ${subject}`))
  const onlyTested = product.issues.flatMap(problemsOf).filter(({ file, subject }) => !known.has(`${file} ${subject}`))
  return [...unused, ...onlyTested.map(one => ({ ...one, message: `${one.message} but by tests` }))]
}

/** The problems in one entry of knip's report. */
function problemsOf(issue: Report['issues'][number]): Problem[] {
  return Object.entries(issue).flatMap(([kind, found]) =>
    Array.isArray(found)
      ? found
          .flat()
          .filter(one => !readElsewhere.has(one.name))
          .map(one => problemOf(issue.file, kind, one))
      : [],
  )
}

/** Exports that are read by other means than an import: `publishedViews` by the check of table ownership. */
const readElsewhere: ReadonlySet<string> = new Set(['publishedViews'])

function problemOf(file: string, kind: string, one: { readonly name: string; readonly line?: number }): Problem {
  return { file, line: one.line ?? 1, subject: one.name, message: `${one.name} ${says[kind] ?? `(${kind})`}` }
}

// A process of its own, so that it works on the second core while the other checks run.
function knip(root: string, ...more: readonly string[]): Promise<Report> {
  const program = join(root, 'node_modules/knip/bin/knip.js')
  const options = ['--reporter', 'json', '--no-progress', '--no-config-hints', '--no-exit-code', ...more]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...options], { cwd: root, maxBuffer: 2 ** 26 }, (error, output) => {
      if (error) reject(error)
      else resolve(JSON.parse(output))
    })
  })
}
