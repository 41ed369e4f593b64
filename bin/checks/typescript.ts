import type { Node } from 'oxc-parser'
import type { Check, Problem, Source } from './project.ts'
import { problemAt, walk } from './syntax.ts'

/** What the compiler allows and we do not: any, default exports, silenced errors, files that only pass on. */
export const typescriptCheck: Check = {
  name: 'typescript',
  about: 'no any, no default export, no silenced errors, no barrels but the index.ts of a module',
  find: project =>
    project.sources.flatMap(source => [...syntaxProblems(source), ...silenced(source), ...passedOn(source)]),
}

// Tools that read their settings from a default export.
const wantsDefault = /^[\w.-]+\.config\.ts$/

function syntaxProblems(source: Source): Problem[] {
  const problems: Problem[] = []
  walk(source.program, node => {
    if (node.type === 'TSAnyKeyword') problems.push(problemAt(source, node, 'any', 'any: use unknown, or the type'))
    if (isDefaultExport(node) && !wantsDefault.test(source.path)) {
      problems.push(problemAt(source, node, 'default', 'default export: export it by its name'))
    }
  })
  return problems
}

function isDefaultExport(node: Node): boolean {
  if (node.type === 'ExportDefaultDeclaration') return true
  return node.type === 'ExportSpecifier' && node.exported.type === 'Identifier' && node.exported.name === 'default'
}

function silenced(source: Source): Problem[] {
  return source.comments.flatMap(comment => {
    const [, what, reason] = /^[\s*/]*@ts-(ignore|nocheck|expect-error)\b[\s:–—-]*(.*)/.exec(comment.value) ?? []
    if (!what || (what === 'expect-error' && (reason ?? '').trim().length >= 10)) return []
    const rule =
      what === 'expect-error' ? 'say why on the same line' : 'mend the type, or @ts-expect-error with a reason'
    return [problemAt(source, comment, `@ts-${what}`, `@ts-${what}: ${rule}`)]
  })
}

/** Exports of what another file declares. A module's index.ts is its door; anywhere else it hides where things are. */
function passedOn(source: Source): Problem[] {
  if (/^app\/modules\/[^/]+\/index\.ts$/.test(source.path)) return []
  const imported = new Set(
    source.program.body.flatMap(node =>
      node.type === 'ImportDeclaration' ? node.specifiers.map(one => one.local.name) : [],
    ),
  )
  return source.program.body
    .filter(node => passesOn(node, imported))
    .map(node => problemAt(source, node, 'export from', 'passes on what another file exports: import it from there'))
}

function passesOn(node: Node, imported: ReadonlySet<string>): boolean {
  if (node.type === 'ExportAllDeclaration') return true
  if (node.type !== 'ExportNamedDeclaration') return false
  if (node.source) return true
  return node.specifiers.some(one => one.local.type === 'Identifier' && imported.has(one.local.name))
}
