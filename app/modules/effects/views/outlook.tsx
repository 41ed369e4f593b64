import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { OutcomeKind } from '../estimates/moments.ts'
import { lateDays } from '../plays/before.ts'
import type { Outlook } from '../plays/outlook.ts'
import type { Sight } from '../report/outlook.ts'
import { about, figuresOf } from './figures.ts'

interface OutlookProps {
  readonly outlook: Outlook
  readonly kind: OutcomeKind
}

/** When something will be known, and what it takes, in sentences. */
export function OutlookWords({ outlook, kind, counted }: OutlookProps & { readonly counted: boolean }) {
  const view = useView()
  const { t, format } = view
  const { first, takes, come, standing } = outlook
  const sentences = [
    first === null ? t('effects:outlook.nobody', { count: takes }) : '',
    first !== null && !counted ? t('effects:outlook.first', { day: format.date(first), count: takes }) : '',
    come === 0 && standing !== null
      ? t('effects:outlook.standing', { count: standing, number: format.number(standing) })
      : '',
    neededWords(view, outlook, kind),
    whenWords(view, outlook),
    ...(isLong(outlook) ? shorterWords(view, outlook, kind) : []),
  ]
  return <>{sentences.map(sentence => (sentence === '' ? null : <p>{sentence}</p>))}</>
}

/** How many it takes until a difference that just matters is seen, or until anything can be said. */
function neededWords(
  { t, format }: View,
  { basis, anything, sights, heldOut, come }: Outlook,
  kind: OutcomeKind,
): string {
  const [sight = anything] = sights
  const values = {
    matters: sight.size === null ? '' : figuresOf({ t, format }, kind).size(sight.size),
    needed: format.number(about(sight.needed ?? 0)),
    held: format.percent(heldOut, 1),
    come: format.number(come),
  }
  if (basis.of === 'none') {
    const why = t(`effects:outlook.missing.${basis.why}`, {
      count: basis.accounts,
      number: format.number(basis.accounts),
    })
    return t('effects:outlook.anything', { ...values, why })
  }
  return t(sight.needed === null ? 'effects:outlook.never' : 'effects:outlook.needed', values)
}

/** Around when so many will have come, or why nobody can say. */
function whenWords(view: View, outlook: Outlook): string {
  const { t, format } = view
  const { state, come, perDay, paceOfSegment, anything, sights, today } = outlook
  const { needed, day } = sights[0] ?? anything
  if (needed === null) return ''
  if (day !== null && come >= needed) {
    return day <= today ? t('effects:outlook.now') : t('effects:outlook.reached', { day: format.date(day) })
  }
  if (state === 'paused' || state === 'archived') return t(`effects:outlook.${state}`)
  if (perDay === null) return come === 0 ? '' : t('effects:outlook.noPace')
  if (perDay === 0) return t('effects:outlook.noneLately', { days: lateDays })
  const values = { week: weekly(view, perDay), day: day === null ? '' : roughly(view, day, today) }
  const told = day === null ? 'far' : 'when'
  return t(paceOfSegment ? `effects:outlook.${told}Segment` : `effects:outlook.${told}`, values)
}

/** What can be known sooner. */
function shorterWords(
  { t, format }: View,
  { withinYear, withHalf, heldOut }: Outlook,
  kind: OutcomeKind,
): readonly string[] {
  const size = withinYear === null ? '' : figuresOf({ t, format }, kind).size(withinYear)
  return [
    size === '' ? '' : t('effects:outlook.withinYear', { size }),
    withHalf === null || heldOut > mostOfHalf
      ? ''
      : t('effects:outlook.half', { needed: format.number(about(withHalf)) }),
  ]
}

const soon = 60
const long = 180
/** What is nearly half is not worth a change. */
const mostOfHalf = 0.35

/** It takes so long that one wants to know what is known sooner. */
function isLong({ sights: [sight], today }: Outlook): boolean {
  return sight !== undefined && (sight.day === null || daysFrom(today, sight.day) > long)
}

function daysFrom(today: string, day: string): number {
  return Temporal.PlainDate.from(today).until(day).days
}

/** A day that is near, or the month of one that is not: a forecast is no appointment. */
function roughly({ locale, format }: View, day: string, today: string): string {
  if (daysFrom(today, day) <= soon) return format.date(day)
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' })
  return month.format(Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds)
}

function weekly({ format }: View, perDay: number): string {
  const week = perDay * 7
  return format.number(week, week < 10 ? 1 : 0)
}

/** How many it takes, by how large the difference is, and when their outcomes are known. */
export function OutlookCard({ outlook, kind }: OutlookProps) {
  const view = useView()
  const { t } = view
  return (
    <Card title={t('effects:outlook.title')}>
      <DataTable
        caption={t('effects:outlook.title')}
        columns={columnsOf(view, outlook, kind)}
        rows={[outlook.anything, ...outlook.sights]}
        empty={null}
      />
      <CardPart>
        <p class="small muted">{basisWords(view, outlook, kind)}</p>
        <p class="small muted">{t('effects:outlook.note')}</p>
      </CardPart>
    </Card>
  )
}

function columnsOf(view: View, outlook: Outlook, kind: OutcomeKind): readonly Column<Sight>[] {
  const { t, format } = view
  const { sights } = outlook
  const figures = figuresOf(view, kind)
  const sizeOf = (size: number) => {
    const text = figures.size(size)
    return size === sights[0]?.size ? t('effects:outlook.just', { size: text }) : text
  }
  return [
    {
      key: 'size',
      label: t('effects:outlook.size'),
      leading: true,
      value: ({ size }) => (size === null ? t('effects:outlook.any') : sizeOf(size)),
    },
    {
      key: 'needed',
      label: t('effects:outlook.customers'),
      numeric: true,
      value: ({ needed }) => (needed === null ? '–' : format.number(about(needed))),
    },
    {
      key: 'day',
      label: t('effects:outlook.day'),
      numeric: true,
      value: sight => dayWords(view, sight, outlook),
    },
  ]
}

function dayWords(view: View, { needed, day }: Sight, { perDay, today }: Outlook): string {
  if (day !== null) return day <= today ? view.t('effects:outlook.already') : roughly(view, day, today)
  return view.t(needed !== null && perDay !== null && perDay > 0 ? 'effects:outlook.overTen' : 'effects:outlook.noDay')
}

/** By what it was reckoned. */
function basisWords(view: View, { basis, takes }: Outlook, kind: OutcomeKind): string {
  const { t, format } = view
  if (basis.of === 'none') return t('effects:outlook.basis.none')
  const number = format.number(basis.accounts)
  if (basis.of === 'own') return t('effects:outlook.basis.own', { count: basis.accounts, number })
  const values = { number, name: basis.name, mean: figuresOf(view, kind).value(basis.mean), count: takes }
  return t(`effects:outlook.basis.${basis.of}.${kind}`, values)
}
