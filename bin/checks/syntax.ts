import { type ArrowFunctionExpression, type Function as Func, type Node, visitorKeys } from 'oxc-parser'
import type { Problem, Source } from './project.ts'

export type FunctionNode = Func | ArrowFunctionExpression

/** Visits a node and everything below it, outside first. `parents` are the nodes around it, nearest last, for the visit only. */
export function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => void, parents: Node[] = []): void {
  visit(node, parents)
  parents.push(node)
  for (const child of children(node)) walk(child, visit, parents)
  parents.pop()
}

// Plain loops: this runs for every node of every file, once per check.
function children(node: Node): Node[] {
  const fields = node as unknown as Readonly<Record<string, unknown>>
  const found: Node[] = []
  for (const key of visitorKeys[node.type] ?? []) {
    const value = fields[key]
    if (Array.isArray(value)) found.push(...value.filter(isNode))
    else if (isNode(value)) found.push(value)
  }
  return found
}

/** A piece of text in code: a string literal, or the fixed text of a template; `${}` stands for what is filled in. */
export interface Text {
  readonly value: string
  readonly node: Node
  /** The tag of a tagged template, such as `sql`. */
  readonly tag: string | undefined
}

const notText = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'ImportAttribute',
  'TSImportType',
  'TSModuleDeclaration',
  'TSLiteralType',
])

/** What stands for the filled-in parts of a template in `Text.value`; it cannot occur in code. */
export const hole = '\u0000'

/** Every text in a file, but for the names of imported files and literal types. */
export function textsOf(source: Source): Text[] {
  const found: Text[] = []
  walk(source.program, (node, parents) => {
    const parent = parents.at(-1)
    if (parent && notText.has(parent.type)) return
    if (node.type === 'Literal' && typeof node.value === 'string') {
      found.push({ value: node.value, node, tag: undefined })
    } else if (node.type === 'TemplateLiteral') {
      const value = node.quasis.map(quasi => quasi.value.cooked ?? quasi.value.raw).join(hole)
      const tag = parent?.type === 'TaggedTemplateExpression' ? nameOf(parent.tag) : undefined
      found.push({ value, node, tag })
    }
  })
  return found
}

/** `a.b.c` for a chain of names; empty or with empty parts for anything else. */
export function nameOf(node: Node | null | undefined): string {
  if (!node) return ''
  if (node.type === 'Identifier' || node.type === 'JSXIdentifier') return node.name
  if (node.type === 'MemberExpression' || node.type === 'JSXMemberExpression') {
    return `${nameOf(node.object)}.${nameOf(node.property)}`
  }
  return ''
}

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  )
}

/** Whether a function gives JSX back itself (not in a function inside it): a component. */
export function returnsJsx(node: FunctionNode): boolean {
  if (!node.body) return false
  if (node.body.type !== 'BlockStatement') return isJsx(node.body)
  return returnedBy(node.body).some(isJsx)
}

/** The problem at a node of a file. */
export function problemAt(source: Source, node: { readonly start: number }, subject: string, message: string): Problem {
  return { file: source.path, line: source.lineAt(node.start), subject, message }
}

function returnedBy(node: Node): Node[] {
  if (isFunction(node)) return []
  if (node.type === 'ReturnStatement') return node.argument ? [node.argument] : []
  return children(node).flatMap(returnedBy)
}

function isJsx(node: Node): boolean {
  if (node.type === 'ConditionalExpression') return isJsx(node.consequent) || isJsx(node.alternate)
  if (node.type === 'LogicalExpression') return isJsx(node.right)
  return node.type === 'JSXElement' || node.type === 'JSXFragment'
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
