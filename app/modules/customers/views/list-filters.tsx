import { href, paths } from '../../../paths.ts'
import { Select } from '../../../web/ui/choice.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { ActiveFilters, FilterBar } from '../../../web/ui/filter-bar.tsx'
import { HiddenFields } from '../../../web/ui/hidden-fields.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import { type AccountListQuery, listQueryText, nobody, noFilter, renewalWindows } from '../list/query.ts'
import { kinds, stages } from '../tables.ts'
import type { KnownTrait } from '../traits/queries.ts'

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
  /** Name of the file whose accounts are shown, when that is asked for and known. */
  readonly file: string | undefined
}

interface ListFiltersProps {
  readonly query: AccountListQuery
  readonly choices: FilterChoices
}

/** The fields over the list; what they do not show is kept by `KeptFilters` in the frame. */
export function ListFilters({ query, choices }: ListFiltersProps) {
  const { t } = useView()
  const any = t('customers:list.any')
  return (
    <FilterBar action={href(paths.accounts)} id={filterForm} frame={listFrame}>
      <Field
        name="q"
        type="search"
        label={t('customers:list.search')}
        placeholder={t('customers:list.searchHint')}
        value={query.q}
        maxlength={200}
      />
      <Select
        name="stage"
        label={t('customers:field.stage')}
        value={query.stages.length === 1 ? query.stages[0] : undefined}
        empty={any}
        options={stages.map(stage => ({ value: stage, text: t(`customers:stage.${stage}`) }))}
      />
      {choices.segments.size > 0 ? (
        <Select
          name="segment"
          label={t('customers:list.segment')}
          value={query.segment === undefined ? undefined : String(query.segment)}
          empty={any}
          options={[...choices.segments].map(([id, name]) => ({ value: String(id), text: name }))}
        />
      ) : null}
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
  const open = [query.plan, query.renews, query.kind, query.currency].some(one => one !== undefined)
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
      {traits.length > 0 ? (
        <>
          <Select
            name="traitKey"
            label={t('customers:list.trait')}
            empty={t('customers:list.noTrait')}
            options={traits.map(trait => ({ value: trait.key, text: trait.label ?? trait.key }))}
          />
          <Field name="traitValue" label={t('customers:list.traitValue')} maxlength={500} />
        </>
      ) : null}
    </Disclosure>
  )
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
  ]
  return <HiddenFields fields={[...params].filter(([name]) => !shown.includes(name))} form={filterForm} />
}

/** Each condition as a chip that takes it away. */
export function ActiveListFilters({ query, choices }: ListFiltersProps) {
  const { t } = useView()
  const active = activeFilters(t, query, choices).map(({ text, without }) => ({
    text,
    without: listHref({ ...query, ...without }),
  }))
  if (active.length === 0) return null
  const clear = listHref({ ...query, ...noFilter })
  // Out of the frame: the fields above have to follow.
  return (
    <div data-turbo-frame="_top">
      <ActiveFilters active={active} clear={clear} />
    </div>
  )
}

interface Chip {
  readonly text: string
  readonly without: Partial<AccountListQuery>
}

function activeFilters(t: View['t'], query: AccountListQuery, choices: FilterChoices): readonly Chip[] {
  const chips: Chip[] = []
  const named = (label: string, value: string) => t('customers:list.chip', { label, value })
  if (query.q) chips.push({ text: named(t('customers:list.search'), query.q), without: { q: '' } })
  for (const stage of query.stages) {
    const text = t(`customers:stage.${stage}`)
    chips.push({ text, without: { stages: query.stages.filter(one => one !== stage) } })
  }
  if (query.owner) {
    const person = choices.people.find(one => one.id === query.owner)
    const name = query.owner === nobody ? t('customers:list.nobody') : (person?.name ?? query.owner)
    chips.push({ text: named(t('customers:field.owner'), name), without: { owner: undefined } })
  }
  if (query.kind) chips.push({ text: t(`customers:kind.${query.kind}`), without: { kind: undefined } })
  if (query.plan) chips.push({ text: named(t('customers:field.plan'), query.plan), without: { plan: undefined } })
  if (query.renews) {
    const value = t(`customers:list.renews.${query.renews}`)
    chips.push({ text: named(t('customers:field.renews_on'), value), without: { renews: undefined } })
  }
  if (query.currency) {
    chips.push({ text: named(t('customers:list.currency'), query.currency), without: { currency: undefined } })
  }
  if (query.segment) {
    const value = choices.segments.get(query.segment) ?? `#${query.segment}`
    chips.push({ text: named(t('customers:list.segment'), value), without: { segment: undefined } })
  }
  if (query.importId) {
    const value = choices.file ?? `#${query.importId}`
    chips.push({ text: named(t('customers:list.imported'), value), without: { importId: undefined } })
  }
  for (const trait of query.traits) {
    const label = choices.traits.find(known => known.key === trait.key)?.label ?? trait.key
    chips.push({ text: named(label, trait.value), without: { traits: query.traits.filter(one => one !== trait) } })
  }
  return chips
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
