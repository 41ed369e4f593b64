import type { KindSettings, PlayStepKind } from '../../../web/play-kinds.ts'
import { setTraitOfMany } from '../../customers/index.ts'
import { numberOf, textOf } from './settings.ts'

/** Writes something about the account (or contact), for segments and other plays to see. */
export const traitStep: PlayStepKind = {
  key: 'trait',
  label: 'plays:step.trait.label',
  hint: 'plays:step.trait.what',
  icon: 'tag',
  sentence: 'plays:step.trait.sentence',
  fields: [
    { name: 'trait', type: 'trait', label: 'plays:step.trait.which', required: true, max: 200 },
    {
      name: 'type',
      type: 'choice',
      label: 'plays:step.trait.type',
      initial: 'text',
      choices: [
        { value: 'text', label: 'plays:step.trait.text' },
        { value: 'number', label: 'plays:step.trait.number' },
        { value: 'boolean', label: 'plays:step.trait.boolean' },
        { value: 'none', label: 'plays:step.trait.none' },
      ],
    },
    {
      name: 'value',
      type: 'text',
      label: 'plays:step.trait.value',
      max: 500,
      required: true,
      when: { field: 'type', is: ['text'] },
    },
    {
      name: 'number',
      type: 'number',
      label: 'plays:step.trait.value',
      required: true,
      initial: 1,
      when: { field: 'type', is: ['number'] },
    },
    {
      name: 'truth',
      type: 'choice',
      label: 'plays:step.trait.value',
      required: true,
      initial: 'yes',
      choices: [
        { value: 'yes', label: 'plays:step.trait.yes' },
        { value: 'no', label: 'plays:step.trait.no' },
      ],
      when: { field: 'type', is: ['boolean'] },
    },
  ],
  async perform(tx, _services, { settings }, enrolled) {
    const contacts = enrolled.some(one => one.contactId !== null)
    const subject = contacts ? ('contact' as const) : ('account' as const)
    const ids = enrolled.map(one => one.contactId ?? one.accountId)
    const done = new Set(await setTraitOfMany(tx, { subject, ids }, textOf(settings, 'trait'), traitValue(settings)))
    return new Map(
      enrolled.flatMap(one =>
        done.has(one.contactId ?? one.accountId)
          ? []
          : [[one.id, { kind: 'skipped', why: 'too_many_traits' }] as const],
      ),
    )
  },
}

function traitValue(settings: KindSettings): string | number | boolean | null {
  if (settings.type === 'none') return null
  if (settings.type === 'number') return numberOf(settings, 'number', 0)
  if (settings.type === 'boolean') return settings.truth === 'yes'
  return textOf(settings, 'value')
}
