import type { KindField, KindSettings, PlayStepKind, ReachOf, StepFate, StepRun } from '../../../web/play-kinds.ts'
import { type Fate, judgeRecipients, type MessageContent, type Posting, postMessages } from '../../messages/index.ts'
import { recipientFields, recipientsOf } from './recipients.ts'
import { textOf } from './settings.ts'

/** Nobody gets the same step of the same play twice within so many days because they belong to two accounts. */
const onceWithinDays = 30

const words: readonly KindField[] = [
  { name: 'subject', type: 'text', label: 'plays:step.message.subject', required: true, placeholders: true, max: 200 },
  {
    name: 'body',
    type: 'words',
    label: 'plays:step.message.body',
    hint: 'plays:step.message.bodyHint',
    required: true,
    placeholders: true,
    max: 20_000,
  },
]

const button: readonly KindField[] = [
  { name: 'actionLabel', type: 'text', label: 'plays:step.message.actionLabel', max: 60, placeholders: true },
  { name: 'actionUrl', type: 'url', label: 'plays:step.message.actionUrl', max: 2000, placeholders: true },
]

const whenLimited: KindField = {
  name: 'whenLimited',
  type: 'choice',
  label: 'plays:step.message.whenLimited',
  initial: 'wait',
  choices: [
    { value: 'wait', label: 'plays:step.message.wait' },
    { value: 'skip', label: 'plays:step.message.skip' },
  ],
}

const placement: KindField = {
  name: 'placement',
  type: 'choice',
  label: 'plays:step.message.placement',
  initial: 'banner',
  choices: [
    { value: 'banner', label: 'plays:step.message.banner' },
    { value: 'dialog', label: 'plays:step.message.dialog' },
  ],
}

export const emailStep = messageStep('email', 'mail', [...recipientFields, ...words, whenLimited])
export const inAppStep = messageStep('in_app', 'app-window', [
  ...recipientFields,
  placement,
  ...words,
  ...button,
  whenLimited,
])
export const noticeStep = messageStep('notice', 'bell', [...recipientFields, ...words, ...button])

function messageStep(kind: MessageContent['kind'], icon: string, fields: readonly KindField[]): PlayStepKind {
  const reach: ReachOf = (tx, services, run, targets) =>
    reaching(kind, run, targets, recipients => judgeRecipients(tx, services, posting(kind, run), recipients), tx)
  return {
    key: kind,
    label: `plays:step.${kind}.label`,
    icon,
    sentence: `plays:step.${kind}.sentence`,
    fields,
    reaches: reach,
    perform: (tx, services, run, enrolled) =>
      reaching(kind, run, enrolled, recipients => postMessages(tx, services, posting(kind, run), recipients), tx),
  }
}

type Recipients = Parameters<typeof postMessages>[3]

async function reaching(
  kind: MessageContent['kind'],
  run: StepRun,
  targets: Parameters<ReachOf>[3],
  post: (recipients: Recipients) => Promise<ReadonlyMap<string, Fate>>,
  tx: Parameters<ReachOf>[0],
): Promise<ReadonlyMap<number, StepFate>> {
  const recipients = await recipientsOf(tx, run, targets)
  const fates = await post([...recipients.values()].flat())
  return new Map(
    targets.map(({ id }) => [
      id,
      together(
        (recipients.get(id) ?? []).flatMap(one => fates.get(one.key) ?? []),
        kind,
      ),
    ]),
  )
}

/**
 * What became of the step when it reaches several people: as long as one has to wait, all do (who has it already does not get
 * it again); else it is done when somebody gets it.
 */
function together(fates: readonly Fate[], kind: MessageContent['kind']): StepFate {
  const waits = fates.filter(fate => fate.kind === 'wait').sort((a, b) => a.until.getTime() - b.until.getTime())
  const [first] = waits
  if (first) return { kind: 'wait', until: first.until, why: first.why }
  const posted = fates.filter(fate => fate.kind === 'posted')
  if (posted.length > 0) {
    return { kind: 'done', detail: { [kind]: posted[0]?.messageId ?? 0, people: posted.length } }
  }
  const [skipped] = fates.filter(fate => fate.kind === 'skipped')
  return { kind: 'skipped', why: skipped?.why ?? 'no_contact' }
}

function posting(kind: MessageContent['kind'], run: StepRun): Posting {
  return {
    content: contentOf(kind, run.settings),
    source: { play: run.playId, step: run.stepId, version: run.versionNumber },
    whenLimited: run.settings.whenLimited === 'skip' ? 'skip' : 'wait',
    onceWithinDays,
    ...(run.sample && { sample: true }),
  }
}

/** The message that the settings of a step describe. */
export function contentOf(kind: MessageContent['kind'], settings: KindSettings): MessageContent {
  const [label, url] = [textOf(settings, 'actionLabel'), textOf(settings, 'actionUrl')]
  return {
    kind,
    subject: textOf(settings, 'subject'),
    body: textOf(settings, 'body'),
    ...(kind === 'in_app' && { placement: settings.placement === 'dialog' ? 'dialog' : 'banner' }),
    ...(label && url && { action: { label, url } }),
  }
}
