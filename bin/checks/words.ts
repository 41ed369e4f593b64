import type { JSXAttribute, Node } from 'oxc-parser'
import { type Check, isTest, type Problem, type Source } from './project.ts'
import { nameOf, problemAt, walk } from './syntax.ts'

/** What people read comes from the catalogues, so that both languages exist. Text in code, kbd and pre is no language. */
export const wordsCheck: Check = {
  name: 'words',
  about: 'no visible words in TSX outside the catalogues',
  find: project => project.sources.filter(({ path }) => path.endsWith('.tsx') && !isTest(path)).flatMap(visibleWords),
}

const shownAttributes = [
  'title',
  'placeholder',
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'alt',
  'label',
  'summary',
]
const technical = ['code', 'kbd', 'pre', 'samp', 'script', 'style']
const properNames = ['Banso']
const japanese = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u

function visibleWords(source: Source): Problem[] {
  const found = new Map<Node, string>()
  walk(source.program, (node, parents) => {
    for (const [at, text] of wordsAt(node, parents)) if (isWords(text)) found.set(at, text)
  })
  return [...found].map(([node, text]) => {
    const shown = text.trim().replace(/\s+/g, ' ')
    return problemAt(source, node, shown, `'${shown}' is shown to people: put it into the catalogues`)
  })
}

function wordsAt(node: Node, parents: readonly Node[]): [Node, string][] {
  if (node.type === 'Literal' && typeof node.value === 'string' && japanese.test(node.value))
    return [[node, node.value]]
  if (node.type === 'TemplateElement' && japanese.test(node.value.raw)) return [[node, node.value.raw]]
  const parent = parents.at(-1)
  if (node.type === 'JSXAttribute' && node.value) return isShown(node, parent) ? literals(node.value) : []
  const child = parent?.type === 'JSXElement' || parent?.type === 'JSXFragment'
  if (!child || parents.some(isTechnical)) return []
  if (node.type === 'JSXText') return [[node, node.value]]
  return node.type === 'JSXExpressionContainer' ? literals(node) : []
}

/** A component hands on what it is given, so there also any property of several words. */
function isShown(attribute: JSXAttribute, element: Node | undefined): boolean {
  const name = nameOf(attribute.name)
  if (shownAttributes.includes(name)) return true
  const component = element?.type === 'JSXOpeningElement' && /^[A-Z]/.test(nameOf(element.name))
  const value = attribute.value?.type === 'Literal' ? String(attribute.value.value) : ''
  return component && name !== 'class' && !name.startsWith('data-') && /\p{L}\s+\p{L}/u.test(value)
}

/** The texts an expression can come out as: itself, the branches of a condition, the fixed parts of a template. */
function literals(node: Node): [Node, string][] {
  if (node.type === 'JSXExpressionContainer') return literals(node.expression)
  if (node.type === 'ConditionalExpression') return [...literals(node.consequent), ...literals(node.alternate)]
  if (node.type === 'LogicalExpression') return [...literals(node.left), ...literals(node.right)]
  if (node.type === 'TemplateLiteral') return node.quasis.map(quasi => [quasi, quasi.value.raw])
  return node.type === 'Literal' && typeof node.value === 'string' ? [[node, node.value]] : []
}

function isWords(text: string): boolean {
  return /\p{L}/u.test(properNames.reduce((rest, name) => rest.replaceAll(name, ''), text.replace(/&\w+;/g, '')))
}

function isTechnical(node: Node): boolean {
  return node.type === 'JSXElement' && technical.includes(nameOf(node.openingElement.name))
}
