import { useView } from '../../../web/view.ts'
import type { ListEntry } from '../list/compose.ts'
import { gainWords } from './words.ts'

interface GainProps {
  readonly entry: ListEntry
  /** Whether what a contact changes was measured. */
  readonly measured: boolean
}

/** What a contact is expected to bring; what it is made of, one click away. */
export function Gain({ entry, measured, id }: GainProps & { readonly id: string }) {
  const view = useView()
  const { t, format } = view
  const label = entry.value === null ? t('today:gain.lossPrevented') : t('today:gain.expected')
  return (
    <div class="need-gain">
      <button type="button" class="gain-button" popovertarget={id}>
        <b class="num">{gainWords(view, entry)}</b>
        <span class="small faint">{label}</span>
      </button>
      <span class="small faint num">{t('today:gain.risk', { risk: format.percent(entry.risk) })}</span>
      <div class="menu gain-parts" id={id} popover="auto">
        <b class="small">{t('today:gain.madeOf')}</b>
        <GainParts entry={entry} measured={measured} />
      </div>
    </div>
  )
}

function GainParts({ entry, measured }: GainProps) {
  const view = useView()
  const { t, format } = view
  const { value, currency, gain, minutes, risk, effect, reach } = entry
  const silence = daysOfSilence(entry)
  // The list goes by what is comparable; where that is not the amount itself, its currency is another than most have.
  const converted = gain > 0 && Math.abs((entry.rate * minutes) / gain - 1) > 1e-6
  const valueNote = value === null ? undefined : t(`today:gain.valueFrom.${entry.value_from}`)
  return (
    <dl class="gain-list">
      <Part
        name={t('today:gain.value')}
        text={value === null ? t('today:gain.unknown') : format.money(value, currency)}
        note={valueNote ?? t('today:gain.valueFrom.unknown')}
      />
      <Part
        name={t('today:gain.riskName')}
        text={`× ${format.percent(risk, 1)}`}
        note={t(`today:gain.riskFrom.${entry.risk_from}`)}
      />
      <Part
        name={t('today:gain.effect')}
        text={`× ${format.percent(effect / reach, 1)}`}
        note={t(measured ? 'today:gain.effectMeasured' : 'today:gain.effectNote')}
      />
      {reach < 1 ? (
        <Part
          name={t('today:gain.reach')}
          text={`× ${format.percent(reach)}`}
          note={t('today:gain.reachNote', { days: format.number(silence), count: silence })}
        />
      ) : null}
      <Part name={t('today:gain.total')} text={`= ${gainWords(view, entry)}`} />
      {value === null ? null : (
        <Part
          name={t('today:gain.perMinute', { minutes: format.minutes(minutes) })}
          text={t('today:gain.aMinute', { gain: format.money(Math.round(gain / minutes), currency) })}
          {...(converted && { note: t('today:gain.compared') })}
        />
      )}
    </dl>
  )
}

function daysOfSilence({ signals }: ListEntry): number {
  const quiet = signals.find(signal => signal.key === 'silence' || signal.key === 'stalled')
  return quiet && 'days' in quiet ? quiet.days : 0
}

function Part({ name, text, note }: { readonly name: string; readonly text: string; readonly note?: string }) {
  return (
    <>
      <dt>
        {name}
        {note ? <span class="faint">{note}</span> : null}
      </dt>
      <dd class="num">{text}</dd>
    </>
  )
}
