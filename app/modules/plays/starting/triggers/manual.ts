import type { PlayTriggerKind } from '../../../../web/play-kinds.ts'

/** Nothing but a person who chooses accounts. */
export const manualTrigger: PlayTriggerKind = {
  key: 'manual',
  label: 'plays:trigger.manual.label',
  icon: 'hand',
  sentence: 'plays:trigger.manual.sentence',
  abouts: ['account', 'contact'],
  fields: [],
}
