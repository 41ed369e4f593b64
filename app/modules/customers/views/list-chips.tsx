import { ActiveFilters } from '../../../web/ui/filter-bar.tsx'
import { useView, type View } from '../../../web/view.ts'
import { bounds, type FieldFilter, withoutBound } from '../list/fields.ts'
import { type AccountListQuery, nobody, noFilter } from '../list/query.ts'
import { type FilterChoices, type ListFiltersProps, listHref } from './list-filters.tsx'

type Words = Pick<View, 't' | 'format'>

/** Each condition as a chip that takes it away. */
export function ActiveListFilters({ query, choices }: ListFiltersProps) {
  const view = useView()
  const active = activeFilters(view, query, choices).map(({ text, without }) => ({
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

function activeFilters({ t, format }: Words, query: AccountListQuery, choices: FilterChoices): readonly Chip[] {
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
  chips.push(...query.fields.flatMap(filter => fieldChips({ t, format }, filter, query.fields)))
  for (const trait of query.traits) {
    const label = choices.traits.find(known => known.key === trait.key)?.label ?? trait.key
    chips.push({ text: named(label, trait.value), without: { traits: query.traits.filter(one => one !== trait) } })
  }
  return chips
}

/** A choice, or each end of a range. */
function fieldChips({ t, format }: Words, filter: FieldFilter, all: readonly FieldFilter[]): readonly Chip[] {
  const { field, choice } = filter
  const label = t(field.label)
  const chosen = field.choices?.find(one => one.value === choice)
  if (chosen) {
    const text = t('customers:list.chip', { label, value: t(chosen.label) })
    return [{ text, without: { fields: all.filter(one => one !== filter) } }]
  }
  return bounds.flatMap(end => {
    const asked = filter[end]
    if (asked === undefined) return []
    const value =
      field.type === 'date' ? format.date(asked) : `${format.number(Number(asked), 3)}${field.share ? '%' : ''}`
    const key =
      field.type === 'date'
        ? (`customers:list.daysAsked.${end}` as const)
        : (`customers:list.numbersAsked.${end}` as const)
    return [{ text: t(key, { label, value }), without: { fields: withoutBound(all, filter, end) } }]
  })
}
