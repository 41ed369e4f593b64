import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { fillTexts, type PastMessage, recallMessages } from '../../messages/index.ts'
import { createPlayTasks } from '../../tasks/index.ts'
import type { Action } from '../definition/definition.ts'
import { contentOf, type MessageStep, messageSteps } from '../steps/message.ts'
import { numberOf } from '../steps/settings.ts'
import { assignment, taskTexts } from '../steps/task.ts'
import type { Enrolled } from './entries.ts'
import type { RecalledPlay } from './play.ts'

/** A task that a play asked for back then. */
export interface PastTask {
  readonly taskId: number
  readonly accountId: number
  readonly step: string
  readonly at: Date
}

interface Performed {
  readonly who: Enrolled
  readonly at: Date
  readonly action: Action
}

interface Done {
  /** By `ENROLLMENT.STEP`: what the engine notes about it. */
  readonly details: ReadonlyMap<string, Readonly<Record<string, number>>>
  readonly tasks: readonly PastTask[]
}

/** Writes down what the steps of these enrollments did, step by step. Throws at steps other than tasks and messages. */
export async function doAgain(tx: Tx, play: RecalledPlay, enrolled: readonly Enrolled[]): Promise<Done> {
  const performed = enrolled.flatMap(who =>
    who.journey.happened.flatMap(({ at, done }): readonly Performed[] => (done ? [{ who, at, action: done }] : [])),
  )
  const details = new Map<string, Readonly<Record<string, number>>>()
  const tasks: PastTask[] = []
  for (const group of Map.groupBy(performed, one => `${one.who.version} ${one.action.id}`).values()) {
    const [first] = group
    if (!first) continue
    if (first.action.action === 'task') {
      const made = await makeTasks(tx, play, first.action, group)
      for (const { who, at } of group) {
        const taskId = made.get(sourceOf(who, first.action))
        if (taskId === undefined) continue
        details.set(sourceOf(who, first.action), { task: taskId })
        tasks.push({ taskId, accountId: who.accountId, step: first.action.id, at })
      }
    } else {
      const kind = kindOf(first.action)
      for (const [source, id] of await sendAgain(tx, play, first, group)) details.set(source, { [kind]: id, people: 1 })
    }
  }
  return { details, tasks }
}

function sourceOf({ id }: Pick<Enrolled, 'id'>, action: Action): string {
  return `${id}.${action.id}`
}

async function makeTasks(tx: Tx, play: RecalledPlay, action: Action, group: readonly Performed[]) {
  const { settings } = action
  const targets = group.map(({ who: { id, accountId, contactId } }) => ({ key: String(id), accountId, contactId }))
  const filled = await fillTexts(tx, taskTexts(settings), targets)
  return createPlayTasks(
    tx,
    group.map(({ who, at }) => {
      const [title = '', reason = '', proposal = ''] = filled.get(String(who.id)) ?? []
      return {
        sourceId: sourceOf(who, action),
        accountId: who.accountId,
        contactId: who.contactId,
        ...{ title, reason, proposal, at },
        assign: assignment(settings),
        dueInDays: numberOf(settings, 'days', 2),
        minutes: numberOf(settings, 'minutes', 20),
        sample: play.sample,
      }
    }),
  )
}

function kindOf({ action }: Action): MessageStep {
  const step = messageSteps.find(one => one === action)
  if (step) return step
  throw new Error(`nobody does ${action} afterwards`)
}

/** To one person each; ids of messages by `ENROLLMENT.STEP`. */
async function sendAgain(
  tx: Tx,
  play: RecalledPlay,
  { action, who: { version } }: Performed,
  group: readonly Performed[],
): Promise<readonly (readonly [source: string, message: number])[]> {
  const messages = group.flatMap(({ who, at }) => {
    if (who.contactId === null) return []
    const source = sourceOf(who, action)
    const key = `${source}.${who.contactId}`
    return [
      { key, source, contactId: who.contactId, accountId: who.accountId, at, ...readAt(who, at), ...answerAt(who, at) },
    ]
  })
  const posting = {
    content: contentOf(kindOf(action), action.settings),
    source: { play: play.id, step: action.id, version: version + 1 },
    sample: play.sample,
  }
  const ids = await recallMessages(tx, posting, messages)
  return messages.flatMap(({ key, source }) => {
    const id = ids.get(key)
    return id === undefined ? [] : [[source, id] as const]
  })
}

function answerAt({ answer }: Enrolled, asked: Date): Pick<PastMessage, 'answer'> {
  if (!answer) return {}
  const at = new Date(asked.getTime() + answer.afterHours * 3_600_000)
  return at > nowDate() ? {} : { answer: { is: answer.is, at } }
}

function readAt({ readAfterHours }: Enrolled, at: Date): Pick<PastMessage, 'readAt'> {
  if (readAfterHours === undefined) return {}
  const read = new Date(at.getTime() + readAfterHours * 3_600_000)
  return read > nowDate() ? {} : { readAt: read }
}
