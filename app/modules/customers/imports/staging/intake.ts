import type { Plan, Subject } from '../mapping/plan.ts'
import type { CompanyFacts } from '../mapping/surroundings.ts'
import { accountChecker } from '../rows/account.ts'
import { contactChecker } from '../rows/contact.ts'
import { accountStore } from './accounts.ts'
import { contactStore } from './contacts.ts'
import type { Intake } from './store.ts'

/** What judges and stores the rows of a subject; whatever they are, as far as the caller can see. */
export function intakeFor(
  subject: Subject,
  plan: Plan,
  headings: readonly string[],
  company: CompanyFacts,
  at: Date,
): Intake<unknown> {
  const { dateOrder, decimal } = plan
  const surroundings = { timeZone: company.timeZone, dateOrder, decimal, staffId: company.staffId }
  const intake =
    subject === 'accounts'
      ? { store: accountStore, check: accountChecker(plan, headings, surroundings, at) }
      : { store: contactStore, check: contactChecker(plan, headings, surroundings) }
  return intake as Intake<unknown>
}
