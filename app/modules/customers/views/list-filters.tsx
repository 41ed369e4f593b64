import { href, paths } from '../../../paths.ts'
import { Select } from '../../../web/ui/choice.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { FilterBar, FilterPair } from '../../../web/ui/filter-bar.tsx'
import { HiddenFields } from '../../../web/ui/hidden-fields.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import { type Bound, bounds, type FilterField } from '../list/fields.ts'
import { type AccountListQuery, listQueryText, nobody, renewalWindows } from '../list/query.ts'
import { kinds, stages } from '../tables.ts'
import type { KnownTrait } from '../traits/queries.ts'
import { SearchField, SegmentField } from './filter-fields.tsx'

export const listFrame = 'account-list'
const filterForm = 'account-filter'

/** What the filters can be set to. */
export interface FilterChoices {
  readonly people: readonly Colleague[]
  readonly plans: readonly string[]
  /** Those that accounts pay in. */
  readonly currencies: readonly string[]
  readonly traits: readonly KnownTrait[]
  readonly segments: ReadonlyMap<number, string>
  readonly fields: readonly FilterField[]
  /** Name of the file whose accounts are shown, when that is asked for and known. */
  readonly file: string | undefined
}

export interface ListFiltersProps {
  readonly query: AccountListQuery
  readonly choices: FilterChoices
}

/** The fields over the list; what they do not show is kept by `KeptFilters` in the frame. */
export function ListFilters({ query, choices }: ListFiltersProps) {
  const { t } = useView()
  const any = t('customers:list.any')
  return (
    <FilterBar action={href(paths.accounts)} id={filterForm} frame={listFrame}>
      <SearchField value={query.q} hint={t('customers:list.searchHint')} />
      <Select
        name="stage"
        label={t('customers:field.stage')}
        value={query.stages.length === 1 ? query.stages[0] : undefined}
        empty={any}
        options={stages.map(stage => ({ value: stage, text: t(`customers:stage.${stage}`) }))}
      />
      <SegmentField value={query.segment} segments={choices.segments} />
      <Select
        name="owner"
        label={t('customers:field.owner')}
        value={query.owner}
        empty={any}
        options={[
          ...choices.people.map(person => ({ value: person.id, text: person.name })),
          { value: nobody, text: t('customers:list.nobody') },
        ]}
      />
      <MoreFilters query={query} choices={choices} />
    </FilterBar>
  )
}

/** Those that are wanted less often; open while one of them narrows the list. */
function MoreFilters({ query, choices }: ListFiltersProps) {
  const { t } = useView()
  const any = t('customers:list.any')
  const traits = choices.traits.filter(trait => trait.type !== 'mixed')
  const choice = query.fields.find(filter => filter.choice !== undefined)
  const open = [query.plan, query.renews, query.kind, query.currency, choice].some(one => one !== undefined)
  return (
    <Disclosure summary={t('customers:list.moreFilters')} open={open} filters>
      <Select
        name="plan"
        label={t('customers:field.plan')}
        value={query.plan}
        empty={any}
        options={choices.plans.map(plan => ({ value: plan, text: plan }))}
      />
      <Select
        name="renews"
        label={t('customers:field.renews_on')}
        value={query.renews}
        empty={any}
        options={renewalWindows.map(value => ({ value, text: t(`customers:list.renews.${value}`) }))}
      />
      <Select
        name="kind"
        label={t('customers:field.kind')}
        value={query.kind}
        empty={any}
        options={kinds.map(kind => ({ value: kind, text: t(`customers:kind.${kind}`) }))}
      />
      {choices.currencies.length > 1 ? (
        <Select
          name="currency"
          label={t('customers:list.currency')}
          value={query.currency}
          empty={any}
          options={choices.currencies.map(code => ({ value: code, text: code }))}
        />
      ) : null}
      <FieldFilters query={query} choices={choices} />
      {traits.length > 0 ? (
        <FilterPair>
          <Select
            name="traitKey"
            label={t('customers:list.trait')}
            empty={t('customers:list.noTrait')}
            options={traits.map(trait => ({ value: trait.key, text: trait.label ?? trait.key }))}
          />
          <Field name="traitValue" label={t('customers:list.traitValue')} maxlength={500} />
        </FilterPair>
      ) : null}
    </Disclosure>
  )
}

/** Health, risk, amount, days …: choices as they are, of all numbers and all dates one end at a time. */
function FieldFilters({ query, choices: { fields } }: ListFiltersProps) {
  const { t } = useView()
  const ends = (type: FilterField['type']) => {
    const alike = fields.filter(field => field.type === type)
    return bounds.flatMap(end => alike.map(field => ({ value: `${end}:${field.key}`, text: endText(t, field, end) })))
  }
  return (
    <>
      {choosable(fields).map(field => (
        <Select
          name={`field.${field.key}`}
          label={t(field.label)}
          value={query.fields.find(filter => filter.field.key === field.key)?.choice}
          empty={t('customers:list.any')}
          options={(field.choices ?? []).map(({ value, label }) => ({ value, text: t(label) }))}
        />
      ))}
      <FilterPair>
        <Select
          name="byNumber"
          label={t('customers:list.byNumber')}
          empty={t('customers:list.noTrait')}
          options={ends('number')}
        />
        <Field name="number" label={t('customers:list.number')} inputmode="decimal" maxlength={20} />
      </FilterPair>
      <FilterPair>
        <Select
          name="byDate"
          label={t('customers:list.byDate')}
          empty={t('customers:list.noTrait')}
          options={ends('date')}
        />
        <Field name="date" label={t('customers:list.date')} type="date" />
      </FilterPair>
    </>
  )
}

function choosable(fields: readonly FilterField[]): readonly FilterField[] {
  return fields.filter(field => field.type === 'choice')
}

/** Which end comes first: where there is little room, names are cut off. */
function endText(t: View['t'], field: FilterField, end: Bound): string {
  const name = t(field.label)
  const label = field.share ? t('customers:list.inPercent', { label: name }) : name
  return t(field.type === 'date' ? `customers:list.days.${end}` : `customers:list.numbers.${end}`, { label })
}

/** Fields of the filter form that have no place in the bar: sorting, columns, traits asked for, several stages. */
export function KeptFilters({ query, choices }: ListFiltersProps) {
  const params = new URLSearchParams(listQueryText(query))
  const bar = ['q', 'owner', 'kind', 'plan', 'renews']
  const shown = [
    ...bar,
    ...(query.stages.length > 1 ? [] : ['stage']),
    ...(choices.segments.size > 0 ? ['segment'] : []),
    ...(choices.currencies.length > 1 ? ['currency'] : []),
    ...choosable(choices.fields).map(field => `field.${field.key}`),
  ]
  return <HiddenFields fields={[...params].filter(([name]) => !shown.includes(name))} form={filterForm} />
}

/** The address of the list. */
export function listHref(query: AccountListQuery, more: Readonly<Record<string, string>> = {}): string {
  return withQuery(href(paths.accounts), query, more)
}

/** An address that shows this list, perhaps another page of it. */
export function withQuery(path: string, query: AccountListQuery, more: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams(listQueryText(query))
  for (const [name, value] of Object.entries(more)) params.set(name, value)
  const text = params.toString()
  return text ? `${path}?${text}` : path
}
