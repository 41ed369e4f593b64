import { href, paths } from '../../../paths.ts'
import { allows } from '../../../web/access.ts'
import type { FormState } from '../../../web/forms.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions } from '../../../web/ui/form.tsx'
import { Cluster, Cols } from '../../../web/ui/layout-parts.tsx'
import { Menu, MenuLink } from '../../../web/ui/menu.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { MarkedName, SampleLink } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { erasers } from '../access.ts'
import { contactName } from '../contacts/name.ts'
import type { Contact, Place } from '../contacts/queries.ts'
import type { KnownTrait } from '../traits/queries.ts'
import { Panels, type ShownPanel } from './panels.tsx'
import { TraitsCard } from './traits.tsx'
import { Fact, Facts, mayCare } from './words.tsx'

export interface ContactPageProps {
  readonly contact: Contact
  readonly places: readonly Place[]
  readonly identities: readonly { readonly kind: 'user' | 'anonymous'; readonly value: string }[]
  readonly traits: readonly KnownTrait[]
  /** What other modules show of it. */
  readonly panels: readonly ShownPanel[]
  readonly membershipForm: FormState
  readonly traitForm: FormState
}

/** A person: how to reach them, where they belong, what is known. */
export function ContactPage(props: ContactPageProps) {
  const view = useView()
  const { t } = view
  const { contact, places, traits, panels, traitForm } = props
  const { id } = contact
  const first = places[0]
  return (
    <StaffLayout title={contactName(contact)}>
      <PageHead
        title={contactName(contact)}
        breadcrumb={[
          { text: t('customers:list.title'), href: href(paths.accounts) },
          ...(first ? [{ text: first.name, href: href(paths.account, { id: first.accountId }) }] : []),
        ]}
        marks={contact.sample ? <SampleLink /> : undefined}
        lead={contact.title}
        actions={mayCare(view) ? <ContactActions id={id} /> : undefined}
      />
      <Cols
        asideLabel={t('customers:contact.places')}
        aside={
          <>
            <PlacesCard {...props} />
            <Panels panels={panels} place="aside" />
          </>
        }
      >
        <FactsCard {...props} />
        <Panels panels={panels} place="main" />
        <TraitsCard
          subject="contact"
          id={id}
          version={contact.version}
          values={contact.traits}
          known={traits}
          form={traitForm}
        />
      </Cols>
    </StaffLayout>
  )
}

function ContactActions({ id }: { readonly id: number }) {
  const view = useView()
  const { t } = view
  const mayErase = view.staff !== undefined && allows(erasers, view.staff as Parameters<typeof allows>[1])
  return (
    <>
      <Menu id="contact-more" button={{ children: t('customers:account.more'), icon: 'ellipsis' }} towardsStart>
        <MenuLink href={href(paths.contactMerge, { id })} icon="merge">
          {t('customers:merge.title')}
        </MenuLink>
        {mayErase ? (
          <MenuLink href={href(paths.contactErasure, { id })} icon="user-x">
            {t('customers:erasure.title')}
          </MenuLink>
        ) : null}
      </Menu>
      <LinkButton href={href(paths.contactEdit, { id })} icon="pencil">
        {t('customers:account.edit')}
      </LinkButton>
    </>
  )
}

function FactsCard({ contact, identities }: ContactPageProps) {
  const { t } = useView()
  // The one that is the external ID stands above already.
  const more = identities.some(({ kind, value }) => kind !== 'user' || value !== contact.externalId)
  return (
    <Card title={t('customers:contact.about')} padded>
      <Facts>
        <Fact label={t('customers:field.email')}>
          {contact.email ? (
            <a class="link" href={`mailto:${encodeURIComponent(contact.email)}`}>
              {contact.email}
            </a>
          ) : undefined}
        </Fact>
        <Fact label={t('customers:field.phone')}>{contact.phone}</Fact>
        <Fact label={t('customers:field.title')}>{contact.title}</Fact>
        <Fact label={t('customers:field.external_id')} mono>
          {contact.externalId}
        </Fact>
        <Fact label={t('customers:field.created_at')}>
          <Time at={contact.createdAt} as="day" />
        </Fact>
      </Facts>
      {more ? (
        <Disclosure summary={t('customers:contact.identities')}>
          <ul>
            {identities.map(({ kind, value }) => (
              <li>
                <span class="small muted">{t(`customers:contact.kinds.${kind}`)}</span> <code>{value}</code>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </Card>
  )
}

function PlacesCard({ contact, places, membershipForm }: ContactPageProps) {
  const view = useView()
  const { t } = view
  return (
    <Card title={t('customers:contact.places')}>
      {places.map(place => (
        <CardPart>
          <Cluster align="spread">
            <span>
              <a href={href(paths.account, { id: place.accountId })}>
                <MarkedName name={place.name} sample={place.sample} />
              </a>{' '}
              {place.title ? <span class="small muted">{place.title}</span> : null}
            </span>
            {mayCare(view) ? (
              <PostButton
                action={href(paths.contactMembershipRemoval, { id: contact.id })}
                fields={{ accountId: place.accountId }}
                look="quiet"
                size="small"
                icon="x"
                label={t('customers:contact.leave', { account: place.name })}
                confirm={t('customers:contact.leaveSure', { account: place.name })}
              />
            ) : null}
          </Cluster>
        </CardPart>
      ))}
      {mayCare(view) ? (
        <CardPart>
          <Form action={href(paths.contactMembership, { id: contact.id })} form={membershipForm}>
            <Field
              name="account"
              label={t('customers:contact.join')}
              hint={t('customers:merge.numberHint')}
              maxlength={200}
              required
            />
            <FormActions>
              <Button size="small">{t('customers:contact.joinNow')}</Button>
            </FormActions>
          </Form>
        </CardPart>
      ) : null}
    </Card>
  )
}
