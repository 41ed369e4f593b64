import { escapeHtml, readMarkdown, type Token } from '../../../web/markdown.ts'
import { fillPlaceholders } from './placeholders.ts'

/** A body as HTML and as text, for one reader. */
export interface Rendered {
  readonly html: string
  readonly text: string
}

/** A body whose Markdown was read once, to be filled for many readers. */
export type BodyTemplate = (values: readonly string[]) => Rendered

/**
 * Reads the Markdown of a body. Values come in after it was read and cleaned: they can become neither Markdown nor HTML, and in
 * links they are escaped as parts of an address.
 */
export function readBody(body: string): BodyTemplate {
  const marked = fillPlaceholders(body, (_, position) => mark(position))
  const { html: clean, tokens } = readMarkdown(marked)
  // What is inside an address is marked apart; attributes are quoted by what cleaned them.
  const html = clean.replaceAll(/ (href|src)="([^"]*)"/g, attribute => attribute.replaceAll(marks, 'bnsqu$1qsnb'))
  const text = textOf(tokens)
  return values => ({
    html: fillMarks(html, (position, inAddress) =>
      inAddress ? encodeURIComponent(values[position] ?? '') : escapeHtml(values[position] ?? ''),
    ),
    text: fillMarks(text, (position, inAddress) =>
      inAddress ? encodeURIComponent(values[position] ?? '') : (values[position] ?? ''),
    ),
  })
}

// Letters and digits pass through Markdown, addresses and cleaning as they are.
const mark = (position: number) => `bnsq${position}qsnb`
const marks = /bnsq(\d+)qsnb/g
const allMarks = /bnsq(u?)(\d+)qsnb/g

function fillMarks(text: string, fill: (position: number, inAddress: boolean) => string): string {
  return text.replaceAll(allMarks, (_, inAddress: string, position: string) => fill(Number(position), inAddress !== ''))
}

/** The same as plain text: paragraphs, lists with their signs, addresses behind what they are linked from. */
function textOf(tokens: readonly Token[]): string {
  const lists: (number | undefined)[] = []
  let text = ''
  for (const token of tokens) {
    if (token.type === 'bullet_list_open') lists.push(undefined)
    else if (token.type === 'ordered_list_open') lists.push(Number(token.attrGet('start') ?? 1))
    else if (/_list_close$/.test(token.type)) {
      lists.pop()
      text += '\n'
    } else if (token.type === 'list_item_open') text += signOf(lists)
    else if (token.type === 'inline') text += inlineText(token.children ?? [])
    else if (token.type === 'fence' || token.type === 'code_block') text += `${token.content}\n`
    else if (token.type === 'hr') text += '――――\n\n'
    else if (/^(paragraph|heading|tr)_close$/.test(token.type))
      text += token.hidden || token.type === 'tr_close' ? '\n' : '\n\n'
    else if (/^t[hd]_close$/.test(token.type)) text += '  '
  }
  return text
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function signOf(lists: (number | undefined)[]): string {
  const number = lists.at(-1)
  if (number !== undefined) lists[lists.length - 1] = number + 1
  return `${'  '.repeat(Math.max(0, lists.length - 1))}${number === undefined ? '・' : `${number}. `}`
}

function inlineText(children: readonly Token[]): string {
  const addresses: string[] = []
  let text = ''
  for (const token of children) {
    if (token.type === 'link_open') addresses.push(String(token.attrGet('href') ?? '').replaceAll(marks, 'bnsqu$1qsnb'))
    else if (token.type === 'link_close') text += addressBehind(text, addresses.pop() ?? '')
    else if (token.type === 'softbreak' || token.type === 'hardbreak') text += '\n'
    else text += token.content
  }
  return text
}

function addressBehind(text: string, address: string): string {
  const shown = address.replace(/^mailto:/, '')
  return text.endsWith(shown) ? '' : ` ( ${shown} )`
}
