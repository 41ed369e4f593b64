import { type Condition, type Group, isGroup, type Leaf } from '../conditions/condition.ts'
import { type Draft, type DraftItem, type DraftRow, emptyRow, inputsOf } from './draft.ts'
import { numberText, scaleOf } from './numbers.ts'
import { type Subjects, subjectText } from './subjects.ts'

interface Known {
  readonly subjects: Subjects
  readonly currency: string
}

/** The condition as a draft to edit. Groups within groups of the condition are kept as they are. */
export function draftOf(condition: Group, known: Known): Draft {
  let rows = 0
  let groups = 0
  const item = (part: Condition): DraftItem => {
    rows += 1
    const id = `r${rows}`
    return isGroup(part) ? { kind: 'kept', id, condition: part } : rowOf(id, part, known)
  }
  const nodes = condition.of.map(part => {
    if (!isGroup(part)) return item(part)
    groups += 1
    return { kind: 'group' as const, id: `g${groups}`, mode: part.kind, nodes: part.of.map(item) }
  })
  return { mode: condition.kind, nodes }
}

function rowOf(id: string, leaf: Leaf, known: Known): DraftRow {
  const subject = subjectText(leaf)
  const row: DraftRow = { ...emptyRow, id, subject, ...valuesOf(leaf, known) }
  return { ...row, shown: inputsOf(row) }
}

function valuesOf(leaf: Leaf, { subjects, currency }: Known): Partial<DraftRow> {
  if (leaf.kind === 'segment') return { asks: leaf.within ? 'within' : 'outside', segment: String(leaf.segment) }
  const { asks } = leaf
  const subject = subjects.get(subjectText(leaf))
  const compare = leaf.kind === 'measure' && leaf.use.compare === 'previous'
  const named = leaf.kind === 'field' ? leaf.currency : undefined
  const scale = subject ? scaleOf(subject, compare, named ?? currency) : 1
  return {
    asks: asks.is,
    ...(named && { currency: named }),
    ...(leaf.kind === 'measure' && { window: String(leaf.use.window ?? ''), of: leaf.use.of ?? '', compare }),
    ...('text' in asks && { text: asks.text }),
    ...('number' in asks && { number: numberText(asks.number, scale) }),
    ...('from' in asks && { number: numberText(asks.from, scale), to: numberText(asks.to, scale) }),
    ...('day' in asks && { day: asks.day }),
    ...('days' in asks && { days: String(asks.days) }),
    ...('texts' in asks && { choices: asks.texts, text: asks.texts.join(', ') }),
  }
}
