import { type Draft, type DraftGroup, type DraftRow, emptyRow, rowsOf } from './draft.ts'

/** A draft after a button was pressed. */
interface Stepped {
  readonly draft: Draft
  /** The button was one of this condition. */
  readonly stepped: boolean
  /** Id of the row that was added. */
  readonly added: string | undefined
}

/**
 * What the button of the form does that said `step`: nothing, unless it begins with the prefix. After it, `add:` and
 * `add:g1` add a row, `group` adds a group, `accounts` one over the accounts of contacts, `remove:r3` takes something away.
 */
export function applyConditionStep(before: Draft, step: string, prefix: string): Stepped {
  if (step === '' || !step.startsWith(prefix)) return { draft: before, stepped: false, added: undefined }
  const draft = applyStep(before, step.slice(prefix.length))
  const known = new Set(rowsOf(before).map(row => row.id))
  return { draft, stepped: true, added: rowsOf(draft).find(row => !known.has(row.id))?.id }
}

function applyStep(draft: Draft, step: string): Draft {
  const [verb, target = ''] = step.split(':')
  if (verb === 'add') return addRow(draft, target)
  if (verb === 'group') return addGroup(draft, { accounts: undefined, mode: 'any' })
  if (verb === 'accounts' && draft.about === 'contact') return addGroup(draft, { accounts: 'one', mode: 'all' })
  if (verb === 'remove') return remove(draft, target)
  return draft
}

function addGroup(draft: Draft, kind: Pick<DraftGroup, 'accounts' | 'mode'>): Draft {
  const row = { ...emptyRow, id: freeId(draft, 'r') }
  return { ...draft, nodes: [...draft.nodes, { kind: 'group', id: freeId(draft, 'g'), ...kind, nodes: [row] }] }
}

function addRow(draft: Draft, group: string): Draft {
  const row: DraftRow = { ...emptyRow, id: freeId(draft, 'r') }
  if (!draft.nodes.some(node => node.kind === 'group' && node.id === group)) {
    return { ...draft, nodes: [...draft.nodes, row] }
  }
  const nodes = draft.nodes.map(node =>
    node.kind === 'group' && node.id === group ? { ...node, nodes: [...node.nodes, row] } : node,
  )
  return { ...draft, nodes }
}

function remove(draft: Draft, id: string): Draft {
  const nodes = draft.nodes
    .filter(node => node.id !== id)
    .map(node => (node.kind === 'group' ? { ...node, nodes: node.nodes.filter(inner => inner.id !== id) } : node))
    // A group without conditions means nothing.
    .filter(node => node.kind !== 'group' || node.nodes.length > 0)
  return { ...draft, nodes }
}

function freeId(draft: Draft, letter: string): string {
  const ids = draft.nodes.flatMap(node => (node.kind === 'group' ? [node, ...node.nodes] : [node])).map(({ id }) => id)
  const numbers = ids.filter(id => id.startsWith(letter)).map(id => Number(id.slice(letter.length)))
  return `${letter}${Math.max(0, ...numbers.filter(Number.isFinite)) + 1}`
}
