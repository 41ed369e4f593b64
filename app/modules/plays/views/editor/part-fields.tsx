import type { KindField } from '../../../../web/play-kinds.ts'
import { Select } from '../../../../web/ui/choice.tsx'
import { useView } from '../../../../web/view.ts'
import { PropertyField } from '../../../events/index.ts'
import type { Settings } from '../../definition/definition.ts'
import { isAsked } from '../../definition/field-problems.ts'
import { findStep } from '../../definition/steps.ts'
import { propertyPrefix } from '../../editor/desk.ts'
import { fieldsFor } from '../../editor/new-step.ts'
import type { Part } from '../../editor/part.ts'
import { AddFields } from './add-fields.tsx'
import { Conditions } from './conditions.tsx'
import { useSheet } from './context.ts'
import { FlowFields } from './flow-fields.tsx'
import { ExitFields, HoldoutFields, OutcomeFields, ReentryFields } from './frame-fields.tsx'
import { PlaceholderMenu } from './placeholder-menu.tsx'
import { FieldProblems, SettingField } from './setting-field.tsx'

export const fieldsId = 'part-fields'

/** The fields of a part, as they are asked for now. */
export function PartFields({ part }: { readonly part: Part }) {
  return (
    <div class="play-fields" id={fieldsId}>
      <FieldsOf part={part} />
    </div>
  )
}

function FieldsOf({ part }: { readonly part: Part }) {
  const { play } = useSheet()
  switch (part.kind) {
    case 'trigger':
      return <TriggerFields />
    case 'audience':
      return <AudienceFields />
    case 'reentry':
      return <ReentryFields />
    case 'outcome':
      return <OutcomeFields />
    case 'holdout':
      return <HoldoutFields />
    case 'exit':
      return <ExitFields id={part.id} />
    case 'add':
      return <AddFields />
    case 'step': {
      const step = findStep(play.definition, part.id)
      if (!step) return null
      return step.kind === 'action' ? (
        <ActionFields action={step.action} settings={step.settings} />
      ) : (
        <FlowFields step={step} />
      )
    }
    default:
      return null
  }
}

function ActionFields({ action, settings }: { readonly action: string; readonly settings: Settings }) {
  const { t } = useView()
  const { names } = useSheet()
  const kind = names.offers.playSteps.get(action)
  if (!kind) return <p class="muted">{t('plays:problem.stepUnknown')}</p>
  return (
    <>
      <SettingFields fields={kind.fields} settings={settings} />
      {kind.fields.some(field => field.placeholders) ? <PlaceholderMenu /> : null}
    </>
  )
}

function TriggerFields() {
  const { t } = useView()
  const { play, names, desk, open } = useSheet()
  const { trigger } = play.definition
  const offered = [...names.offers.playTriggers.values()].filter(kind => kind.abouts.includes(play.about))
  const kind = trigger && names.offers.playTriggers.get(trigger.kind)
  return (
    <>
      <Select
        name="trigger"
        label={t('plays:editor.triggerKind')}
        value={trigger?.kind}
        empty={trigger ? undefined : t('plays:editor.choose')}
        options={offered.map(one => ({ value: one.key, text: t(one.label) }))}
        more={{ autofocus: trigger === null }}
      />
      {kind && trigger ? <SettingFields fields={kind.fields} settings={trigger.settings} /> : null}
      {kind?.key === 'event' && open ? (
        <div class="field">
          <span class="field-label">{t('plays:editor.properties')}</span>
          <PropertyField
            draft={open.properties.draft}
            problems={open.properties.problems}
            prefix={propertyPrefix}
            known={desk.properties}
            focus={open.properties.added}
          />
          <FieldProblems field="properties" />
        </div>
      ) : null}
    </>
  )
}

function AudienceFields() {
  const { t } = useView()
  const { play } = useSheet()
  return (
    <>
      <p class="muted">{t(`plays:editor.audienceHint.${play.about}`)}</p>
      <Conditions />
    </>
  )
}

interface SettingFieldsProps {
  readonly fields: readonly KindField[]
  readonly settings: Settings
}

/** The fields of a step or trigger that are asked for with these settings. */
function SettingFields({ fields, settings }: SettingFieldsProps) {
  const { play } = useSheet()
  const asked = fieldsFor(fields, play.about).filter(field => isAsked(field, settings))
  return (
    <>
      <input type="hidden" name="shown" value={asked.map(field => field.name).join(' ')} />
      {asked.map(field => (
        <SettingField field={field} value={settings[field.name]} />
      ))}
    </>
  )
}
