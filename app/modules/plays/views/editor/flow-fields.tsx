import { Button } from '../../../../web/ui/button.tsx'
import { Select } from '../../../../web/ui/choice.tsx'
import { Field } from '../../../../web/ui/field.tsx'
import { FormPart, FormRow } from '../../../../web/ui/form.tsx'
import { useView } from '../../../../web/view.ts'
import { type Branch, type Duration, limits, type Split, type Step, units } from '../../definition/definition.ts'
import { pathPrefix } from '../../editor/conditions.ts'
import { settingPrefix } from '../../editor/read-settings.ts'
import { AnswerField } from './answer-field.tsx'
import { Conditions } from './conditions.tsx'
import { FieldProblems } from './setting-field.tsx'

const named = (name: string) => `${settingPrefix}${name}`

/** The fields of steps that steer: waiting, branching, ending. */
export function FlowFields({ step }: { readonly step: Exclude<Step, { kind: 'action' }> }) {
  const { t } = useView()
  switch (step.kind) {
    case 'wait':
      return <DurationFields name="for" label={t('plays:editor.waitFor')} value={step.for} />
    case 'until':
      return (
        <>
          <AnswerField name="answer" value={step.answer} above={step.id} />
          <Conditions />
          <FieldProblems field="part" />
          <DurationFields name="limit" label={t('plays:editor.limit')} value={step.limit} />
          <Select
            name={named('onLimit')}
            label={t('plays:editor.onLimit')}
            value={step.onLimit}
            options={(['go_on', 'end'] as const).map(value => ({ value, text: t(`plays:editor.limitThen.${value}`) }))}
          />
        </>
      )
    case 'branch':
      return <BranchFields step={step} />
    case 'split':
      return <SplitFields step={step} />
    case 'end':
      return <p class="muted">{t('plays:flow.end.hint')}</p>
  }
}

interface DurationFieldsProps {
  readonly name: string
  readonly label: string
  readonly value: Duration
}

function DurationFields({ name, label, value }: DurationFieldsProps) {
  const { t } = useView()
  return (
    <div class="play-setting wide">
      <FormRow>
        <Field name={named(name)} label={label} value={value.amount} inputmode="numeric" short />
        <Select
          name={named(`${name}.unit`)}
          label={t('plays:editor.unit')}
          value={value.unit}
          options={units.map(unit => ({ value: unit, text: t(`plays:editor.units.${unit}`) }))}
        />
      </FormRow>
      <FieldProblems field={name} />
    </div>
  )
}

function BranchFields({ step }: { readonly step: Branch }) {
  const { t } = useView()
  return (
    <>
      <p class="muted">{t('plays:editor.branchHint')}</p>
      {step.paths.map((path, index) => (
        <FormPart legend={t('plays:editor.path', { n: index + 1 })}>
          <PathName id={path.id} name={path.name} />
          <AnswerField name={`answer.${path.id}`} value={path.answer} above={step.id} none />
          <Conditions prefix={pathPrefix(path.id)} />
          <FieldProblems field={`path.${path.id}`} />
          {step.paths.length > 1 ? <RemovePath id={path.id} steps={path.steps.length} /> : null}
        </FormPart>
      ))}
      <AddPath full={step.paths.length >= limits.paths} />
    </>
  )
}

function SplitFields({ step }: { readonly step: Split }) {
  const { t } = useView()
  return (
    <>
      <p class="muted">{t('plays:editor.splitHint')}</p>
      {step.paths.map((path, index) => (
        <FormPart legend={t('plays:editor.path', { n: index + 1 })}>
          <FormRow>
            <PathName id={path.id} name={path.name} />
            <Field
              name={named(`share.${path.id}`)}
              label={t('plays:editor.share')}
              value={path.share}
              inputmode="numeric"
              unit="%"
              short
            />
          </FormRow>
          {step.paths.length > 2 ? <RemovePath id={path.id} steps={path.steps.length} /> : null}
        </FormPart>
      ))}
      <FieldProblems field="part" />
      <AddPath full={step.paths.length >= limits.paths} />
    </>
  )
}

function PathName({ id, name }: { readonly id: string; readonly name: string }) {
  const { t } = useView()
  return <Field name={named(`name.${id}`)} label={t('plays:editor.pathName')} value={name} maxlength={100} optional />
}

function RemovePath({ id, steps }: { readonly id: string; readonly steps: number }) {
  const { t } = useView()
  const confirm = steps > 0 ? { confirm: t('plays:editor.removeInner', { count: steps }) } : {}
  return (
    <div>
      <Button size="small" look="quiet" icon="trash-2" name="do" value={`path-remove:${id}`} {...confirm}>
        {t('plays:editor.removePath')}
      </Button>
    </div>
  )
}

function AddPath({ full }: { readonly full: boolean }) {
  const { t } = useView()
  if (full) return null
  return (
    <div>
      <Button size="small" icon="plus" name="do" value="path-add">
        {t('plays:editor.addPath')}
      </Button>
    </div>
  )
}
