import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { AccountTab } from '../../../web/module.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Menu, MenuLink } from '../../../web/ui/menu.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { SampleLink, Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Account } from '../accounts/queries.ts'
import { mayCare, monthly, StageTag } from './words.tsx'

interface AccountFrameProps {
  readonly account: Account
  readonly tabs: readonly AccountTab[]
  /** What the page tells of the account; nothing for its first page. */
  readonly title?: string
  readonly live?: string
  readonly children: Child
}

/** Head and tabs of every page about one account. */
export function AccountFrame({ account, tabs, title, live, children }: AccountFrameProps) {
  return (
    <StaffLayout title={title ? `${title} · ${account.name}` : account.name} live={live} width="wide">
      <AccountHead account={account} />
      <AccountTabs account={account} tabs={tabs} title={title} />
      {children}
    </StaffLayout>
  )
}

/** Name, stage, what it pays, and what can be done. */
export function AccountHead({ account }: { readonly account: Account }) {
  const view = useView()
  const { t } = view
  return (
    <div id="account-head">
      <PageHead
        title={account.name}
        breadcrumb={[{ text: t('customers:list.title'), href: href(paths.accounts) }]}
        marks={
          <>
            <StageTag stage={account.stage} />
            {account.plan ? <Tag>{account.plan}</Tag> : null}
            {account.monthlyAmount ? <Tag>{monthly(view, account.monthlyAmount, account.currency)}</Tag> : null}
            {account.sample ? <SampleLink /> : null}
          </>
        }
        actions={mayCare(view) ? <AccountActions account={account} /> : undefined}
      />
    </div>
  )
}

function AccountActions({ account }: { readonly account: Account }) {
  const { t } = useView()
  const { id } = account
  return (
    <>
      <Menu id="account-more" button={{ children: t('customers:account.more'), icon: 'ellipsis' }} towardsStart>
        <MenuLink href={href(paths.accountContactNew, { id })} icon="user-plus">
          {t('customers:contact.new')}
        </MenuLink>
        <MenuLink href={href(paths.accountSubscriptionNew, { id })} icon="receipt">
          {t('customers:subscription.new')}
        </MenuLink>
        <MenuLink href={href(paths.accountMerge, { id })} icon="merge">
          {t('customers:merge.title')}
        </MenuLink>
        <hr />
        <MenuLink href={href(paths.accountCancellation, { id })} icon="log-out">
          {t(account.stage === 'cancelled' ? 'customers:cancellation.undoTitle' : 'customers:cancellation.title')}
        </MenuLink>
      </Menu>
      <LinkButton href={href(paths.accountEdit, { id })} icon="pencil">
        {t('customers:account.edit')}
      </LinkButton>
    </>
  )
}

function AccountTabs({ account, tabs, title }: Pick<AccountFrameProps, 'account' | 'tabs' | 'title'>) {
  const { t, path } = useView()
  const own = [
    { text: t('customers:tabs.now'), to: paths.account },
    { text: t('customers:tabs.contacts'), to: paths.accountContacts },
    { text: t('customers:tabs.subscriptions'), to: paths.accountSubscriptions },
    { text: t('customers:tabs.traits'), to: paths.accountTraits },
  ].map(tab => ({ text: tab.text, href: href(tab.to, { id: account.id }) }))
  // A tab's path has one parameter, the account.
  const offered = tabs.map(tab => ({ text: t(tab.label), href: tab.path.replace(':id', String(account.id)) }))
  const [now, ...rest] = own
  const all = [...(now ? [now] : []), ...offered, ...rest]
  // A form that was not accepted has an address of its own; the page it stands on says its title.
  const current = all.find(tab => tab.href === path) ?? all.find(tab => tab.text === title)
  return <Tabs label={t('customers:tabs.label')} tabs={all.map(tab => ({ ...tab, current: tab === current }))} />
}
