import type { KindField, KindSettings, PlayStepKind, ReachOf, StepFate, StepRun } from '../../../web/play-kinds.ts'
import { type Fate, judgeRecipients, type MessageContent, type Posting, postMessages } from '../../messages/index.ts'
import { answersGiven } from './answers.ts'
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
  {
    name: 'actionLabel',
    type: 'text',
    label: 'plays:step.message.actionLabel',
    max: 60,
    placeholders: true,
    requiredWith: 'actionUrl',
  },
  {
    name: 'actionUrl',
    type: 'url',
    label: 'plays:step.message.actionUrl',
    max: 2000,
    placeholders: true,
    requiredWith: 'actionLabel',
  },
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

const invites: KindField = {
  name: 'invites',
  type: 'choice',
  label: 'plays:step.invitation.invites',
  initial: 'webinar',
  choices: [
    { value: 'webinar', label: 'plays:step.invitation.webinar' },
    { value: 'program', label: 'plays:step.invitation.program' },
    { value: 'question', label: 'plays:step.invitation.question' },
    { value: 'meeting', label: 'plays:step.invitation.meeting' },
  ],
}

/** Two buttons that say different things. */
const answers: readonly KindField[] = [
  {
    name: 'acceptLabel',
    type: 'text',
    label: 'plays:step.invitation.accept',
    initialWords: 'plays:step.invitation.accepts',
    required: true,
    placeholders: true,
    max: 80,
  },
  {
    name: 'declineLabel',
    type: 'text',
    label: 'plays:step.invitation.decline',
    hint: 'plays:step.invitation.hint',
    initialWords: 'plays:step.invitation.declines',
    required: true,
    placeholders: true,
    max: 80,
    unlike: 'acceptLabel',
  },
]

export const messageSteps = ['email', 'invitation', 'in_app', 'notice'] as const
/** The steps that send messages; an invitation is a mail that can be answered. */
export type MessageStep = (typeof messageSteps)[number]

export const emailStep = messageStep('email', 'mail', [...recipientFields, ...words, whenLimited])
export const invitationStep: PlayStepKind = {
  ...messageStep('invitation', 'mail-question-mark', [...recipientFields, invites, ...words, ...answers, whenLimited]),
  asks: {
    fields: { subject: 'subject', accepted: 'acceptLabel', declined: 'declineLabel' },
    given: answersGiven,
  },
}
export const inAppStep = messageStep('in_app', 'app-window', [
  ...recipientFields,
  placement,
  ...words,
  ...button,
  whenLimited,
])
export const noticeStep = messageStep('notice', 'bell', [...recipientFields, ...words, ...button])

function messageStep(step: MessageStep, icon: string, fields: readonly KindField[]): PlayStepKind {
  const reach: ReachOf = (tx, services, run, targets) =>
    reaching(step, run, targets, recipients => judgeRecipients(tx, services, posting(step, run), recipients), tx)
  return {
    key: step,
    label: `plays:step.${step}.label`,
    hint: `plays:step.${step}.what`,
    icon,
    sentence: `plays:step.${step}.sentence`,
    fields,
    reaches: reach,
    perform: (tx, services, run, enrolled) =>
      reaching(step, run, enrolled, recipients => postMessages(tx, services, posting(step, run), recipients), tx),
  }
}

type Recipients = Parameters<typeof postMessages>[3]

async function reaching(
  step: MessageStep,
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
        step,
      ),
    ]),
  )
}

/**
 * What became of the step when it reaches several people: as long as one has to wait, all do (who has it already does not get
 * it again); else it is done when somebody gets it. How many had been told for another account is kept: what they answer there counts
 * here, too.
 */
function together(fates: readonly Fate[], step: MessageStep): StepFate {
  const waits = fates.filter(fate => fate.kind === 'wait').sort((a, b) => a.until.getTime() - b.until.getTime())
  const [first] = waits
  if (first) return { kind: 'wait', until: first.until, why: first.why }
  const posted = fates.filter(fate => fate.kind === 'posted')
  const skipped = fates.filter(fate => fate.kind === 'skipped')
  const told = skipped.filter(({ why }) => why === 'told_already')
  if (posted.length > 0) {
    const people = { [step]: posted[0]?.messageId ?? 0, people: posted.length }
    return { kind: 'done', detail: { ...people, ...(told.length > 0 && { told: told.length }) } }
  }
  return { kind: 'skipped', why: (told[0] ?? skipped[0])?.why ?? 'no_contact' }
}

function posting(step: MessageStep, run: StepRun): Posting {
  return {
    content: contentOf(step, run.settings),
    source: { play: run.playId, step: run.stepId, version: run.versionNumber },
    whenLimited: run.settings.whenLimited === 'skip' ? 'skip' : 'wait',
    onceWithinDays,
    ...(run.sample && { sample: true }),
  }
}

/** The message that the settings of a step describe. */
export function contentOf(step: MessageStep, settings: KindSettings): MessageContent {
  const [label, url] = [textOf(settings, 'actionLabel'), textOf(settings, 'actionUrl')]
  const kind = step === 'invitation' ? 'email' : step
  return {
    kind,
    subject: textOf(settings, 'subject'),
    body: textOf(settings, 'body'),
    ...(kind === 'in_app' && { placement: settings.placement === 'dialog' ? 'dialog' : 'banner' }),
    ...(label && url && { action: { label, url } }),
    ...(step === 'invitation' && {
      answers: { accepted: textOf(settings, 'acceptLabel'), declined: textOf(settings, 'declineLabel') },
    }),
  }
}
