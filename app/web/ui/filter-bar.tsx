import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Button } from './button.tsx'
import { HiddenFields } from './hidden-fields.tsx'
import { Icon } from './icon.tsx'

export interface ActiveFilter {
  readonly text: string
  /** The same page without this filter. */
  readonly without: string
}

interface FilterBarProps {
  readonly action: string
  /** Id, for fields outside of the bar that belong to it (`form="…"`), such as what the frame keeps. */
  readonly id?: string
  /** Fields: the first grows. They are sent as a GET form. */
  readonly children: Child
  readonly active?: readonly ActiveFilter[]
  /** The same page without any filter. */
  readonly clear?: string
  /** Turbo frame that the answer fills. With it, the form sends itself as soon as something changes. */
  readonly frame?: string
  /** Query values to keep: sort, view. */
  readonly keep?: Readonly<Record<string, string | undefined>>
  /** What the button says where nothing is narrowed but chosen. */
  readonly words?: string
}

/** Narrows a list. Works as a plain form; with scripts it sends itself. */
export function FilterBar({ action, id, children, active, clear, frame, keep, words }: FilterBarProps) {
  const { t } = useView()
  // Sending by itself would take the focus away where the whole page is exchanged.
  const automatic = frame !== undefined
  const kept = Object.entries(keep ?? {}).flatMap(([name, value]) => (value ? [[name, value] as const] : []))
  return (
    <form
      class="filter-bar"
      id={id}
      method="get"
      action={action}
      data-controller={automatic ? 'autosubmit' : undefined}
      data-action={
        automatic ? 'input->autosubmit#later compositionend->autosubmit#later change->autosubmit#now' : undefined
      }
      data-turbo-frame={frame}
      data-turbo-action={frame ? 'advance' : undefined}
    >
      <HiddenFields fields={kept} />
      <div class="filter-fields">
        {children}
        <span class="filter-submit">
          {words ? <Button>{words}</Button> : <Button icon="list-filter">{t('web:ui.filter.apply')}</Button>}
        </span>
      </div>
      {active?.length ? <ActiveFilters active={active} clear={clear} /> : null}
    </form>
  )
}

/** Two fields of one condition: what is asked, and the value. */
export function FilterPair({ children }: { readonly children: Child }) {
  return <div class="filter-pair">{children}</div>
}

/** What narrows the list, each to be taken away. For lists in a frame: there it stands with what the frame renews. */
export function ActiveFilters({
  active,
  clear,
}: {
  readonly active: readonly ActiveFilter[]
  readonly clear?: string
}) {
  const { t } = useView()
  return (
    <div class="filter-active">
      {active.map(({ text, without }) => (
        <a class="filter-chip" href={without} aria-label={t('web:ui.filter.remove', { filter: text })}>
          {text}
          <Icon name="x" />
        </a>
      ))}
      {clear === undefined ? null : (
        <a class="link" href={clear}>
          {t('web:ui.filter.clear')}
        </a>
      )}
    </div>
  )
}

interface ToolbarProps {
  readonly start?: Child
  readonly end?: Child
  readonly label?: string
}

/** Actions over a list: what is chosen on the left, what can be done on the right. */
export function Toolbar({ start, end, label }: ToolbarProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring the looks of a form
    <div class="toolbar" role="group" aria-label={label}>
      <div class="toolbar-part">{start}</div>
      <div class="toolbar-part">{end}</div>
    </div>
  )
}
