import type { Node } from 'oxc-parser'
import { type Check, isTest, type Problem, type Project, type Source } from './project.ts'
import { type FunctionNode, isFunction, nameOf, problemAt, returnsJsx, walk } from './syntax.ts'

/** Lines that a newcomer can hold in mind. */
export const budgets = { file: 250, function: 40, component: 80 } as const

export const budgetsCheck: Check = {
  name: 'budgets',
  about: `file ≤ ${budgets.file} lines, function ≤ ${budgets.function}, component ≤ ${budgets.component}`,
  find: project => [
    ...longFiles(project),
    ...project.sources.filter(({ path }) => !isTest(path)).flatMap(longFunctions),
  ],
}

function longFiles(project: Project): Problem[] {
  return [...project.files]
    .filter(
      ([path]) =>
        /^(app|bench|bin|client|test)\//.test(path) &&
        /(\.(tsx?|css|js|mjs)|\/[^.]+)$/.test(path) &&
        !isListOfTests(path),
    )
    .map(([file, text]) => ({ file, size: text.trimEnd().split('\n').length }))
    .filter(({ size }) => size > budgets.file)
    .map(({ file, size }) => {
      return { file, line: budgets.file + 1, subject: 'file', size, message: `${size} lines, at most ${budgets.file}` }
    })
}

/** It grows with what it tests. What tests share is read like anything else. */
function isListOfTests(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

function longFunctions(source: Source): Problem[] {
  const problems: Problem[] = []
  walk(source.program, (node, parents) => {
    if (!isFunction(node)) return
    const size = source.lineAt(node.end) - source.lineAt(node.start) + 1
    const kind = returnsJsx(node) ? 'component' : 'function'
    if (size <= budgets[kind]) return
    const name = nameOfFunction(node, parents.at(-1))
    problems.push({
      ...problemAt(source, node, name, `${kind} ${name}: ${size} lines, at most ${budgets[kind]}`),
      size,
    })
  })
  return problems
}

function nameOfFunction(node: FunctionNode, parent: Node | undefined): string {
  if (node.id) return node.id.name
  if (parent?.type === 'VariableDeclarator') return nameOf(parent.id)
  if (parent?.type === 'Property' || parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition') {
    return nameOf(parent.key) || '(unnamed)'
  }
  return parent?.type === 'CallExpression' ? `(in ${nameOf(parent.callee)})` : '(unnamed)'
}
