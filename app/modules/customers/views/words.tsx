import type { Child } from 'hono/jsx'
import { allows, carers } from '../../../web/access.ts'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Stage } from '../tables.ts'
import type { Json } from '../traits/trait.ts'

const stageTones = {
  prospect: 'neutral',
  trial: 'accent',
  onboarding: 'care',
  active: 'good',
  cancelled: 'bad',
} as const

/** The stage of an account, in words and colour. */
export function StageTag({ stage }: { readonly stage: Stage }) {
  const { t } = useView()
  return <Tag tone={stageTones[stage]}>{t(`customers:stage.${stage}`)}</Tag>
}

/** Whether who looks may change customers, for showing buttons. */
export function mayCare(view: View): boolean {
  return view.staff !== undefined && allows(carers, view.staff as Parameters<typeof allows>[1])
}

/** ¥12,000／月; undefined when no amount is known. */
export function monthly(
  view: Pick<View, 't' | 'format'>,
  minor: number | undefined,
  currency: string,
): string | undefined {
  if (minor === undefined) return undefined
  return view.t('customers:subscription.perMonth', { amount: view.format.money(minor, currency) })
}

/** A trait's value as people read it. */
export function traitText(view: Pick<View, 't' | 'format'>, value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return view.t(value ? 'customers:traits.yes' : 'customers:traits.no')
  if (typeof value === 'number') return view.format.number(value, 3)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Words somebody wrote, in their own direction, so that right-to-left names leave the line around them alone. */
export function Own({ children }: { readonly children: Child }) {
  return <bdi>{children}</bdi>
}

/** Rows of label and value. */
export function Facts({ children }: { readonly children: Child }) {
  return <dl class="facts">{children}</dl>
}

interface FactProps {
  readonly label: string
  readonly mono?: boolean
  readonly children?: Child
}

/** One label and its value; a dash when nothing is known. */
export function Fact({ label, mono, children }: FactProps) {
  const known = children !== undefined && children !== null && children !== ''
  return (
    <>
      <dt>{label}</dt>
      <dd class={mono ? 'mono' : undefined}>{known ? children : <span class="muted">–</span>}</dd>
    </>
  )
}
