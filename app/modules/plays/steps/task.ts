import { roles } from '../../../web/access.ts'
import type { Enrolled, KindSettings, PlayStepKind } from '../../../web/play-kinds.ts'
import { fillTexts } from '../../messages/index.ts'
import { type Assignment, createPlayTasks } from '../../tasks/index.ts'
import { numberOf, textOf } from './settings.ts'

/** Asks a person to do something: with the reason of the play, and what it proposes. */
export const taskStep: PlayStepKind = {
  key: 'task',
  label: 'plays:step.task.label',
  hint: 'plays:step.task.what',
  icon: 'list-checks',
  sentence: 'plays:step.task.sentence',
  fields: [
    { name: 'title', type: 'text', label: 'plays:step.task.title', required: true, placeholders: true, max: 200 },
    { name: 'reason', type: 'words', label: 'plays:step.task.reason', placeholders: true, max: 2000, required: true },
    {
      name: 'proposal',
      type: 'words',
      label: 'plays:step.task.proposal',
      hint: 'plays:step.task.proposalHint',
      placeholders: true,
      markdown: true,
      max: 2000,
    },
    {
      name: 'assign',
      type: 'choice',
      label: 'plays:step.task.assign',
      initial: 'owner',
      choices: [
        { value: 'owner', label: 'plays:step.task.owner' },
        { value: 'role', label: 'plays:step.task.role' },
        { value: 'strengths', label: 'plays:step.task.strengths' },
        { value: 'staff', label: 'plays:step.task.person' },
      ],
    },
    {
      name: 'role',
      type: 'choice',
      label: 'plays:step.task.whichRole',
      initial: 'csm',
      choices: roles.map(value => ({ value, label: `identity:roles.${value}` as const })),
      when: { field: 'assign', is: ['role'] },
    },
    {
      name: 'strengths',
      type: 'tags',
      label: 'plays:step.task.whichStrengths',
      when: { field: 'assign', is: ['strengths'] },
      required: true,
    },
    {
      name: 'staff',
      type: 'staff',
      label: 'plays:step.task.whichPerson',
      when: { field: 'assign', is: ['staff'] },
      required: true,
    },
    { name: 'days', type: 'number', label: 'plays:step.task.days', initial: 2, min: 0, max: 366, required: true },
    {
      name: 'minutes',
      type: 'number',
      label: 'plays:step.task.minutes',
      initial: 20,
      min: 1,
      max: 480,
      required: true,
    },
  ],
  async perform(tx, _services, { settings, stepId, sample }, enrolled) {
    const filled = await fillTexts(tx, taskTexts(settings), enrolled.map(target))
    const tasks = enrolled.map(one => {
      const [title = '', reason = '', proposal = ''] = filled.get(String(one.id)) ?? []
      return {
        sourceId: `${one.id}.${stepId}`,
        accountId: one.accountId,
        contactId: one.contactId,
        title,
        reason,
        proposal,
        assign: assignment(settings),
        dueInDays: numberOf(settings, 'days', 2),
        minutes: numberOf(settings, 'minutes', 20),
        // Of an account of the sample it is the sample's even when the play is not.
        ...(sample && { sample }),
      }
    })
    const made = await createPlayTasks(tx, tasks)
    return new Map(
      enrolled.flatMap(({ id }) => {
        const task = made.get(`${id}.${stepId}`)
        return task === undefined ? [] : [[id, { kind: 'done', detail: { task } }] as const]
      }),
    )
  },
}

function target({ id, accountId, contactId }: Enrolled) {
  return { key: String(id), accountId, contactId }
}

/** Title, reason and proposal. */
export function taskTexts(settings: KindSettings) {
  const [title = '', reason = '', proposal = ''] = ['title', 'reason', 'proposal'].map(name => textOf(settings, name))
  return [title, reason, { markdown: proposal }] as const
}

/** To whom the settings of a step give the task. */
export function assignment(settings: KindSettings): Assignment {
  switch (settings.assign) {
    case 'role':
      return { role: roles.find(role => role === settings.role) ?? 'csm' }
    case 'strengths':
      return { strengths: Array.isArray(settings.strengths) ? settings.strengths : [] }
    case 'staff':
      return { staffId: textOf(settings, 'staff') }
    default:
      return 'owner'
  }
}
