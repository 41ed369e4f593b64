import { href, paths } from '../../../paths.ts'
import { timeZones } from '../../../platform/time-zone.ts'
import { type FormState, typed } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Checkbox, RadioGroup, Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import type { Account } from '../accounts/queries.ts'
import { kinds, openStages } from '../tables.ts'
import { EditForm } from './edit-form.tsx'
import type { VersionRow } from './versions.tsx'

interface NewAccountProps {
  readonly form: FormState
  readonly people: readonly Colleague[]
  /** Accounts of the same name, to look at before another is made. */
  readonly same: readonly { readonly id: number; readonly name: string; readonly sample: boolean }[]
}

/** A new account, by hand. */
export function NewAccountPage({ form, people, same }: NewAccountProps) {
  const { t, staff } = useView()
  return (
    <StaffLayout title={t('customers:account.new')} width="narrow">
      <PageHead
        title={t('customers:account.new')}
        breadcrumb={[{ text: t('customers:list.title'), href: href(paths.accounts) }]}
        lead={t('customers:account.newLead')}
      />
      <Card label={t('customers:account.new')} padded>
        <Form action={href(paths.accounts)} form={form} guards>
          {same.length > 0 ? <SameName same={same} /> : null}
          <AccountFields account={undefined} />
          <FormRow>
            <Select
              name="stage"
              label={t('customers:field.stage')}
              value="active"
              options={openStages.map(stage => ({ value: stage, text: t(`customers:stage.${stage}`) }))}
            />
            <Select
              name="ownerId"
              label={t('customers:field.owner')}
              value={staff?.id}
              empty={t('customers:list.nobody')}
              options={people.map(person => ({ value: person.id, text: person.name }))}
            />
          </FormRow>
          <FormActions back={href(paths.accounts)}>
            <Button look="primary">{t('customers:account.create')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}

function SameName({ same }: Pick<NewAccountProps, 'same'>) {
  const { t } = useView()
  return (
    <div role="alert">
      <p>{t('customers:account.sameName')}</p>
      <ul>
        {same.map(account => (
          <li>
            <a href={href(paths.account, { id: account.id })}>
              <MarkedName name={account.name} sample={account.sample} />
            </a>
          </li>
        ))}
      </ul>
      <Checkbox name="sure" label={t('customers:account.sameNameSure')} />
    </div>
  )
}

interface EditAccountProps {
  readonly account: Account
  readonly form: FormState
  /** Somebody else saved since this form was opened. */
  readonly conflict: boolean
}

/** What is known of an account, to be changed. */
export function EditAccountPage({ account, form, conflict }: EditAccountProps) {
  const { t } = useView()
  const here = href(paths.account, { id: account.id })
  return (
    <StaffLayout title={t('customers:account.editTitle', { name: account.name })} width="narrow">
      <PageHead
        title={t('customers:account.editTitle', { name: account.name })}
        breadcrumb={[
          { text: t('customers:list.title'), href: href(paths.accounts) },
          { text: account.name, href: here },
        ]}
      />
      <Stack>
        <EditForm
          title={t('customers:account.edit')}
          action={href(paths.accountEdit, { id: account.id })}
          back={here}
          form={form}
          version={account.version}
          versions={conflict ? accountVersions(t, account, form) : undefined}
        >
          <AccountFields account={account} />
        </EditForm>
      </Stack>
    </StaffLayout>
  )
}

function accountVersions(t: View['t'], account: Account, form: FormState): readonly VersionRow[] {
  const kind = kinds.find(one => one === typed(form, 'kind'))
  return [
    { label: t('customers:field.name'), stored: account.name, mine: typed(form, 'name') },
    { label: t('customers:field.external_id'), stored: account.externalId ?? '', mine: typed(form, 'externalId') },
    {
      label: t('customers:field.kind'),
      stored: t(`customers:kind.${account.kind}`),
      mine: kind ? t(`customers:kind.${kind}`) : '',
    },
    {
      label: t('customers:field.customer_since'),
      stored: account.customerSince ?? '',
      mine: typed(form, 'customerSince'),
      days: true,
    },
    {
      label: t('customers:field.time_zone'),
      stored: account.timeZone ?? t('customers:account.companyZone'),
      mine: typed(form, 'timeZone') || t('customers:account.companyZone'),
    },
  ]
}

function AccountFields({ account }: { readonly account: Account | undefined }) {
  const { t } = useView()
  return (
    <>
      <Field name="name" label={t('customers:field.name')} value={account?.name} maxlength={500} required />
      <RadioGroup
        name="kind"
        legend={t('customers:field.kind')}
        value={account?.kind ?? 'business'}
        across
        options={kinds.map(kind => ({ value: kind, text: t(`customers:kind.${kind}`) }))}
      />
      <Field
        name="externalId"
        label={t('customers:field.external_id')}
        hint={t('customers:account.externalIdHint')}
        value={account?.externalId}
        maxlength={200}
        optional
      />
      <FormRow>
        <Field
          name="customerSince"
          type="date"
          label={t('customers:field.customer_since')}
          value={account?.customerSince}
          optional
        />
        <Select
          name="timeZone"
          label={t('customers:field.time_zone')}
          value={account?.timeZone}
          empty={t('customers:account.companyZone')}
          options={timeZones.map(zone => ({ value: zone, text: zone.replaceAll('_', ' ') }))}
        />
      </FormRow>
    </>
  )
}

interface CancellationProps {
  readonly account: Account
  readonly form: FormState
  readonly today: string
}

/** Records that an account left, or takes that back. */
export function CancellationPage({ account, form, today }: CancellationProps) {
  const { t } = useView()
  const here = href(paths.account, { id: account.id })
  const gone = account.stage === 'cancelled'
  const title = t(gone ? 'customers:cancellation.undoTitle' : 'customers:cancellation.title')
  return (
    <StaffLayout title={`${title} · ${account.name}`} width="narrow">
      <PageHead
        title={title}
        breadcrumb={[
          { text: t('customers:list.title'), href: href(paths.accounts) },
          { text: account.name, href: here },
        ]}
        lead={t(gone ? 'customers:cancellation.undoLead' : 'customers:cancellation.lead')}
      />
      <Card label={title}>
        <CardPart>
          <Form
            action={href(gone ? paths.accountReopening : paths.accountCancellation, { id: account.id })}
            form={form}
          >
            {gone ? null : (
              <>
                <Field name="on" type="date" label={t('customers:cancellation.on')} value={today} max={today} />
                <Field name="reason" label={t('customers:cancellation.reason')} maxlength={2000} optional />
              </>
            )}
            <FormActions back={here}>
              <Button look={gone ? 'primary' : 'danger'}>
                {t(gone ? 'customers:cancellation.undo' : 'customers:cancellation.record')}
              </Button>
            </FormActions>
          </Form>
        </CardPart>
      </Card>
    </StaffLayout>
  )
}
