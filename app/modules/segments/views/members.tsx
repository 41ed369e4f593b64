import { href, paths } from '../../../paths.ts'
import { CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FirstLink } from '../../../web/ui/first-link.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { About } from '../about.ts'
import type { Member } from '../members.ts'
import { memberHref } from './member.ts'

interface MembersProps {
  readonly about: About
  readonly members: readonly Member[]
}

/** Who is in a segment. */
export function Members({ about, members }: MembersProps) {
  const { t } = useView()
  const empty = (
    <CardPart>
      <EmptyState title={t(`segments:about.${about}.none`)}>{t(`segments:about.${about}.noneText`)}</EmptyState>
    </CardPart>
  )
  const name = {
    key: 'name',
    label: t(`segments:page.${about}`),
    value: (member: Member) => <MarkedName name={member.name} sample={member.sample} />,
  }
  const entered: Column<Member> = {
    key: 'entered',
    label: t('segments:page.entered'),
    value: member => <Time at={member.enteredAt} />,
  }
  return (
    <DataTable
      caption={t(`segments:about.${about}.members`)}
      columns={about === 'account' ? [name, entered] : [name, ...useContactColumns(), entered]}
      rows={members}
      href={member => memberHref(about, member.id)}
      empty={empty}
    />
  )
}

function useContactColumns(): readonly Column<Member>[] {
  const { t } = useView()
  return [
    { key: 'email', label: t('segments:page.email'), value: ({ email }) => email ?? '' },
    { key: 'accounts', label: t('segments:page.accounts'), value: ({ accounts }) => <Accounts accounts={accounts} /> },
  ]
}

function Accounts({ accounts }: Pick<Member, 'accounts'>) {
  const [first] = accounts
  if (!first) return null
  return <FirstLink href={href(paths.account, { id: first.id })} text={first.name} more={accounts.length - 1} />
}
