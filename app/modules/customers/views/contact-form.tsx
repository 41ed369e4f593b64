import { href, paths } from '../../../paths.ts'
import { type FormState, typed } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Checkbox } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormRow } from '../../../web/ui/form.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Account } from '../accounts/queries.ts'
import { contactName } from '../contacts/name.ts'
import type { Contact, Place } from '../contacts/queries.ts'
import { EditForm } from './edit-form.tsx'
import type { VersionRow } from './versions.tsx'

interface NewContactProps {
  readonly account: Pick<Account, 'id' | 'name'>
  readonly form: FormState
}

/** A new person at an account. */
export function NewContactPage({ account, form }: NewContactProps) {
  const { t } = useView()
  const here = href(paths.accountContacts, { id: account.id })
  return (
    <StaffLayout title={t('customers:contact.new')} width="narrow">
      <PageHead
        title={t('customers:contact.new')}
        breadcrumb={[
          { text: t('customers:list.title'), href: href(paths.accounts) },
          { text: account.name, href: href(paths.account, { id: account.id }) },
        ]}
      />
      <Card label={t('customers:contact.new')} padded>
        <Form action={here} form={form} guards>
          <ContactFields contact={undefined} />
          <FormActions back={here}>
            <Button look="primary">{t('customers:contact.create')}</Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}

interface EditContactProps {
  readonly contact: Contact
  readonly form: FormState
  readonly conflict: boolean
}

/** What is known of a person, to be changed. */
export function EditContactPage({ contact, form, conflict }: EditContactProps) {
  const { t } = useView()
  const here = href(paths.contact, { id: contact.id })
  return (
    <StaffLayout title={t('customers:account.editTitle', { name: contactName(contact) })} width="narrow">
      <PageHead
        title={t('customers:account.editTitle', { name: contactName(contact) })}
        breadcrumb={[
          { text: t('customers:people.title'), href: href(paths.contacts) },
          { text: contactName(contact), href: here },
        ]}
      />
      <Stack>
        <EditForm
          title={t('customers:account.edit')}
          action={href(paths.contactEdit, { id: contact.id })}
          back={here}
          form={form}
          version={contact.version}
          versions={conflict ? contactVersions(t, contact, form) : undefined}
        >
          <ContactFields contact={contact} />
        </EditForm>
      </Stack>
    </StaffLayout>
  )
}

function contactVersions(t: View['t'], contact: Contact, form: FormState): readonly VersionRow[] {
  return [
    { label: t('customers:field.contactName'), stored: contact.name ?? '', mine: typed(form, 'name') },
    { label: t('customers:field.email'), stored: contact.email ?? '', mine: typed(form, 'email') },
    { label: t('customers:field.phone'), stored: contact.phone ?? '', mine: typed(form, 'phone') },
    { label: t('customers:field.title'), stored: contact.title ?? '', mine: typed(form, 'title') },
    { label: t('customers:field.external_id'), stored: contact.externalId ?? '', mine: typed(form, 'externalId') },
  ]
}

function ContactFields({ contact }: { readonly contact: Contact | undefined }) {
  const { t } = useView()
  return (
    <>
      <FormRow>
        <Field name="name" label={t('customers:field.contactName')} value={contact?.name} maxlength={500} />
        <Field name="title" label={t('customers:field.title')} value={contact?.title} maxlength={200} optional />
      </FormRow>
      <FormRow>
        <Field name="email" type="email" label={t('customers:field.email')} value={contact?.email} maxlength={320} />
        <Field
          name="phone"
          type="tel"
          label={t('customers:field.phone')}
          value={contact?.phone}
          maxlength={100}
          optional
        />
      </FormRow>
      <Field
        name="externalId"
        label={t('customers:field.external_id')}
        hint={t('customers:contact.externalIdHint')}
        value={contact?.externalId}
        maxlength={200}
        optional
      />
    </>
  )
}

interface ErasureProps {
  readonly contact: Contact
  readonly places: readonly Place[]
  readonly form: FormState
}

/** Asks before a person is forgotten for good. */
export function ErasurePage({ contact, places, form }: ErasureProps) {
  const { t } = useView()
  const personal = places.filter(place => place.alone && place.personal)
  return (
    <StaffLayout title={t('customers:erasure.title')} width="narrow">
      <PageHead
        title={t('customers:erasure.title')}
        breadcrumb={[
          { text: t('customers:people.title'), href: href(paths.contacts) },
          { text: contactName(contact), href: href(paths.contact, { id: contact.id }) },
        ]}
        lead={t('customers:erasure.lead', { name: contactName(contact) })}
      />
      <Card label={t('customers:erasure.title')} padded>
        <ul class="points">
          <li>{t('customers:erasure.what.contact')}</li>
          <li>{t('customers:erasure.what.others')}</li>
          <li>{t('customers:erasure.what.ids')}</li>
          <li>{t('customers:erasure.what.totals')}</li>
        </ul>
        <Form action={href(paths.contactErasure, { id: contact.id })} form={form}>
          {personal.map(place => (
            <Checkbox
              name="accounts[]"
              value={String(place.accountId)}
              label={t('customers:erasure.account', { account: place.name })}
              hint={t('customers:erasure.accountHint')}
              checked
            />
          ))}
          <Checkbox name="sure" label={t('customers:erasure.sure')} required />
          <FormActions back={href(paths.contact, { id: contact.id })}>
            <Button look="danger" busy={t('customers:erasure.busy')}>
              {t('customers:erasure.now')}
            </Button>
          </FormActions>
        </Form>
      </Card>
    </StaffLayout>
  )
}
