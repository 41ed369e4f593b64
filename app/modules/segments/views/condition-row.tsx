import type { TextKey, Words } from '../../../web/i18n.ts'
import { type Option, type OptionGroup, Select } from '../../../web/ui/choice.tsx'
import { RemoveRow } from '../../../web/ui/draft-form.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import type { Desk } from '../editor/desk.ts'
import { type DraftRow, inputsOf } from '../editor/draft.ts'
import type { RowProblem } from '../editor/fill.ts'
import { asksOfSubject, type Subject, type Subjects } from '../editor/subjects.ts'
import { useNaming } from './naming.ts'
import { PlayInputs } from './play-inputs.tsx'
import { CompareInput, PeriodInputs, ValueInputs } from './value-inputs.tsx'

/** What rows offer to choose from. */
export interface RowChoices {
  readonly about: About
  readonly subjects: Subjects
  /** Other segments, by id. */
  readonly segments: ReadonlyMap<number, string>
  readonly plays: Desk['plays']
  /** Who is present, by id. */
  readonly people: ReadonlyMap<string, string>
  /** Sign of the company's currency: 円, $ */
  readonly money: string
  /** The company's currency and the others that accounts pay in. */
  readonly currencies: readonly string[]
}

interface ConditionRowProps {
  readonly row: DraftRow
  /** Id of the group it stands in. */
  readonly group: string
  readonly choices: RowChoices
  readonly problem: RowProblem | undefined
  /** Takes the focus: it was just added. */
  readonly focus: boolean
}

/** One condition: what is looked at, what is asked of it, and the values. Which inputs there are depends on the first two. */
export function ConditionRow({ row, group, choices, problem, focus }: ConditionRowProps) {
  const { t } = useView()
  const named = useNaming()
  const subject = choices.subjects.get(row.subject)
  return (
    <div class="form-rows-item" id={named(`condition-${row.id}`)}>
      <div class="form-row">
        <input type="hidden" name={named('node[]')} value={row.id} />
        <input type="hidden" name={named(`in.${row.id}`)} value={group} />
        <input type="hidden" name={named(`shown.${row.id}`)} value={inputsOf(row)} />
        <Select
          name={named(`subject.${row.id}`)}
          label={t('segments:form.subject')}
          value={row.subject}
          options={subjectOptions(t, choices)}
          empty={t('segments:form.subjectEmpty')}
          error={subject || row.subject === '' ? undefined : problem && t(`segments:error.${problem}`)}
          more={{ autofocus: focus }}
        />
        {subject ? <RowInputs row={row} subject={subject} choices={choices} problem={problem} /> : null}
      </div>
      <RemoveRow step={named(`remove:${row.id}`)} label={t('segments:form.removeRow')} />
    </div>
  )
}

interface RowInputsProps {
  readonly row: DraftRow
  readonly subject: Subject
  readonly choices: RowChoices
  readonly problem: RowProblem | undefined
}

function RowInputs({ row, subject, choices, problem }: RowInputsProps) {
  const { t } = useView()
  const named = useNaming()
  const error = problem && t(`segments:error.${problem}`)
  if (subject.kind === 'play') return <PlayInputs row={row} plays={choices.plays} problem={problem} />
  const inPeriod = problem === 'windowInvalid'
  if (subject.kind === 'segment') return <SegmentInputs row={row} segments={choices.segments} error={error} />
  return (
    <>
      {subject.kind === 'measure' ? (
        <PeriodInputs row={row} subject={subject} error={inPeriod ? error : undefined} />
      ) : null}
      <Select
        name={named(`asks.${row.id}`)}
        label={t('segments:form.asks')}
        value={row.asks}
        options={asksOfSubject(subject).map(is => ({ value: is, text: t(`segments:question.${is}`) }))}
      />
      <ValueInputs row={row} subject={subject} choices={choices} error={inPeriod ? undefined : error} />
      {subject.kind === 'measure' && subject.measure.on ? <CompareInput row={row} /> : null}
    </>
  )
}

interface SegmentInputsProps {
  readonly row: DraftRow
  readonly segments: ReadonlyMap<number, string>
  readonly error: string | undefined
}

function SegmentInputs({ row, segments, error }: SegmentInputsProps) {
  const { t } = useView()
  const named = useNaming()
  return (
    <>
      <Select
        name={named(`segment.${row.id}`)}
        label={t('segments:form.segment')}
        value={row.segment}
        options={[...segments].map(([id, name]) => ({ value: String(id), text: name }))}
        empty={t('segments:form.segmentEmpty')}
        error={error}
      />
      <Select
        name={named(`asks.${row.id}`)}
        label={t('segments:form.asks')}
        value={row.asks}
        options={(['within', 'outside'] as const).map(is => ({ value: is, text: t(`segments:question.${is}`) }))}
      />
    </>
  )
}

/** The row's choices where it stands: among what can be asked of contacts, or of their accounts. */
export function choicesFor(desk: Desk, about: About): RowChoices {
  return { ...desk, about, subjects: desk.subjects[about], segments: desk.segments[about] }
}

function subjectOptions(t: Words, { about, subjects }: RowChoices): readonly OptionGroup[] {
  const groups = new Map<TextKey, Option[]>()
  const add = (group: TextKey, value: string, text: string) =>
    groups.set(group, [...(groups.get(group) ?? []), { value, text }])
  for (const [value, subject] of subjects) {
    if (subject.kind === 'field') add(`segments:about.${about}.fields`, value, t(subject.field.label))
    else if (subject.kind === 'measure') add('segments:form.measures', value, t(subject.measure.label))
    else if (subject.kind === 'trait') add('segments:form.traits', value, short(subject.label))
    else add('segments:form.others', value, t(`segments:form.in.${subject.kind}`))
  }
  return [...groups].map(([group, options]) => ({ group: t(group), options }))
}

/** A select as wide as a trait's name of 200 characters would push everything else away. */
function short(label: string): string {
  const characters = [...label]
  return characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : label
}
