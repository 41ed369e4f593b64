import type { Child } from 'hono/jsx'
import { Timeline, type TimelineDay } from '../../../../web/ui/timeline.tsx'
import type { Tone } from '../../../../web/ui/tone.ts'
import { useView, type View } from '../../../../web/view.ts'
import { waitWords } from '../../../messages/index.ts'
import type { Step } from '../../definition/definition.ts'
import type { Enrollment, Passage } from '../../running/enrollments.ts'
import type { Made } from '../../running/made.ts'
import type { ToldElsewhere } from '../../running/told-elsewhere.ts'
import { endings } from '../../tables.ts'
import { endingDetail } from './enrollment-state.tsx'
import { DeliveryLine, ElsewhereLines, MessageLine, TaskLine } from './made-lines.tsx'
import { useReasonWords } from './reasons.ts'
import { stepIcon, stepWords, type Telling } from './step-words.ts'

interface PassagesProps {
  readonly enrollment: Enrollment
  readonly steps: ReadonlyMap<string, Step>
  readonly telling: Telling
  readonly made: Made
}

/** What happened in an enrollment, from its beginning on. */
export function Passages(props: PassagesProps) {
  const { enrollment } = props
  const view = useView()
  const reasonWords = useReasonWords()
  const told = enrollment.passages.map(passage => ({
    day: view.format.date(passage.at),
    entry: {
      at: passage.at,
      ...look(passage, props),
      title: titleOf(view, passage, props),
      detail: detailOf(view, passage, props, reasonWords),
    },
  }))
  const days: TimelineDay[] = [...Map.groupBy(told, one => one.day)].map(([day, entries]) => ({
    day,
    entries: entries.map(one => one.entry),
  }))
  return <Timeline days={days} />
}

function look(
  passage: Passage,
  { steps, telling }: PassagesProps,
): { readonly icon: string; readonly tone: Tone | 'accent' } {
  const step = steps.get(passage.step)
  switch (passage.what) {
    case 'entered':
      return { icon: 'log-in', tone: 'accent' }
    case 'ended':
      return { icon: 'flag', tone: 'neutral' }
    case 'moved':
      return { icon: 'move-right', tone: 'neutral' }
    case 'skipped':
      return { icon: 'skip-forward', tone: 'care' }
    default:
      return { icon: step ? stepIcon(telling, step) : 'dot', tone: passage.what === 'done' ? 'good' : 'neutral' }
  }
}

function titleOf(view: View, passage: Passage, { steps, telling }: PassagesProps): Child {
  const { t } = view
  const step = steps.get(passage.step)
  const words = step ? stepWords(view, telling, step) : t('plays:running.passage.goneStep')
  switch (passage.what) {
    case 'entered':
    case 'moved':
    case 'ended':
      return t(`plays:running.passage.${passage.what}`)
    case 'took': {
      const name = String(passage.detail?.name ?? '')
      return name === '' ? t('plays:running.passage.tookOtherwise') : t('plays:running.passage.took', { name })
    }
    case 'limit_reached':
    case 'condition_met':
      return t(`plays:running.passage.${passage.what}`)
    default:
      return words
  }
}

function detailOf(
  view: View,
  passage: Passage,
  props: PassagesProps,
  reasonWords: (reason: string) => string,
): Child | undefined {
  const { what, detail, step } = passage
  if (what === 'waited') return <WaitedLine detail={detail} reasonWords={reasonWords} />
  const elsewhere = props.made.elsewhere.get(step) ?? []
  if (what === 'skipped') {
    return (
      <>
        <SkippedDetail reason={reasonWords(String(detail?.why ?? ''))} elsewhere={elsewhere} />
        <WaitedLine detail={detail} reasonWords={reasonWords} />
      </>
    )
  }
  if (what === 'ended') return <EndedDetail detail={detail} enrollment={props.enrollment} />
  // What it waited for.
  const waited = props.steps.get(step)
  if (waited && (what === 'condition_met' || what === 'limit_reached')) return stepWords(view, props.telling, waited)
  if (what !== 'done') return undefined
  const task = typeof detail?.task === 'number' ? props.made.tasks.get(detail.task) : undefined
  const messages = props.made.messages.get(step) ?? []
  const delivery = props.made.deliveries.get(step)
  if (!task && !delivery && !detail?.waited && messages.length === 0) return undefined
  return (
    <>
      <WaitedLine detail={detail} reasonWords={reasonWords} />
      {delivery ? <DeliveryLine delivery={delivery} /> : null}
      {task ? <TaskLine task={task} /> : null}
      {messages.map(message => (
        <MessageLine message={message} />
      ))}
      <ElsewhereLines elsewhere={elsewhere} />
    </>
  )
}

interface WaitedLineProps {
  readonly detail: Passage['detail']
  readonly reasonWords: (reason: string) => string
}

/** What it waited for before it went on. */
function WaitedLine({ detail, reasonWords }: WaitedLineProps) {
  const { t, format } = useView()
  const { waited, since } = detail ?? {}
  if (typeof waited !== 'string' || typeof since !== 'string') return null
  return (
    <div>
      {t('plays:running.passage.waited', {
        reason: waitWords(waited, t) ?? reasonWords(waited),
        since: format.dateTime(new Date(since)),
      })}
    </div>
  )
}

interface SkippedDetailProps {
  readonly reason: string
  readonly elsewhere: readonly ToldElsewhere[]
}

function SkippedDetail({ reason, elsewhere }: SkippedDetailProps) {
  const { t } = useView()
  return (
    <>
      {t('plays:running.passage.skipped', { reason })}
      <ElsewhereLines elsewhere={elsewhere} />
    </>
  )
}

function EndedDetail({ detail, enrollment }: { readonly detail: Passage['detail']; readonly enrollment: Enrollment }) {
  const { t } = useView()
  const by = endings.find(one => one === detail?.by) ?? enrollment.endedBy
  const words = endingDetail(t, enrollment)
  return (
    <>
      {by ? t(`plays:running.ending.${by}`) : null}
      {words ? ` · ${words}` : null}
    </>
  )
}
