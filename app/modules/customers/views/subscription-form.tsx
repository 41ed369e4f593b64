import { href, paths } from '../../../paths.ts'
import { type FormState, typed } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Account, Subscription } from '../accounts/queries.ts'
import { amountText } from '../subscriptions/money.ts'
import { periods } from '../tables.ts'
import { EditForm } from './edit-form.tsx'
import type { VersionRow } from './versions.tsx'

interface SubscriptionFormProps {
  readonly account: Pick<Account, 'id' | 'name' | 'currency'>
  readonly subscription: Subscription | undefined
  readonly plans: readonly string[]
  readonly form: FormState
  readonly endForm: FormState
  readonly conflict: boolean
  /** Whether the account leaves when this one ends. */
  readonly last: boolean
  readonly today: string
}

/** A subscription, new or to be changed or ended. */
export function SubscriptionFormPage(props: SubscriptionFormProps) {
  const { t } = useView()
  const { account, subscription, form, conflict } = props
  const here = href(paths.accountSubscriptions, { id: account.id })
  const title = t(subscription ? 'customers:subscription.edit' : 'customers:subscription.new')
  const action = subscription ? href(paths.subscription, { id: subscription.id }) : here
  return (
    <StaffLayout title={`${title} · ${account.name}`} width="narrow">
      <PageHead
        title={title}
        breadcrumb={[
          { text: account.name, href: href(paths.account, { id: account.id }) },
          { text: t('customers:tabs.subscriptions'), href: here },
        ]}
      />
      <Stack>
        <EditForm
          title={title}
          action={action}
          back={here}
          form={form}
          version={subscription?.version}
          versions={conflict && subscription ? subscriptionVersions(t, subscription, form) : undefined}
        >
          <SubscriptionFields {...props} />
        </EditForm>
        {subscription?.current ? <EndCard {...props} subscription={subscription} /> : null}
      </Stack>
    </StaffLayout>
  )
}

function SubscriptionFields({ account, subscription, plans }: SubscriptionFormProps) {
  const { t } = useView()
  const currency = subscription?.currency ?? account.currency
  const currencies = [...new Set([currency, 'JPY', 'USD', 'EUR', 'GBP', ...Intl.supportedValuesOf('currency')])]
  return (
    <>
      <datalist id="plans">
        {plans.map(plan => (
          <option value={plan} />
        ))}
      </datalist>
      <Field
        name="plan"
        label={t('customers:field.plan')}
        value={subscription?.plan}
        list="plans"
        maxlength={200}
        required
      />
      <FormRow>
        <Field
          name="amount"
          label={t('customers:subscription.amount')}
          hint={t('customers:subscription.amountHint')}
          inputmode="decimal"
          value={subscription && amountOf(subscription)}
          optional
        />
        <Select
          name="currency"
          label={t('customers:subscription.currency')}
          value={currency}
          options={currencies.map(code => ({ value: code, text: code }))}
        />
        <Select
          name="period"
          label={t('customers:subscription.period')}
          value={subscription?.period ?? 'month'}
          options={periods.map(period => ({ value: period, text: t(`customers:period.${period}`) }))}
        />
      </FormRow>
      <FormRow>
        <Field
          name="startedOn"
          type="date"
          label={t('customers:subscription.startedOn')}
          value={subscription?.startedOn}
          optional
        />
        <Field
          name="renewsOn"
          type="date"
          label={t('customers:field.renews_on')}
          value={subscription?.renewsOn}
          optional
        />
      </FormRow>
      <Field
        name="externalId"
        label={t('customers:field.external_id')}
        value={subscription?.externalId}
        maxlength={200}
        optional
      />
    </>
  )
}

function subscriptionVersions(t: View['t'], subscription: Subscription, form: FormState): readonly VersionRow[] {
  const { currency } = subscription
  const period = periods.find(one => one === typed(form, 'period'))
  return [
    { label: t('customers:field.plan'), stored: subscription.plan, mine: typed(form, 'plan') },
    {
      label: t('customers:subscription.amount'),
      stored: amountWords(amountOf(subscription), currency),
      mine: amountWords(typed(form, 'amount'), typed(form, 'currency')),
    },
    {
      label: t('customers:subscription.startedOn'),
      stored: subscription.startedOn ?? '',
      mine: typed(form, 'startedOn'),
      days: true,
    },
    {
      label: t('customers:field.renews_on'),
      stored: subscription.renewsOn ?? '',
      mine: typed(form, 'renewsOn'),
      days: true,
    },
    {
      label: t('customers:subscription.period'),
      stored: t(`customers:period.${subscription.period}`),
      mine: period ? t(`customers:period.${period}`) : '',
    },
    {
      label: t('customers:field.external_id'),
      stored: subscription.externalId ?? '',
      mine: typed(form, 'externalId'),
    },
  ]
}

function amountWords(amount: string | undefined, currency: string): string {
  return amount ? `${amount} ${currency}` : ''
}

function amountOf({ monthlyAmount, currency }: Subscription): string | undefined {
  return monthlyAmount === undefined ? undefined : amountText(monthlyAmount, currency)
}

function EndCard({
  subscription,
  endForm,
  last,
  today,
}: SubscriptionFormProps & { readonly subscription: Subscription }) {
  const { t } = useView()
  return (
    <Card title={t('customers:subscription.end')} padded>
      {last ? <p>{t('customers:subscription.endLast')}</p> : null}
      <Form action={href(paths.subscriptionCancellation, { id: subscription.id })} form={endForm}>
        <input type="hidden" name="version" value={subscription.version} />
        <Field
          name="on"
          type="date"
          label={t('customers:subscription.endOn')}
          hint={t('customers:subscription.endHint')}
          value={today}
        />
        <FormActions>
          <Button look="danger">{t('customers:subscription.endNow')}</Button>
        </FormActions>
      </Form>
    </Card>
  )
}
