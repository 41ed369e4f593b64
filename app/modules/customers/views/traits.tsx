import { href, paths } from '../../../paths.ts'
import type { FormState } from '../../../web/forms.ts'
import type { AccountTab } from '../../../web/module.ts'
import { Button, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { Account } from '../accounts/queries.ts'
import type { TraitSubject } from '../tables.ts'
import type { KnownTrait } from '../traits/queries.ts'
import { editableTypes } from '../traits/set.ts'
import type { Json } from '../traits/trait.ts'
import { AccountFrame } from './account-frame.tsx'
import { type VersionRow, Versions } from './versions.tsx'
import { mayCare, Own, traitText } from './words.tsx'

interface AccountTraitsProps {
  readonly account: Account
  readonly tabs: readonly AccountTab[]
  readonly known: readonly KnownTrait[]
  readonly form: FormState
  readonly conflict?: readonly VersionRow[]
}

/** Everything that applications, imports and people said about an account. */
export function AccountTraitsPage({ account, tabs, known, form, conflict }: AccountTraitsProps) {
  return (
    <AccountFrame account={account} tabs={tabs}>
      <TraitsCard
        subject="account"
        id={account.id}
        version={account.version}
        values={account.traits}
        known={known}
        form={form}
        conflict={conflict}
      />
    </AccountFrame>
  )
}

interface TraitsCardProps {
  readonly subject: TraitSubject
  readonly id: number
  readonly version: number
  readonly values: Readonly<Record<string, Json>>
  readonly known: readonly KnownTrait[]
  readonly form: FormState
  readonly conflict?: readonly VersionRow[] | undefined
}

interface TraitRow {
  readonly key: string
  readonly label: string
  readonly value: Json
}

/** Traits with their values, and a form that sets one. */
export function TraitsCard(props: TraitsCardProps) {
  const view = useView()
  const { t } = view
  const { values, known, conflict } = props
  const labels = new Map(known.map(trait => [trait.key, trait.label ?? trait.key]))
  const rows = Object.entries(values)
    .map(([key, value]) => ({ key, label: labels.get(key) ?? key, value }))
    .sort((a, b) => a.label.localeCompare(b.label))
  return (
    <Stack>
      {conflict ? <Versions rows={conflict} lead={t('customers:form.changedMeanwhile')} /> : null}
      <Card title={t('customers:traits.title')}>
        <DataTable
          caption={t('customers:traits.title')}
          columns={traitColumns(view, props)}
          rows={rows}
          empty={
            <EmptyState icon="tags" title={t('customers:traits.none')}>
              {t('customers:traits.noneHow')}
            </EmptyState>
          }
        />
        {mayCare(view) ? (
          <CardPart>
            <TraitForm {...props} />
          </CardPart>
        ) : null}
      </Card>
    </Stack>
  )
}

function traitColumns(view: ReturnType<typeof useView>, { subject, id, version }: TraitsCardProps): Column<TraitRow>[] {
  const { t } = view
  const removal = subject === 'account' ? paths.accountTraitRemoval : paths.contactTraitRemoval
  const columns: Column<TraitRow>[] = [
    { key: 'key', label: t('customers:traits.key'), value: row => <Own>{row.label}</Own> },
    { key: 'value', label: t('customers:traits.value'), value: row => <Own>{traitText(view, row.value)}</Own> },
  ]
  if (!mayCare(view)) return columns
  const remove: Column<TraitRow> = {
    key: 'remove',
    label: t('web:ui.form.remove'),
    value: row => (
      <PostButton
        action={href(removal, { id })}
        fields={{ key: row.key, version }}
        look="quiet"
        size="small"
        icon="trash-2"
        label={t('customers:traits.remove', { key: row.label })}
        confirm={t('customers:traits.removeSure', { key: row.label })}
      />
    ),
  }
  return [...columns, remove]
}

function TraitForm({ subject, id, version, known, form }: TraitsCardProps) {
  const { t } = useView()
  return (
    <Form action={href(subject === 'account' ? paths.accountTraits : paths.contactTraits, { id })} form={form}>
      <input type="hidden" name="version" value={version} />
      <datalist id="trait-keys">
        {known.map(trait => (
          <option value={trait.key}>{trait.label ?? ''}</option>
        ))}
      </datalist>
      <FormRow>
        <Field name="key" label={t('customers:traits.key')} list="trait-keys" maxlength={200} required />
        <Select
          name="type"
          label={t('customers:traits.type')}
          value="text"
          options={editableTypes.map(type => ({ value: type, text: t(`customers:traits.types.${type}`) }))}
        />
      </FormRow>
      <Field name="value" label={t('customers:traits.value')} hint={t('customers:traits.valueHint')} maxlength={5000} />
      <FormActions>
        <Button>{t('customers:traits.set')}</Button>
      </FormActions>
    </Form>
  )
}
