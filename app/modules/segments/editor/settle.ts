import { playAsks } from '../conditions/plays.ts'
import type { Desk } from './desk.ts'
import { type Draft, type DraftRow, emptyRow, mapRows } from './draft.ts'
import { type Filled, fillDraft } from './fill.ts'
import { asksOfSubject, type Subject, type Subjects } from './subjects.ts'

/** A draft, read: what it means and what is missing. */
export interface Settled extends Filled {
  /** As it is to be shown: with questions that can be asked of what is looked at. */
  readonly draft: Draft
}

/** Reads a draft against the desk. */
export function settleCondition(typed: Draft, desk: Desk): Settled {
  const draft = mapRows(typed, (row, about) => withPossibleQuestion(row, desk.subjects[about]))
  return { ...fillDraft(draft, desk), draft }
}

/** When another subject was chosen, the question that was asked may be none of its own, and its values mean nothing. */
function withPossibleQuestion(row: DraftRow, subjects: Subjects): DraftRow {
  const subject = subjects.get(row.subject)
  const before = row.shown.slice(0, row.shown.lastIndexOf('|'))
  const fresh = row.shown !== '' && before !== row.subject ? { ...emptyRow, id: row.id, subject: row.subject } : row
  if (!subject) return fresh
  const possible = asksIn(subject)
  return possible.includes(fresh.asks) ? fresh : { ...fresh, asks: possible[0] ?? '' }
}

function asksIn(subject: Subject): readonly string[] {
  if (subject.kind === 'segment') return ['within', 'outside']
  return subject.kind === 'play' ? playAsks : asksOfSubject(subject)
}
