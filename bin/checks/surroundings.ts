import type { Node } from 'oxc-parser'
import { type Check, isTest, type Problem, type Source } from './project.ts'
import { nameOf, problemAt, walk } from './syntax.ts'

/** The environment is read in one place; time and chance come from where tests can set them. */
export const environmentCheck: Check = {
  name: 'environment',
  about: 'process.env only in app/config.ts',
  find: project =>
    project.sources
      .filter(({ path }) => /^(app|client)\//.test(path) && path !== 'app/config.ts' && !isTest(path))
      .flatMap(source => findNodes(source, readsEnvironment, 'is read in app/config.ts only')),
}

export const clockCheck: Check = {
  name: 'clock',
  about: 'no time or chance in modules and web but from app/platform/clock.ts and seeds',
  find: project =>
    project.sources
      .filter(({ path }) => /^app\/(modules|web)\//.test(path) && !isTest(path))
      .flatMap(source => findNodes(source, node => readsClock(node) ?? asksDatabase(node), unsettable)),
}

const unsettable = 'cannot be set by a test: use app/platform/clock.ts or a seed'

function readsEnvironment(node: Node): string | undefined {
  if (node.type === 'ImportDeclaration' && /^(node:)?process$/.test(node.source.value)) {
    return node.specifiers.some(one => one.local.name === 'env' || one.type !== 'ImportSpecifier')
      ? 'process.env'
      : undefined
  }
  if (node.type !== 'MemberExpression') return undefined
  if (nameOf(node.object) === 'process' && (isNamed(node.property, 'env') || node.computed)) return 'process.env'
  return node.object.type === 'MetaProperty' && isNamed(node.property, 'env') ? 'import.meta.env' : undefined
}

const clocks = ['Date.now', 'Math.random', 'Temporal.Now']

function readsClock(node: Node): string | undefined {
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && node.arguments.length === 0)
    return 'new Date()'
  if (node.type === 'CallExpression' && nameOf(node.callee) === 'Date') return 'Date()'
  if (node.type === 'MemberExpression' && clocks.includes(nameOf(node))) return nameOf(node)
  return undefined
}

/** The database has a clock and dice too. */
function asksDatabase(node: Node): string | undefined {
  if (node.type !== 'TaggedTemplateExpression' || nameOf(node.tag) !== 'sql') return undefined
  const text = node.quasi.quasis.map(quasi => quasi.value.raw).join('?')
  return /\b(?:(?:now|random|clock_timestamp|statement_timestamp)\(\)|current_(?:date|timestamp)\b)/i.exec(text)?.[0]
}

function findNodes(source: Source, says: (node: Node) => string | undefined, rule: string): Problem[] {
  const problems: Problem[] = []
  walk(source.program, node => {
    const what = says(node)
    if (what) problems.push(problemAt(source, node, what, `${what} ${rule}`))
  })
  return problems
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}
