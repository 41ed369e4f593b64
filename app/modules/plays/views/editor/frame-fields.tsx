import { type Option, type OptionGroup, RadioGroup, Select } from '../../../../web/ui/choice.tsx'
import { Field } from '../../../../web/ui/field.tsx'
import { FormRow } from '../../../../web/ui/form.tsx'
import { useView } from '../../../../web/view.ts'
import { type Outcome, subscriptionStates } from '../../definition/definition.ts'
import { asPercent } from '../../definition/percent.ts'
import { settingPrefix } from '../../editor/read-settings.ts'
import { AnswerField } from './answer-field.tsx'
import { Conditions } from './conditions.tsx'
import { useSheet } from './context.ts'
import { FieldProblems } from './setting-field.tsx'

const named = (name: string) => `${settingPrefix}${name}`

/** Whether somebody may enter again. */
export function ReentryFields() {
  const { t } = useView()
  const { play } = useSheet()
  const { reentry, trigger } = play.definition
  return (
    <>
      <RadioGroup
        name={named('rule')}
        legend={t('plays:editor.reentry')}
        value={reentry.rule}
        options={(['never', 'after_days', 'always'] as const).map(value => ({
          value,
          text: t(`plays:editor.reentryRule.${value}`),
        }))}
      />
      {reentry.rule === 'after_days' ? (
        <div class="play-setting">
          <Field
            name={named('days')}
            label={t('plays:editor.reentryDays')}
            value={reentry.days}
            inputmode="numeric"
            unit={t('plays:editor.daysUnit')}
            short
          />
          <FieldProblems field="days" />
        </div>
      ) : null}
      {trigger?.kind === 'event' || reentry.property ? (
        <div class="play-setting">
          <Field
            name={named('property')}
            label={t('plays:editor.reentryProperty')}
            hint={t('plays:editor.reentryPropertyHint')}
            value={reentry.property}
            maxlength={200}
            optional
          />
          <FieldProblems field="property" />
        </div>
      ) : null}
    </>
  )
}

/** When somebody leaves before the end. */
export function ExitFields({ id }: { readonly id: string }) {
  const { t } = useView()
  const { play } = useSheet()
  const exit = play.definition.exits.find(one => one.id === id)
  return (
    <>
      <p class="muted">{t('plays:editor.exitHint')}</p>
      <Field name={named('name')} label={t('plays:editor.exitName')} value={exit?.name} maxlength={100} optional />
      <AnswerField name="answer" value={exit?.answer} />
      <Conditions />
      <FieldProblems field="part" />
    </>
  )
}

/** How many are held out to learn from. */
export function HoldoutFields() {
  const { t } = useView()
  const { play } = useSheet()
  return (
    <div class="play-setting wide">
      <Field
        name={named('holdout')}
        label={t('plays:editor.holdout')}
        hint={t('plays:editor.holdoutHint')}
        value={asPercent(play.definition.holdout)}
        inputmode="decimal"
        unit="%"
        short
      />
      <FieldProblems field="part" />
    </div>
  )
}

const outcomeKinds = ['subscription', 'measure', 'event', 'survey'] as const

/** The one thing that the play is meant to change. */
export function OutcomeFields() {
  const { t } = useView()
  const { play } = useSheet()
  const { outcome } = play.definition
  return (
    <>
      <p class="muted">{t('plays:editor.outcomeHint')}</p>
      <Select
        name={named('kind')}
        label={t('plays:editor.outcomeKind')}
        value={outcome?.kind}
        empty={outcome ? undefined : t('plays:editor.choose')}
        options={outcomeKinds.map(value => ({ value, text: t(`plays:editor.outcomeKinds.${value}`) }))}
      />
      {outcome ? <OutcomeInputs outcome={outcome} /> : null}
      <FieldProblems field="part" />
    </>
  )
}

function OutcomeInputs({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useView()
  return (
    <>
      <WhatChanges outcome={outcome} />
      {outcome.kind === 'subscription' ? null : (
        <RadioGroup
          name={named('better')}
          legend={t('plays:editor.better')}
          value={outcome.better}
          options={(['more', 'less'] as const).map(value => ({ value, text: t(`plays:editor.betterWay.${value}`) }))}
          across
        />
      )}
      <FormRow>
        <Field
          name={named('days')}
          label={t('plays:editor.window')}
          value={outcome.days}
          inputmode="numeric"
          unit={t('plays:editor.daysUnit')}
          short
        />
        <Field
          name={named('matters')}
          label={t('plays:editor.matters')}
          hint={t('plays:editor.mattersHint')}
          value={typeof outcome.matters === 'number' ? asPercent(outcome.matters) : outcome.matters}
          inputmode="decimal"
          unit="%"
          optional
          short
        />
      </FormRow>
      <FieldProblems field="days" />
      <FieldProblems field="matters" />
    </>
  )
}

function WhatChanges({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useView()
  const { desk } = useSheet()
  if (outcome.kind === 'subscription') {
    return (
      <Select
        name={named('state')}
        label={t('plays:editor.outcomeState')}
        value={outcome.state}
        options={subscriptionStates.map(value => ({ value, text: t(`plays:editor.states.${value}`) }))}
      />
    )
  }
  if (outcome.kind === 'measure') return <MeasureInputs outcome={outcome} />
  return (
    <div class="play-setting wide">
      <FormRow>
        <Field name={named('event')} label={t('plays:editor.outcomeEvent')} value={outcome.event} list="event-names" />
        {outcome.kind === 'survey' ? (
          <Field name={named('property')} label={t('plays:editor.outcomeProperty')} value={outcome.property} />
        ) : null}
      </FormRow>
      <datalist id="event-names">
        {desk.events.map(name => (
          <option value={name} />
        ))}
      </datalist>
      {outcome.kind === 'survey' ? <p class="small muted">{t('plays:editor.outcomeSurveyHint')}</p> : null}
      <FieldProblems field="event" />
      <FieldProblems field="property" />
    </div>
  )
}

function MeasureInputs({ outcome: { use } }: { readonly outcome: Extract<Outcome, { kind: 'measure' }> }) {
  const { t } = useView()
  const { names } = useSheet()
  const measure = names.offers.measures.get(use.measure)
  return (
    <div class="play-setting wide">
      <FormRow>
        <Select
          name={named('measure')}
          label={t('plays:editor.outcomeMeasure')}
          value={use.measure}
          options={useMeasureOptions()}
        />
        {measure?.of ? (
          <Field
            name={named('of')}
            label={measure.ofLabel ? t(measure.ofLabel) : t('segments:form.of')}
            value={use.of}
            optional={!measure.ofNeeded}
          />
        ) : null}
      </FormRow>
      <FieldProblems field="measure" />
    </div>
  )
}

/** Those that lie on days first: only they can be counted over the days after entry. */
function useMeasureOptions(): readonly (Option | OptionGroup)[] {
  const { t } = useView()
  const { names } = useSheet()
  const all = [...names.offers.measures.values()].map(one => ({ value: one.key, text: t(one.label), on: one.on }))
  return [
    { group: t('plays:editor.measuresOver'), options: all.filter(one => one.on !== undefined) },
    { group: t('plays:editor.measuresAt'), options: all.filter(one => one.on === undefined) },
  ]
}
