import { href, paths } from '../../../paths.ts'
import type { AccountTab } from '../../../web/module.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Account } from '../accounts/queries.ts'
import type { AccountContact } from '../contacts/queries.ts'
import { AccountFrame } from './account-frame.tsx'
import { mayCare } from './words.tsx'

interface AccountContactsProps {
  readonly account: Account
  readonly tabs: readonly AccountTab[]
  readonly contacts: readonly AccountContact[]
  /** Id to go on after, when there are more. */
  readonly next: number | undefined
  readonly isFirst: boolean
}

/** The people at an account. */
export function AccountContactsPage({ account, tabs, contacts, next, isFirst }: AccountContactsProps) {
  const view = useView()
  const { t } = view
  const here = { id: account.id }
  const add = mayCare(view) ? (
    <LinkButton size="small" icon="user-plus" href={href(paths.accountContactNew, here)}>
      {t('customers:contact.new')}
    </LinkButton>
  ) : undefined
  return (
    <AccountFrame account={account} tabs={tabs}>
      <Card title={t('customers:tabs.contacts')} actions={add}>
        <DataTable
          caption={t('customers:tabs.contacts')}
          columns={[
            {
              key: 'name',
              label: t('customers:field.contactName'),
              value: row => <MarkedName name={row.name} sample={row.sample} />,
            },
            { key: 'title', label: t('customers:field.title'), value: row => row.title ?? '–' },
            { key: 'email', label: t('customers:field.email'), value: row => row.email ?? '–' },
          ]}
          rows={contacts}
          href={row => href(paths.contact, { id: row.id })}
          empty={
            <EmptyState icon="users" title={t('customers:contact.none')}>
              {t('customers:contact.noneHow')}
            </EmptyState>
          }
        />
      </Card>
      <Pagination
        shown={contacts.length}
        previous={isFirst ? undefined : href(paths.accountContacts, here)}
        next={next === undefined ? undefined : href(paths.accountContacts, here, { after: next })}
      />
    </AccountFrame>
  )
}
