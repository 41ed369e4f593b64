import type { KindField } from '../../../../web/play-kinds.ts'
import type { Option } from '../../../../web/ui/choice.tsx'
import { Checkbox, Select } from '../../../../web/ui/choice.tsx'
import { Field, TextArea } from '../../../../web/ui/field.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { useView } from '../../../../web/view.ts'
import { contractDates } from '../../definition/contract-dates.ts'
import type { SettingValue } from '../../definition/definition.ts'
import type { Problem } from '../../definition/problem.ts'
import { settingPrefix } from '../../editor/read-settings.ts'
import { useProblemsAt, useSheet } from './context.ts'

interface SettingFieldProps {
  readonly field: KindField
  readonly value: SettingValue | undefined
}

/** One field of a step or trigger, whatever it asks for, with what is wrong with it below. */
export function SettingField({ field, value }: SettingFieldProps) {
  return (
    <div class={field.type === 'words' ? 'play-setting wide' : 'play-setting'}>
      <Input field={field} value={value} />
      <FieldProblems field={field.name} />
    </div>
  )
}

function Input({ field, value }: SettingFieldProps) {
  const { t } = useView()
  const name = `${settingPrefix}${field.name}`
  const text = Array.isArray(value) ? value.join('、') : String(value ?? '')
  const look = {
    name,
    label: t(field.label),
    ...(field.hint && { hint: t(field.hint) }),
    ...(!field.required && ['text', 'words', 'url', 'tags'].includes(field.type) && { optional: true }),
    more: {
      'aria-describedby': problemsId(field.name),
      ...(field.placeholders && { 'data-placeholders-target': 'text' }),
    },
  }
  switch (field.type) {
    case 'words':
      return <TextArea {...look} value={text} rows={field.name === 'body' ? 10 : 4} />
    case 'number':
      return <Field {...look} value={text} inputmode="numeric" short />
    case 'flag':
      return <Checkbox {...look} checked={value === true} />
    case 'choice':
      return (
        <Select
          {...look}
          value={text}
          options={(field.choices ?? []).map(one => ({ value: one.value, text: t(one.label) }))}
        />
      )
    case 'tags':
      return <Field {...look} value={text} hint={t('plays:editor.tagsHint')} />
    case 'event':
    case 'trait':
      return <NamedInput type={field.type} look={look} value={text} />
    case 'text':
    case 'url':
      return <Field {...look} value={text} inputmode={field.type === 'url' ? 'url' : 'text'} />
    default:
      return <ChosenInput field={field} look={look} value={text} />
  }
}

interface LookedInputProps {
  readonly look: { readonly name: string; readonly label: string; readonly hint?: string }
  readonly value: string
}

/** A name that is known, or any other. */
function NamedInput({ type, look, value }: LookedInputProps & { readonly type: 'event' | 'trait' }) {
  const { desk, play } = useSheet()
  const traits = [...desk.conditions.subjects[play.about].values()].flatMap(subject =>
    subject.kind === 'trait' ? [subject.key] : [],
  )
  const names = type === 'event' ? desk.events : traits
  return (
    <>
      <Field {...look} value={value} list="known-names" />
      <datalist id="known-names">
        {names.map(name => (
          <option value={name} />
        ))}
      </datalist>
    </>
  )
}

/** One of what there is: a segment, a person, a date. */
function ChosenInput({ field, look, value }: LookedInputProps & { readonly field: KindField }) {
  const { t } = useView()
  const options = useOptions(field.type)
  const known = value === '' || options.some(option => option.value === value)
  const all = known ? options : [...options, { value, text: value }]
  return <Select {...look} value={value} options={all} empty={t('plays:editor.choose')} />
}

function useOptions(type: KindField['type']): readonly Option[] {
  const { t } = useView()
  const { desk, play, names } = useSheet()
  const { conditions } = desk
  switch (type) {
    case 'segment':
      return optionsOf(conditions.segments[play.about])
    case 'contact_segment':
      return optionsOf(conditions.segments.contact)
    case 'staff':
      return optionsOf(conditions.people)
    case 'date_field':
      return [
        ...[...names.offers.fields.values()]
          .filter(field => field.type === 'date')
          .map(field => ({ value: field.key, text: t(field.label) })),
        ...[...contractDates].flatMap(([value, { label }]) => (label ? [{ value, text: t(label) }] : [])),
        ...[...conditions.subjects.account.values()].flatMap(subject =>
          subject.kind === 'trait' && subject.type === 'date'
            ? [{ value: `trait:${subject.key}`, text: subject.label }]
            : [],
        ),
      ]
    default:
      return []
  }
}

function optionsOf(named: ReadonlyMap<string | number, string>): readonly Option[] {
  return [...named].map(([id, name]) => ({ value: String(id), text: name }))
}

/** The id of the element that says what is wrong with a field. */
export const problemsId = (field: string) => `problems-${field.replaceAll('.', '-')}`

/** What is wrong with a field of the open part; changes while it is typed. */
export function FieldProblems({ field }: { readonly field: string }) {
  const { open } = useSheet()
  return <div id={problemsId(field)}>{open ? <ProblemsOf field={field} /> : null}</div>
}

/** The words alone, for what changes on an open page. */
export function ProblemsOf({ field }: { readonly field: string }) {
  const { open } = useSheet()
  const problems = useProblemsAt(open?.part ?? { kind: 'details' }).filter(problem => fieldOf(problem) === field)
  return (
    <>
      {problems.map(problem => (
        <ProblemLine problem={problem} />
      ))}
    </>
  )
}

/** Of paths the problem stands at the path. */
function fieldOf({ at }: Problem): string | undefined {
  return at.part === 'path' ? `path.${at.id}` : (at.field ?? 'part')
}

const notYet: ReadonlySet<Problem['text']> = new Set([
  'plays:problem.missing',
  'plays:problem.noCondition',
  'plays:problem.noTrigger',
  'plays:problem.noOutcome',
  'plays:problem.noWindow',
])

function ProblemLine({ problem: { text, values } }: { readonly problem: Problem }) {
  const { t } = useView()
  // What is empty yet is no mistake while it is being written.
  if (notYet.has(text)) return <p class="field-hint">{t(text)}</p>
  return (
    <p class="field-error">
      <Icon name="circle-alert" />
      <span>{t(text, values)}</span>
    </p>
  )
}
