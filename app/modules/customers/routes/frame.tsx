import type { FrameAccount } from '../../../web/module.ts'
import { loadAccount } from '../accounts/queries.ts'
import { AccountFrame } from '../views/account-frame.tsx'

/** The pages that other modules have about an account stand between the same head and tabs as ours. */
export const frameAccount: FrameAccount = async (c, accountId) => {
  const { db, offers } = c.var.services
  const account = await loadAccount(db, accountId)
  return ({ children, ...rest }) => (
    <AccountFrame account={account} tabs={offers.accountTabs} {...rest}>
      {children}
    </AccountFrame>
  )
}
