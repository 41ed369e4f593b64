import { activity } from './modules/activity/index.ts'
import { customers, imports } from './modules/customers/index.ts'
import { effects } from './modules/effects/index.ts'
import { events } from './modules/events/index.ts'
import { health } from './modules/health/index.ts'
import { hypotheses } from './modules/hypotheses/index.ts'
import { identity } from './modules/identity/index.ts'
import { messages } from './modules/messages/index.ts'
import { plays } from './modules/plays/index.ts'
import { sample } from './modules/sample/index.ts'
import { segments } from './modules/segments/index.ts'
import { tasks } from './modules/tasks/index.ts'
import { today } from './modules/today/index.ts'
import { touch } from './modules/touch/index.ts'
import type { Module, Offers } from './web/module.ts'

/** The one list of modules, in the order of the menu. Adding a module touches this and app/floors.ts. */
export const modules: readonly Module[] = [
  today,
  activity,
  identity,
  customers,
  imports,
  events,
  segments,
  health,
  effects,
  tasks,
  messages,
  plays,
  hypotheses,
  touch,
  sample,
]

/** What all modules offer one another, by key. Throws when two offer the same key. */
export function collectOffers(list: readonly Module[]): Offers {
  return {
    measures: byKey(list.flatMap(module => module.measures ?? [])),
    fields: byKey(list.flatMap(module => module.fields ?? [])),
    contacts: {
      measures: byKey(list.flatMap(module => module.contacts?.measures ?? [])),
      fields: byKey(list.flatMap(module => module.contacts?.fields ?? [])),
    },
    segments: list.find(module => module.segments)?.segments,
    segmentUses: list.flatMap(module => module.segmentUses ?? []),
    plays: list.find(module => module.plays)?.plays,
    day: list.find(module => module.day)?.day,
    touches: list.flatMap(module => module.touches ?? []),
    timelines: list.flatMap(module => module.timeline ?? []),
    searches: list.flatMap(module => module.search ?? []),
    accountPanels: list.flatMap(module => module.accountPanels ?? []).sort((a, b) => a.order - b.order),
    accountTabs: list.flatMap(module => module.accountTabs ?? []).sort((a, b) => a.order - b.order),
    contactPanels: list.flatMap(module => module.contactPanels ?? []).sort((a, b) => a.order - b.order),
    accountFrame: list.find(module => module.accountFrame)?.accountFrame ?? frameNothing,
    accountMerges: list.flatMap(module => module.mergeAccounts ?? []),
    contactMerges: list.flatMap(module => module.mergeContacts ?? []),
    erasures: list.flatMap(module => module.erase ?? []),
    personRemovals: list.flatMap(module => module.personRemoved ?? []),
    risksLearned: list.flatMap(module => module.risksLearned ?? []),
    playTabs: list.flatMap(module => module.playTabs ?? []).sort((a, b) => a.order - b.order),
    playVerdicts: list.find(module => module.playVerdicts)?.playVerdicts,
    playPanels: list.flatMap(module => module.playPanels ?? []).sort((a, b) => a.order - b.order),
    playSteps: byKey(list.flatMap(module => module.playSteps ?? [])),
    playTriggers: byKey(list.flatMap(module => module.playTriggers ?? [])),
    sampleRemovals: list.flatMap(module => module.removeSample ?? []).reverse(),
    refreshes: list.flatMap(module => module.refresh ?? []).sort((a, b) => a.order - b.order),
  }
}

function frameNothing(): never {
  throw new Error('no module of the list frames accounts')
}

function byKey<T extends { readonly key: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>()
  for (const item of items) {
    if (map.has(item.key)) throw new Error(`${item.key} is offered twice`)
    map.set(item.key, item)
  }
  return map
}
