import { href, paths } from '../../../paths.ts'
import type { Offers } from '../../../web/module.ts'
import { Answers } from '../../../web/ui/answers.tsx'
import { PostButton } from '../../../web/ui/button.tsx'
import { RadioGroup } from '../../../web/ui/choice.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { Ring } from '../../../web/ui/ring.tsx'
import { SampleMark, Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { classes, type Tone } from '../../../web/ui/tone.ts'
import { useView } from '../../../web/view.ts'
import { sentimentValues } from '../../health/index.ts'
import { dayIn, dismissalReasons, offeredLater } from '../../tasks/index.ts'
import type { Band } from '../judging/signals.ts'
import type { ItemView } from '../list/load.ts'
import type { GivenAnswer } from '../queries.ts'
import { Gain } from './gain.tsx'
import { reasonsOf, standingWords, suggestionWords } from './words.ts'

interface ItemProps {
  readonly item: ItemView
  readonly offers: Offers
  /** Whose list it is on: a person's id, or the word for nobody's. */
  readonly list: string
  /** Says why it stands where it stands. */
  readonly placed?: boolean
}

const toneOfBand: Readonly<Record<Band, Tone>> = { good: 'good', care: 'care', bad: 'bad', unknown: 'neutral' }

/** Id of the element that an answer replaces. */
export function itemId(accountId: number): string {
  return `need-${accountId}`
}

/** One account that needs a person, why, and what could be done. */
export function NeedItem({ item, offers, list, placed }: ItemProps) {
  const view = useView()
  const { t, format } = view
  const { account, entry } = item
  const { account_id: id, band, score, change } = account
  return (
    <article class={classes('need', toneOfBand[band ?? 'unknown'])} id={itemId(id)} data-row-keys>
      <Ring
        score={score === null ? undefined : Math.round(score)}
        tone={toneOfBand[band ?? 'unknown']}
        label={t('health:score')}
        {...(change === null || Math.round(change) === 0 ? {} : { delta: Math.round(change) })}
      />
      <div class="need-what">
        <h2>
          <a class="need-name" href={href(paths.account, { id })}>
            {account.name}
          </a>
        </h2>
        <Tags item={item} />
        <ul class="need-why">
          {reasonsOf(view, offers, item).map(reason => (
            <li>{reason}</li>
          ))}
        </ul>
      </div>
      <Gain entry={entry} measured={item.measured} id={`gain-${id}`} />
      <p class="need-suggestion">
        <Tag>{entry.task ? t('today:item.task') : t('today:item.suggestion')}</Tag>
        <span class="need-deed">
          {suggestionWords(view, entry)} <span class="faint num">{format.minutes(entry.minutes)}</span>
        </span>
        {placed ? <span class="need-standing faint">{standingWords(view, item)}</span> : null}
      </p>
      <ItemAnswers item={item} list={list} />
    </article>
  )
}

function Tags({ item: { account, entry } }: { readonly item: ItemView }) {
  const { t, format } = useView()
  const silence = entry.signals.find(signal => signal.key === 'silence')
  const renewal = entry.signals.find(signal => signal.key === 'renewal')
  return (
    <span class="cluster need-tags">
      {account.sample ? <SampleMark /> : null}
      {account.plan ? <Tag>{account.plan}</Tag> : null}
      {renewal ? (
        <Tag>{t('today:item.renewal', { days: format.number(renewal.days), count: renewal.days })}</Tag>
      ) : null}
      {silence ? (
        <Tag tone="bad">{t('today:item.silence', { days: format.number(silence.days), count: silence.days })}</Tag>
      ) : null}
      {account.owner_id === null ? <Tag>{t('today:item.unowned')}</Tag> : null}
    </span>
  )
}

function ItemAnswers({ item, list }: Pick<ItemProps, 'item' | 'list'>) {
  const { t, now, timeZone } = useView()
  const { account, entry } = item
  const id = account.account_id
  const later = offeredLater(now, timeZone).filter(choice => choice !== 'date')
  return (
    <Answers
      id={`answer-${id}`}
      label={t('today:item.answersFor', { account: account.name })}
      to={{
        completion: href(paths.todayCompletion, { id }),
        alternative: href(paths.todayAlternative, { id }),
        snooze: href(paths.todaySnooze, { id }),
        dismissal: href(paths.todayDismissal, { id }),
      }}
      fields={{ list, seen: account.seen, ...(entry.task && { task: entry.task.id }) }}
      minutes={entry.minutes}
      later={later.map(value => ({ value, text: t(`tasks:later.${value}`) }))}
      firstDay={Temporal.PlainDate.from(dayIn(now, timeZone)).add({ days: 1 }).toString()}
      reasons={dismissalReasons.map(value => ({ value, text: t(`tasks:outcome.reasons.${value}`) }))}
      more={
        <RadioGroup
          name="feeling"
          legend={t('health:sentiment.legend')}
          across
          options={sentimentValues.map(value => ({ value: String(value), text: t(`health:sentiment.value.${value}`) }))}
        />
      }
    />
  )
}

/** What was answered, in a line, and the way back. */
export function AnsweredItem({ answer, canWithdraw }: { readonly answer: GivenAnswer; readonly canWithdraw: boolean }) {
  const { t, format, staff } = useView()
  const { accountId, kind, minutes, note, until } = answer
  return (
    <div class="answered" id={itemId(accountId)}>
      <Icon name={kind === 'later' ? 'clock' : 'check'} />
      <div>
        <a href={href(paths.account, { id: accountId })}>{answer.account}</a>{' '}
        <span class="muted">
          {t(`today:answered.${kind}`)}
          {minutes ? t('today:answered.minutes', { minutes: format.minutes(minutes) }) : null}
          {answer.staffId !== staff?.id && answer.staff ? t('today:answered.by', { name: answer.staff }) : null}
        </span>
        {until ? (
          <span class="muted small">
            {' '}
            {t('today:answered.until')} <Time at={until} as="day" />
          </span>
        ) : null}
        {note ? <p class="small muted">{note}</p> : null}
      </div>
      {canWithdraw ? (
        <PostButton
          action={href(paths.todayAnswerWithdrawal, { id: answer.id })}
          look="quiet"
          size="small"
          icon="undo-2"
        >
          {t('today:answered.undo')}
        </PostButton>
      ) : null}
    </div>
  )
}
