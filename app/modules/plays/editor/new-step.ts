import type { Words } from '../../../web/i18n.ts'
import type { Offers } from '../../../web/module.ts'
import type { KindField, PlayAbout } from '../../../web/play-kinds.ts'
import type { Settings, Step } from '../definition/definition.ts'
import type { NextId } from './steps.ts'

/** Steps that are not offered by modules, in the order in which they are offered. */
export const flowKinds = ['wait', 'until', 'branch', 'split', 'end'] as const
export type FlowKind = (typeof flowKinds)[number]

/** A step as it is when it was just added: `wait`, or `action:` and the key of an offered step. Undefined for no kind. */
export function newStep(
  kind: string,
  { playSteps }: Pick<Offers, 'playSteps'>,
  nextId: NextId,
  t: Words,
): Step | undefined {
  const flow = flowKinds.find(one => one === kind)
  if (flow) return newFlowStep(flow, nextId)
  const offered = playSteps.get(kind.replace(/^action:/, ''))
  if (!offered || !kind.startsWith('action:')) return undefined
  return { id: nextId('s'), kind: 'action', action: offered.key, settings: initialSettings(offered.fields, t) }
}

function newFlowStep(kind: FlowKind, nextId: NextId): Step {
  const id = nextId('s')
  switch (kind) {
    case 'wait':
      return { id, kind, for: { amount: 3, unit: 'days' } }
    case 'until':
      return { id, kind, condition: null, limit: { amount: 14, unit: 'days' }, onLimit: 'go_on' }
    case 'branch':
      return { id, kind, paths: [{ id: nextId('p'), name: '', condition: null, steps: [] }], otherwise: [] }
    case 'split':
      return { id, kind, paths: [50, 50].map(share => ({ id: nextId('p'), name: '', share, steps: [] })) }
    case 'end':
      return { id, kind }
  }
}

/** What a form is filled with at first; with words in the language of who writes. */
export function initialSettings(fields: readonly KindField[], t?: Words): Settings {
  return Object.fromEntries(
    fields.flatMap(({ name, initial, initialWords }) => {
      const value = initialWords ? t?.(initialWords) : initial
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** The fields that are asked for in a play about these. */
export function fieldsFor(fields: readonly KindField[], about: PlayAbout): readonly KindField[] {
  return fields.filter(field => field.abouts === undefined || field.abouts.includes(about))
}
