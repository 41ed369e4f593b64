import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { type Comment, type Program, parseSync } from 'oxc-parser'

/** One thing that breaks a rule. `subject` is what an exception names: a function, a text, a table. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly subject: string
  readonly message: string
  /** For limits: how large it is. An exception must name exactly this size, so that it can only shrink. */
  readonly size?: number
}

/** A TypeScript file, parsed. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly program: Program
  readonly comments: readonly Comment[]
  /** Line, counted from 1, of a character position. */
  lineAt(position: number): number
}

/** The files that the checks look at: text by path relative to the root, with `/` between folders. */
export interface Project {
  readonly files: ReadonlyMap<string, string>
  readonly sources: readonly Source[]
}

/** A rule. `find` returns everything that breaks it. */
export interface Check {
  readonly name: string
  readonly about: string
  find(project: Project): Problem[]
}

const folders = ['app', 'bench', 'bin', 'client', 'db', 'docs', 'test']
const textual = new Set([
  '',
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.json',
  '.css',
  '.sql',
  '.md',
  '.html',
  '.yml',
  '.yaml',
  '.sh',
])
const leftOut = new Set(['node_modules', 'output', 'package-lock.json', 'LICENSE'])

/** Reads every text file of the checkout. Build results and installed packages are left out. */
export function readProject(root: string): Project {
  const top = readdirSync(root, { withFileTypes: true })
  const files = top.filter(entry => entry.isFile() && !entry.name.startsWith('.env')).map(entry => entry.name)
  for (const folder of folders.filter(name => top.some(entry => entry.name === name))) {
    files.push(...filesBelow(root, folder))
  }
  const read = files.filter(isText).map(path => [path, readFileSync(join(root, path), 'utf8')] as const)
  return projectOf(Object.fromEntries(read))
}

/** The project that consists of these texts. Throws when a TypeScript file cannot be parsed. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const paths = Object.keys(files).sort()
  return {
    files: new Map(paths.map(path => [path, files[path] ?? ''])),
    sources: paths.filter(path => /\.tsx?$/.test(path)).map(path => parse(path, files[path] ?? '')),
  }
}

/** Tests are allowed what shipped code is not: any import, fixed times, fixtures in SQL. */
export function isTest(path: string): boolean {
  return /(\.test|\/testing)\.tsx?$/.test(path) || path.startsWith('test/')
}

function parse(path: string, text: string): Source {
  const result = parseSync(path, text, { preserveParens: false })
  const [error] = result.errors
  if (error) throw new Error(`${path}: ${error.message}`)
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const lineAt = (position: number) => lineOf(starts, position)
  return { path, text, program: result.program, comments: result.comments, lineAt }
}

function lineOf(starts: readonly number[], position: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= position) low = middle
    else high = middle
  }
  return low + 1
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    if (leftOut.has(entry.name)) return []
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(root, path) : entry.isFile() ? [path] : []
  })
}

function isText(path: string): boolean {
  return textual.has(extname(path)) && !leftOut.has(path)
}
