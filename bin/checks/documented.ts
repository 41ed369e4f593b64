import type { Node } from 'oxc-parser'
import { type Check, isTest, type Problem, type Project, type Source } from './project.ts'
import { isFunction, nameOf, problemAt, returnsJsx } from './syntax.ts'

/**
 * A module says in its README what it owns and whom it calls. Exported functions of modules and platform say what goes in
 * and out. Components are left out: their properties are a type, and what they show is their name.
 */
export const documentedCheck: Check = {
  name: 'documented',
  about: 'every module has a README, every exported function of modules and platform a doc comment',
  find: project => [
    ...modulesWithoutReadme(project),
    ...project.sources
      .filter(({ path }) => /^app\/(modules|platform)\//.test(path) && !isTest(path))
      .flatMap(source =>
        exportedFunctions(source)
          .filter(one => !hasDoc(source, one.statement))
          .map(one => missing(source, one)),
      ),
  ],
}

function modulesWithoutReadme({ files }: Project): Problem[] {
  const manifests = [...files.keys()].filter(path => /^app\/modules\/[^/]+\/index\.ts$/.test(path))
  return manifests
    .filter(path => !files.has(path.replace('index.ts', 'README.md')))
    .map(file => ({ file, line: 1, subject: 'README.md', message: 'the module has no README.md' }))
}

interface Exported {
  readonly name: string
  readonly statement: Node
}

/** Functions that a file exports, where they are declared; of overloads the first. */
function exportedFunctions(source: Source): Exported[] {
  const byName = new Set<string>()
  const found: Exported[] = []
  for (const statement of source.program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue
    for (const one of statement.specifiers) byName.add(nameOf(one.local))
    if (statement.declaration) found.push(...functionsIn(statement.declaration, statement))
  }
  const later = source.program.body.flatMap(statement => functionsIn(statement, statement))
  const all = [...found, ...later.filter(({ name }) => byName.has(name))]
  return all.filter((one, index) => all.findIndex(({ name }) => name === one.name) === index)
}

function functionsIn(node: Node, statement: Node): Exported[] {
  if (node.type === 'FunctionDeclaration' || node.type === 'TSDeclareFunction') {
    return node.id && !returnsJsx(node) ? [{ name: node.id.name, statement }] : []
  }
  if (node.type !== 'VariableDeclaration') return []
  return node.declarations
    .filter(one => one.init && isFunction(one.init) && !returnsJsx(one.init))
    .map(one => ({ name: nameOf(one.id), statement }))
}

function hasDoc(source: Source, statement: Node): boolean {
  const before = source.comments.filter(comment => comment.end <= statement.start)
  for (const comment of before.reverse()) {
    if (
      source.text
        .slice(comment.end, statement.start)
        .replace(/\/\/.*/g, '')
        .trim() !== ''
    )
      return false
    if (comment.type === 'Block' && comment.value.startsWith('*')) return true
  }
  return false
}

function missing(source: Source, { name, statement }: Exported): Problem {
  return problemAt(source, statement, name, `${name} is exported without a doc comment`)
}
