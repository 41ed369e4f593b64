import { Select } from '../../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { Field } from '../../../../web/ui/field.tsx'
import { useView } from '../../../../web/view.ts'
import { controlNames } from '../mapping/form.ts'
import {
  type AccountField,
  type ColumnPlan,
  columnTypes,
  fieldsOf,
  type Plan,
  type Subject,
  type Field as Target,
} from '../mapping/plan.ts'
import type { ColumnProfile, FileProfile } from '../mapping/profile.ts'

interface ColumnRow {
  readonly index: number
  readonly name: string
  readonly plan: ColumnPlan
  readonly profile: ColumnProfile
}

interface ColumnTableProps {
  readonly subject: Subject
  readonly profile: FileProfile
  readonly plan: Plan
}

/** One line per column of the file: its name, some of its values, and what becomes of it. */
export function ColumnTable({ subject, profile, plan }: ColumnTableProps) {
  const { t } = useView()
  const rows = profile.columns.map((column, index) => ({
    index,
    name: column.heading || t('imports:plan.unnamed', { number: index + 1 }),
    plan: plan.columns[index] ?? { field: null, trait: null },
    profile: column,
  }))
  return <DataTable caption={t('imports:plan.caption')} columns={useColumns(subject)} rows={rows} empty={null} />
}

function useColumns(subject: Subject): readonly Column<ColumnRow>[] {
  const { t } = useView()
  const targets = useTargets(subject)
  const types = columnTypes.map(value => ({ value, text: t(`imports:type.${value}`) }))
  return [
    { key: 'column', label: t('imports:plan.column'), value: row => <bdi>{row.name}</bdi>, leading: true },
    { key: 'examples', label: t('imports:plan.examples'), value: row => <Examples profile={row.profile} /> },
    {
      key: 'target',
      label: t('imports:plan.target'),
      value: ({ index, name, plan }) => (
        <Select
          name={controlNames(index).field}
          label={t('imports:plan.targetOf', { column: name })}
          hideLabel
          value={plan.field ?? ''}
          empty={t('imports:plan.none')}
          options={targets}
        />
      ),
    },
    {
      key: 'trait',
      label: t('imports:plan.trait'),
      value: ({ index, name, plan }) => (
        <Select
          name={controlNames(index).type}
          label={t('imports:plan.typeOf', { column: name })}
          hideLabel
          value={plan.trait?.type ?? ''}
          empty={t('imports:plan.noTrait')}
          options={types}
        />
      ),
    },
    { key: 'key', label: t('imports:plan.key'), value: row => <TraitKey row={row} /> },
  ]
}

function Examples({ profile }: { readonly profile: ColumnProfile }) {
  const { t, format } = useView()
  return (
    <div class="told small">
      <bdi>{profile.examples.slice(0, 3).map(shortened).join(' · ')}</bdi>
      <span class="muted">{t('imports:plan.filled', { filled: format.number(profile.filled) })}</span>
    </div>
  )
}

function TraitKey({ row: { index, name, plan, profile } }: { readonly row: ColumnRow }) {
  const { t } = useView()
  return (
    <Field
      name={controlNames(index).key}
      label={t('imports:plan.keyOf', { column: name })}
      hideLabel
      value={plan.trait?.key ?? profile.heading}
      maxlength={200}
    />
  )
}

const groups: readonly (readonly ['basic' | 'subscription' | 'cancellation', readonly AccountField[]])[] = [
  ['basic', ['external_id', 'name', 'kind', 'stage', 'owner', 'time_zone', 'customer_since']],
  ['subscription', ['plan', 'monthly_amount', 'currency', 'period', 'started_on', 'renews_on']],
  ['cancellation', ['cancelled', 'cancelled_at', 'cancellation_reason']],
]

function useTargets(subject: Subject) {
  const { t } = useView()
  const option = (value: Target) => ({ value, text: t(`imports:field.${value}`) })
  if (subject === 'contacts') return fieldsOf(subject).map(option)
  return groups.map(([group, fields]) => ({ group: t(`imports:fieldGroup.${group}`), options: fields.map(option) }))
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text
}
