import { href, paths } from '../../../paths.ts'
import type { AccountTab } from '../../../web/module.ts'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Cols } from '../../../web/ui/layout-parts.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { Colleague } from '../../identity/index.ts'
import type { Account } from '../accounts/queries.ts'
import type { AccountContact } from '../contacts/queries.ts'
import { openStages } from '../tables.ts'
import type { TimelinePage } from '../timeline/page.ts'
import { AccountFrame } from './account-frame.tsx'
import { TimelineCard } from './account-timeline.tsx'
import { Panels, type ShownPanel } from './panels.tsx'
import { Fact, Facts, mayCare, monthly } from './words.tsx'

export interface AccountPageProps {
  readonly account: Account
  readonly tabs: readonly AccountTab[]
  readonly panels: readonly ShownPanel[]
  readonly people: readonly Colleague[]
  readonly ownerName: string | undefined
  readonly contacts: readonly AccountContact[]
  readonly timeline: TimelinePage
}

/** What matters about one account now, and everything that happened. */
export function AccountPage(props: AccountPageProps) {
  const { t } = useView()
  const { account, tabs, panels, timeline } = props
  const from = timeline.older?.getTime() ?? 0
  return (
    <AccountFrame account={account} tabs={tabs} live={href(paths.accountLive, { id: account.id }, { from })}>
      <Cols
        asideLabel={t('customers:account.about')}
        aside={
          <>
            <Panels panels={panels} place="aside" />
            <div id="account-facts">
              <FactsCard {...props} />
            </div>
            <ContactsCard {...props} />
          </>
        }
      >
        <Panels panels={panels} place="main" />
        <TimelineCard accountId={account.id} page={timeline} />
      </Cols>
    </AccountFrame>
  )
}

/** What is known of the account, with the two things that change most often at hand. */
export function FactsCard({ account, people, ownerName }: AccountPageProps) {
  const view = useView()
  const { t, format } = view
  const { cancellation } = account
  return (
    <Card title={t('customers:account.about')}>
      {mayCare(view) ? <QuickChanges account={account} people={people} /> : null}
      <CardPart>
        <Facts>
          {cancellation ? (
            <Fact label={t('customers:cancellation.left')}>
              {cancellation.at ? format.date(cancellation.at) : t('customers:cancellation.whenUnknown')}
              {cancellation.reason ? <p class="small muted">{cancellation.reason}</p> : null}
            </Fact>
          ) : null}
          {mayCare(view) ? null : <Fact label={t('customers:field.owner')}>{ownerName}</Fact>}
          <Fact label={t('customers:field.monthly_amount')}>
            {monthly(view, account.monthlyAmount, account.currency)}
          </Fact>
          <Fact label={t('customers:field.renews_on')}>{account.renewsOn && format.date(account.renewsOn)}</Fact>
          <Fact label={t('customers:field.customer_since')}>
            {account.customerSince && format.date(account.customerSince)}
          </Fact>
          <Fact label={t('customers:field.kind')}>{t(`customers:kind.${account.kind}`)}</Fact>
          <Fact label={t('customers:field.external_id')} mono>
            {account.externalId}
          </Fact>
        </Facts>
      </CardPart>
    </Card>
  )
}

function QuickChanges({ account, people }: Pick<AccountPageProps, 'account' | 'people'>) {
  const { t } = useView()
  const { id, stage, ownerId } = account
  const automatic = { 'data-controller': 'autosubmit', 'data-action': 'change->autosubmit#now' }
  return (
    <CardPart>
      <form method="post" action={href(paths.accountOwner, { id })} {...automatic}>
        <input type="hidden" name="was" value={wordOf(ownerId)} />
        <Select
          name="ownerId"
          label={t('customers:field.owner')}
          value={ownerId}
          empty={t('customers:list.nobody')}
          options={people.map(person => ({ value: person.id, text: person.name }))}
        />
        <noscript>
          <Button size="small">{t('customers:account.assign')}</Button>
        </noscript>
      </form>
      {stage === 'cancelled' ? null : (
        <form method="post" action={href(paths.accountStage, { id })} {...automatic}>
          <input type="hidden" name="was" value={wordOf(stage)} />
          <Select
            name="stage"
            label={t('customers:field.stage')}
            value={stage}
            options={openStages.map(value => ({ value, text: t(`customers:stage.${value}`) }))}
          />
          <noscript>
            <Button size="small">{t('customers:account.move')}</Button>
          </noscript>
        </form>
      )}
    </CardPart>
  )
}

function ContactsCard({ account, contacts }: AccountPageProps) {
  const view = useView()
  const { t } = view
  const shown = contacts.slice(0, 5)
  const all = href(paths.accountContacts, { id: account.id })
  return (
    <Card
      title={t('customers:tabs.contacts')}
      note={contacts.length > 5 ? <a href={all}>{t('customers:contact.all')}</a> : undefined}
    >
      {shown.map(contact => (
        <CardPart>
          <a href={href(paths.contact, { id: contact.id })}>
            <MarkedName name={contact.name} sample={contact.sample} />
          </a>
          {contact.title ? <span class="small muted"> {contact.title}</span> : null}
        </CardPart>
      ))}
      {shown.length === 0 ? (
        <CardPart>
          <p class="muted small">{t('customers:contact.none')}</p>
          {mayCare(view) ? (
            <LinkButton size="small" icon="user-plus" href={href(paths.accountContactNew, { id: account.id })}>
              {t('customers:contact.new')}
            </LinkButton>
          ) : null}
        </CardPart>
      ) : null}
    </Card>
  )
}
