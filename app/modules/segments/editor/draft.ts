import type { FormValues } from '../../../web/forms.ts'
import type { About } from '../about.ts'
import {
  type AtAccounts,
  type Group,
  type GroupKind,
  groupKinds,
  limits,
  readCondition,
} from '../conditions/condition.ts'
import { takesDays } from '../conditions/plays.ts'
import { type Asked, inputOf } from '../conditions/question.ts'

/** A condition as it stands in the form, finished or not: everything as it was typed. */
export interface Draft {
  readonly about: About
  readonly mode: GroupKind
  readonly nodes: readonly (DraftGroup | DraftItem)[]
}

export type DraftItem = DraftRow | DraftKept

/** A group within the condition: over the same, or over the accounts of the contacts. */
export interface DraftGroup {
  readonly kind: 'group'
  readonly id: string
  /** Whether one of the accounts has to meet it, or none; undefined for a group over the same. */
  readonly accounts: 'one' | 'none' | undefined
  readonly mode: GroupKind
  readonly nodes: readonly DraftItem[]
}

/** A group that lies deeper than the form can show: kept as it is. */
export interface DraftKept {
  readonly kind: 'kept'
  readonly id: string
  readonly condition: Group | AtAccounts
}

export interface DraftRow {
  readonly kind: 'row'
  readonly id: string
  /** What is looked at, as `subjects.ts` writes it; empty when nothing is chosen yet. */
  readonly subject: string
  readonly asks: string
  readonly text: string
  readonly number: string
  readonly to: string
  /** Of an amount of money; empty for the company's. */
  readonly currency: string
  readonly day: string
  readonly days: string
  readonly choices: readonly string[]
  readonly window: string
  readonly of: string
  readonly compare: boolean
  readonly segment: string
  readonly play: string
  /** The inputs the person saw when they typed this. */
  readonly shown: string
}

export const emptyRow: Omit<DraftRow, 'id'> = {
  kind: 'row',
  subject: '',
  asks: '',
  text: '',
  number: '',
  to: '',
  currency: '',
  day: '',
  days: '30',
  choices: [],
  window: '28',
  of: '',
  compare: false,
  segment: '',
  play: '',
  shown: '',
}

/** Which inputs a row has; when it is another than was shown, the row is to be shown anew. */
export function inputsOf({ subject, asks, compare }: Pick<DraftRow, 'subject' | 'asks' | 'compare'>): string {
  const input = takesDays(asks) ? 'days' : inputOf(asks as Asked)
  return `${subject}|${input ?? ''}${compare ? ' %' : ''}`
}

/**
 * Reads the condition whose fields begin with `prefix` from a form, in which others may stand beside it. What is not
 * understood is left out.
 */
export function conditionDraft(values: FormValues, prefix: string, about: About): Draft {
  const all = (name: string) => [values[`${prefix}${name}`] ?? []].flat()
  const one = (name: string) => all(name)[0] ?? ''
  const ids = [...new Set(all('node[]'))].filter(id => /^[a-z]{1,2}\d{1,4}$/.test(id)).slice(0, 2 * limits.leaves)
  const groupIds = new Set(ids.filter(id => one(`kind.${id}`) === 'group'))
  const accountsOf = (id: string) => {
    const accounts = about === 'contact' ? one(`accounts.${id}`) : ''
    return accounts === 'one' || accounts === 'none' ? accounts : undefined
  }
  const itemsIn = (group: string) =>
    ids
      .filter(id => !groupIds.has(id) && (groupIds.has(one(`in.${id}`)) ? one(`in.${id}`) : '') === group)
      .flatMap(id => readItem(id, one, all))
  const nodes = ids
    .filter(id => groupIds.has(id) || !groupIds.has(one(`in.${id}`)))
    .flatMap((id): readonly (DraftGroup | DraftItem)[] =>
      groupIds.has(id)
        ? [{ kind: 'group', id, accounts: accountsOf(id), mode: modeOf(one(`mode.${id}`)), nodes: itemsIn(id) }]
        : readItem(id, one, all),
    )
  return { about, mode: modeOf(one('mode')), nodes }
}

function readItem(
  id: string,
  one: (name: string) => string,
  all: (name: string) => readonly string[],
): readonly DraftItem[] {
  if (one(`kind.${id}`) === 'kept') {
    const condition = parseKept(one(`kept.${id}`))
    return condition ? [{ kind: 'kept', id, condition }] : []
  }
  const row: DraftRow = {
    kind: 'row',
    id,
    subject: one(`subject.${id}`),
    asks: one(`asks.${id}`),
    text: one(`text.${id}`),
    number: one(`number.${id}`),
    to: one(`to.${id}`),
    currency: one(`currency.${id}`),
    day: one(`day.${id}`),
    days: one(`days.${id}`),
    choices: all(`choices.${id}[]`),
    window: one(`window.${id}`),
    of: one(`of.${id}`),
    compare: one(`compare.${id}`) === 'previous',
    segment: one(`segment.${id}`),
    play: one(`play.${id}`),
    shown: one(`shown.${id}`),
  }
  return [row]
}

function parseKept(json: string): DraftKept['condition'] | undefined {
  try {
    const [part] = readCondition({ v: 1, root: { kind: 'all', of: [JSON.parse(json) as unknown] } })?.of ?? []
    return part && (part.kind === 'accounts' || 'of' in part) ? part : undefined
  } catch {
    return undefined
  }
}

function modeOf(text: string): GroupKind {
  return groupKinds.find(kind => kind === text) ?? 'all'
}

/** Over whom the conditions in a group are; those outside of groups with undefined. */
export function aboutIn({ about }: Draft, group: DraftGroup | undefined): About {
  return group?.accounts === undefined ? about : 'account'
}

/** A row, with whom it is about and the id of the group it stands in. */
export interface PlacedRow extends DraftRow {
  readonly about: About
  readonly group: string
}

/** All rows, from top to bottom. */
export function rowsOf(draft: Draft): readonly PlacedRow[] {
  return draft.nodes.flatMap(node => {
    const group = node.kind === 'group' ? node : undefined
    const items: readonly DraftItem[] = node.kind === 'group' ? node.nodes : [node]
    const place = { about: aboutIn(draft, group), group: group?.id ?? '' }
    return items.flatMap(item => (item.kind === 'row' ? [{ ...item, ...place }] : []))
  })
}

/** The draft with each row as `change` wants it. */
export function mapRows(draft: Draft, change: (row: DraftRow, about: About) => DraftRow): Draft {
  const item = (node: DraftItem, group?: DraftGroup): DraftItem =>
    node.kind === 'row' ? change(node, aboutIn(draft, group)) : node
  const nodes = draft.nodes.map(node =>
    node.kind === 'group' ? { ...node, nodes: node.nodes.map(inner => item(inner, node)) } : item(node),
  )
  return { ...draft, nodes }
}

/** A draft with one row in which nothing is chosen yet. */
export function emptyConditionDraft(about: About): Draft {
  return { about, mode: 'all', nodes: [{ ...emptyRow, id: 'r1' }] }
}
