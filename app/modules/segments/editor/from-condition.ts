import type { About } from '../about.ts'
import { type Condition, type Group, isAtAccounts, isGroup, type Leaf } from '../conditions/condition.ts'
import type { Told } from '../conditions/names.ts'
import { askedOf } from '../conditions/plays.ts'
import type { Desk } from './desk.ts'
import { type Draft, type DraftGroup, type DraftItem, type DraftRow, emptyRow, inputsOf } from './draft.ts'
import { numberText, scaleOf } from './numbers.ts'
import { type Subjects, subjectText } from './subjects.ts'

/** The condition as a draft to edit; none is a draft without rows. Groups within groups of the condition are kept as they are. */
export function conditionDraftOf({ about, condition }: Told, desk: Pick<Desk, 'subjects' | 'currency'>): Draft {
  if (!condition) return { about, mode: 'all', nodes: [] }
  let rows = 0
  let groups = 0
  const item = (part: Condition, of: About): DraftItem => {
    rows += 1
    const id = `r${rows}`
    if (isGroup(part) || isAtAccounts(part)) return { kind: 'kept', id, condition: part }
    return rowOf(id, part, { subjects: desk.subjects[of], currency: desk.currency })
  }
  const group = (inner: Group, of: About, accounts: DraftGroup['accounts']): DraftGroup => {
    groups += 1
    const nodes = inner.of.map(part => item(part, of))
    return { kind: 'group', id: `g${groups}`, accounts, mode: inner.kind, nodes }
  }
  const nodes = condition.of.map(part => {
    if (isGroup(part)) return group(part, about, undefined)
    if (isAtAccounts(part)) return group(part.meets, 'account', part.within ? 'one' : 'none')
    return item(part, about)
  })
  return { about, mode: condition.kind, nodes }
}

interface Reading {
  readonly subjects: Subjects
  readonly currency: string
}

function rowOf(id: string, leaf: Leaf, known: Reading): DraftRow {
  const subject = subjectText(leaf)
  const row: DraftRow = { ...emptyRow, id, subject, ...valuesOf(leaf, known) }
  return { ...row, shown: inputsOf(row) }
}

function valuesOf(leaf: Leaf, { subjects, currency }: Reading): Partial<DraftRow> {
  if (leaf.kind === 'segment') return { asks: leaf.within ? 'within' : 'outside', segment: String(leaf.segment) }
  if (leaf.kind === 'play') {
    return { asks: askedOf(leaf), play: String(leaf.play), ...(leaf.days !== undefined && { days: String(leaf.days) }) }
  }
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
