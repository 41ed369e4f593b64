import { endOfDay, nowDate, startOfDay, today } from '../../../platform/clock.ts'
import { type Db, transact } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { Staff } from '../../../web/access.ts'
import type { MinutesOfDay } from '../../../web/day-source.ts'
import { type StopProposal, stopProposals } from '../../effects/index.ts'
import { type AccountHealth, explainAccounts } from '../../health/index.ts'
import { type Colleague, colleagues, companySettings } from '../../identity/index.ts'
import { type LeftOutAccount, leftOutOf } from '../drawing/queries.ts'
import { type ContactEffect, effectOfContact } from '../judging/contact.ts'
import { minutesOn } from '../minutes.ts'
import { canSeeList, seesUnowned } from '../policy.ts'
import {
  type AccountOnList,
  accountsInCharge,
  accountsOnList,
  answersOn,
  type Figures,
  figures,
  type GivenAnswer,
  hasAccounts,
  minutesSpent,
  type TaskOfDay,
  tasksOfDay,
} from '../queries.ts'
import { type RestingByTask, restingByTask } from '../resting.ts'
import { composeList, type ListEntry } from './compose.ts'
import { countCandidates, type ListOf } from './pool.ts'
import { type Standing, standings } from './standing.ts'

/** A list that was asked for: whose, which day, and how much time there is. */
export interface Asked {
  readonly list: ListOf
  /** The person it is of; undefined for nobody's. */
  readonly person: { readonly id: string; readonly name: string } | undefined
  readonly minutes: number
  readonly spent: number
  /** People whose lists the viewer may see. */
  readonly people: readonly Colleague[]
}

export interface ItemView {
  readonly entry: ListEntry
  readonly account: AccountOnList
  readonly health: AccountHealth | undefined
  readonly standing: Standing
  /** Whether what a contact changes was measured, or is only believed. */
  readonly measured: boolean
}

/** Everything the page of a day shows. */
export interface DayView extends Asked {
  readonly within: readonly ItemView[]
  readonly beyond: readonly ItemView[]
  /** Candidates with signals, counted up to 1,000 per owner. */
  readonly candidates: number
  /** Those besides what is shown. */
  readonly others: number
  readonly answered: readonly GivenAnswer[]
  /** Accounts that left the list because of a task that was closed elsewhere. */
  readonly resting: readonly RestingByTask[]
  readonly tasks: { readonly tasks: readonly TaskOfDay[]; readonly total: number }
  readonly figures: Figures | undefined
  readonly contact: ContactEffect
  /** Plays of the person that should be stopped. */
  readonly proposals: readonly StopProposal[]
  /** Who would be on it, but was drawn to be left out. */
  readonly leftOut: { readonly accounts: readonly LeftOutAccount[]; readonly total: number }
  readonly inCharge: number | undefined
  readonly hasAccounts: boolean
}

/** Nobody has this time; it keeps the list of what nobody owns as long as a person can read. */
const minutesForNobodys = 240

/** The word for the list of what nobody owns, where a person's id would stand. */
export const nobodys = 'unowned'

/**
 * The list that `asked` names (a person's id, `unowned`, or undefined for one's own), if the viewer may see it; else
 * throws NotFound. Days are the company's, so that everybody who looks at a list sees the same one.
 */
export async function askList(db: Db, viewer: Staff, asked: string | undefined): Promise<Asked> {
  const everybody = await colleagues(db)
  const staffId = asked === nobodys ? null : (asked ?? viewer.id)
  const person = staffId === null ? undefined : everybody.find(one => one.id === staffId)
  if ((staffId !== null && !person) || !canSeeList(viewer, staffId)) throw new NotFound('list')
  const { timeZone } = await companySettings(db)
  const day = today(timeZone).toString()
  const list: ListOf = { staffId, withUnowned: person !== undefined && seesUnowned(person), ...dayNow(day, timeZone) }
  const [minutes, spent] = await Promise.all([
    staffId === null ? minutesForNobodys : minutesOn(db, staffId, day),
    minutesSpent(db, list),
  ])
  return { list, person, minutes, spent, people: everybody.filter(one => canSeeList(viewer, one.id)) }
}

/** The company's day, and now. */
export function dayNow(day: string, timeZone: string): Omit<ListOf, 'staffId' | 'withUnowned'> {
  return { ...boundsOf(day, timeZone), now: nowDate() }
}

function boundsOf(day: string, timeZone: string): Pick<ListOf, 'day' | 'dayBegins' | 'dayEnds'> {
  return { day, dayBegins: startOfDay(day, timeZone), dayEnds: endOfDay(day, timeZone) }
}

/** Minutes a person has on the company's day, and those they spent. */
export async function timeOf(db: Db, staffId: string, day: string): Promise<MinutesOfDay> {
  const { timeZone } = await companySettings(db)
  const [available, spent] = await Promise.all([
    minutesOn(db, staffId, day),
    minutesSpent(db, { staffId, ...boundsOf(day, timeZone) }),
  ])
  return { available, spent }
}

/** Brings the list up to date and gathers all that its page shows. */
export async function loadDay(db: Db, asked: Asked): Promise<DayView> {
  const { list, minutes, spent } = asked
  const { within, beyond } = await transact(db, tx => composeList(tx, list, Math.max(0, minutes - spent)))
  const shown = [...within, ...beyond]
  const ids = shown.map(entry => entry.accountId)
  const [accounts, health, waiting, answered, tasks, counted, inCharge, any, contact, proposals, leftOut, resting] =
    await Promise.all([
      accountsOnList(db, ids),
      explainAccounts(db, ids),
      countCandidates(db, list),
      answersOn(db, list),
      list.staffId === null ? { tasks: [], total: 0 } : tasksOfDay(db, list.staffId, list),
      figures(db),
      accountsInCharge(db, list),
      hasAccounts(db),
      effectOfContact(db),
      stopProposals(db, list.staffId),
      leftOutOf(db, list),
      restingByTask(db, list),
    ])
  const views = (entries: readonly ListEntry[]) => viewsOf(entries, accounts, health, contact.measured !== undefined)
  return {
    ...asked,
    within: views(within),
    beyond: views(beyond),
    candidates: waiting,
    others: Math.max(0, waiting - shown.length),
    answered,
    tasks,
    figures: counted,
    contact,
    proposals,
    leftOut,
    resting,
    inCharge,
    hasAccounts: any,
  }
}

function viewsOf(
  entries: readonly ListEntry[],
  accounts: ReadonlyMap<number, AccountOnList>,
  health: ReadonlyMap<number, AccountHealth>,
  measured: boolean,
): readonly ItemView[] {
  const reasons = standings(
    entries.map(entry => ({
      // Gain without risk and effect: what is at stake, comparable across currencies.
      value: entry.risk > 0 ? (entry.rate * entry.minutes) / (entry.risk * entry.effect) : 0,
      risk: entry.risk,
      minutes: entry.minutes,
      rate: entry.rate,
      hasTask: entry.task !== undefined,
    })),
  )
  return entries.flatMap((entry, index) => {
    const account = accounts.get(entry.accountId)
    if (!account) return []
    const standing = reasons[index] ?? 'balanced'
    return [{ entry, account, health: health.get(entry.accountId), standing, measured }]
  })
}
