import type { Node } from 'oxc-parser'
import { linksOf } from './imports.ts'
import { type Check, isTest, type Problem, type Source } from './project.ts'
import { nameOf, problemAt, walk } from './syntax.ts'

/** Pages are made from data that is handed to them; they never ask the database. */
export const viewsCheck: Check = {
  name: 'views',
  about: 'no database in views/ and app/web/ui/',
  find: project =>
    project.sources
      .filter(({ path }) => (/\/views\//.test(path) || path.startsWith('app/web/ui/')) && !isTest(path))
      .flatMap(source => [...databaseImports(source), ...queryImports(source)]),
}

function databaseImports(source: Source): Problem[] {
  return source.program.body.flatMap(node => {
    if (node.type !== 'ImportDeclaration') return []
    const from = node.source.value
    const reaches = /^(kysely|pg)(\/|$)/.test(from) || /(^|\/)platform\/db\.ts$/.test(from)
    return reaches
      ? [problemAt(source, node, from, `a view does not know the database (${from}); hand it the data`)]
      : []
  })
}

function queryImports(source: Source): Problem[] {
  return linksOf(source)
    .filter(link => /(^|[/-])queries\.ts$/.test(link.to) && !link.typeOnly)
    .map(link => problemAt(source, link.node, link.to, `a view takes only types from ${link.to}; the route asks`))
}

/** The strict Content-Security-Policy refuses inline style and handlers; text that is not escaped is let in by name. */
export const markupCheck: Check = {
  name: 'markup',
  about: 'no inline style or handlers, nothing unescaped into HTML or SQL but in listed files',
  find: project =>
    project.sources.filter(({ path }) => /^(app|client)\//.test(path) && !isTest(path)).flatMap(markupProblems),
}

function markupProblems(source: Source): Problem[] {
  const rawNames = importedRaw(source)
  const problems: Problem[] = []
  walk(source.program, node => {
    const found = attributeProblem(node) ?? unescaped(node, rawNames)
    if (found) problems.push(problemAt(source, node, found.subject, found.message))
  })
  return problems
}

interface Found {
  readonly subject: string
  readonly message: string
}

function attributeProblem(node: Node): Found | undefined {
  if (node.type !== 'JSXAttribute') return undefined
  const name = nameOf(node.name)
  if (name === 'style')
    return { subject: name, message: 'style= is refused by the CSP: use a class or an SVG attribute' }
  if (/^on[A-Za-z]+$/.test(name)) return { subject: name, message: `${name}= is refused by the CSP: use a controller` }
  if (name === 'dangerouslySetInnerHTML') return { subject: name, message: `${name} is not escaped` }
  return undefined
}

const htmlSinks = ['innerHTML', 'outerHTML', 'insertAdjacentHTML']

function unescaped(node: Node, rawNames: ReadonlySet<string>): Found | undefined {
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier') {
    const name = node.property.name
    if (htmlSinks.includes(name)) return { subject: name, message: `${name} is not escaped` }
    if (nameOf(node) === 'sql.raw')
      return { subject: 'sql.raw', message: 'sql.raw takes text as SQL: use sql.ref, sql.id or a parameter' }
  }
  if (node.type !== 'CallExpression' || !rawNames.has(nameOf(node.callee))) return undefined
  return { subject: 'raw', message: 'raw() is not escaped' }
}

/** What `raw` of hono/html is called in this file. */
function importedRaw(source: Source): Set<string> {
  const names = source.program.body.flatMap(node =>
    node.type === 'ImportDeclaration' && node.source.value.startsWith('hono/html')
      ? node.specifiers.filter(one => one.type === 'ImportSpecifier' && nameOf(one.imported) === 'raw')
      : [],
  )
  return new Set(names.map(one => one.local.name))
}
