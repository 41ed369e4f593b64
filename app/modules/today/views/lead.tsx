import { useView } from '../../../web/view.ts'

/** Id of the words that an answer renews. */
export const leadId = 'today-lead'

/** How many accounts a person would do something for today. */
export interface LeadCounts {
  /** What fits into the minutes. */
  readonly within: number
  /** What does not. */
  readonly waiting: number
  /** All accounts of the list's person, if they were counted. */
  readonly inCharge: number | undefined
}

/** Counts for the lead, of what is shown within the time and beyond it, and of all candidates with signals. */
export function leadCounts(of: {
  readonly within: number
  readonly beyond: number
  readonly candidates: number
  readonly inCharge: number | undefined
}): LeadCounts {
  const others = Math.max(0, of.candidates - of.within - of.beyond)
  return { within: of.within, waiting: of.beyond > 0 ? of.beyond + others : 0, inCharge: of.inCharge }
}

/** The line under the title: the day, and how many need a person of how many. `counts` are absent before there is any account. */
export function DayLead({ day, counts }: { readonly day: string; readonly counts: LeadCounts | undefined }) {
  const { format } = useView()
  return (
    <span id={leadId}>
      {format.date(day)}
      {'　'}
      {counts ? <Counted {...counts} /> : null}
    </span>
  )
}

function Counted({ within, waiting, inCharge }: LeadCounts) {
  const { t, format } = useView()
  const few = { count: within, shown: format.number(within) }
  return (
    <>
      {inCharge === undefined || inCharge === 1
        ? t('today:page.few', few)
        : t('today:page.fewOf', { ...few, all: format.number(inCharge) })}
      {waiting > 0 ? t('today:page.waiting', { waiting: format.number(waiting) }) : null}
    </>
  )
}
